import { expect, test } from 'vitest'
import { many, words } from '../../test/block-samples.js'
import { MANIFEST_LIMITS } from './limits.js'
import { slackManifest } from './manifest.js'

const shown = (change: object) => ({ display_information: { name: 'Drumbeat', ...change } })
const command = (change: object) => ({ features: { slash_commands: [{ command: '/kpi', ...change }] } })
const shortcut = (change: object) => ({
  features: { shortcuts: [{ name: 'Ask', type: 'global', callback_id: 'ask', ...change }] },
})
const one = { name: 'Ask', type: 'global', callback_id: 'ask' }

/** A manifest that is just within a limit for `n = limit`, and past it for one more. */
const upTo: Readonly<Record<Exclude<keyof typeof MANIFEST_LIMITS, 'longDescriptionMin'>, (n: number) => object>> = {
  name: (n) => shown({ name: words(n) }),
  description: (n) => shown({ description: words(n) }),
  longDescription: (n) => shown({ long_description: words(n) }),
  botName: (n) => ({ features: { bot_user: { display_name: words(n) } } }),
  commands: (n) => ({ features: { slash_commands: many(n, (index) => ({ command: `/c${index}` })) } }),
  commandName: (n) => command({ command: `/${words(n - 1)}` }),
  commandDescription: (n) => command({ description: words(n) }),
  usageHint: (n) => command({ usage_hint: words(n) }),
  shortcuts: (n) => ({ features: { shortcuts: many(n, () => one) } }),
  shortcutName: (n) => shortcut({ name: words(n) }),
  shortcutDescription: (n) => shortcut({ description: words(n) }),
  callbackId: (n) => shortcut({ callback_id: words(n) }),
  unfurlDomains: (n) => ({ features: { unfurl_domains: many(n, (index) => `d${index}.acme.example`) } }),
  redirectUrls: (n) => ({ oauth_config: { redirect_urls: many(n, () => 'https://acme.example/') } }),
  scopes: (n) => ({ oauth_config: { scopes: { bot: many(n, (index) => `s${index}`) } } }),
  events: (n) => ({ settings: { event_subscriptions: { bot_events: many(n, (index) => `e${index}`) } } }),
}

test.each(Object.entries(upTo))('%s of the app manifest: taken at the limit, refused past it', (name, manifest) => {
  const limit = Object.entries(MANIFEST_LIMITS).find(([key]) => key === name)?.[1] ?? 0
  expect(slackManifest.safeParse(manifest(limit)).error).toBeUndefined()
  expect(slackManifest.safeParse(manifest(limit + 1)).success).toBe(false)
})

test('a long description is long', () => {
  const described = (n: number) => slackManifest.safeParse(shown({ long_description: words(n) })).success
  expect([MANIFEST_LIMITS.longDescriptionMin, MANIFEST_LIMITS.longDescriptionMin - 1].map(described)).toEqual([
    true,
    false,
  ])
})
