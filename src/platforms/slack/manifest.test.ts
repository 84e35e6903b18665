import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { classifyEvent } from './incoming/events.js'
import { SUBSCRIPTIONS } from './incoming/payloads.js'
import { PATH } from './listener.js'
import { WEB_METHODS, type WebMethod } from './web.js'

const manifest = z
  .object({
    features: z.object({
      app_home: z.object({ home_tab_enabled: z.literal(true), messages_tab_read_only_enabled: z.literal(false) }),
      slash_commands: z.array(z.object({ command: z.string(), url: z.url(), should_escape: z.boolean() })),
    }),
    oauth_config: z.object({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
    settings: z.object({
      event_subscriptions: z.object({ request_url: z.url(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ request_url: z.url(), message_menu_options_url: z.url() }),
    }),
  })
  .parse(JSON.parse(readFileSync('manifest.json', 'utf8')))

/** Which scopes a method needs (docs.slack.dev, reference/methods): of each, all of the list. */
const methodScopes: Readonly<Record<WebMethod, readonly string[]>> = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'usergroups.list': ['usergroups:read'],
  'users.list': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
}

/** Which scopes an event needs to be delivered (docs.slack.dev, reference/events). */
const eventScopes: Readonly<Record<(typeof SUBSCRIPTIONS)[number], readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.im': ['im:history'],
  tokens_revoked: [],
  user_change: ['users:read'],
}

/** A payload of every subscription, as Slack documents it. */
const samples: Readonly<Record<(typeof SUBSCRIPTIONS)[number], object>> = {
  app_home_opened: { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.1' },
  app_mention: { type: 'app_mention', user: 'U1', text: '<@UBOT> kpi', ts: '1.1', channel: 'C1', event_ts: '1.1' },
  app_uninstalled: { type: 'app_uninstalled' },
  channel_archive: { type: 'channel_archive', channel: 'C1', user: 'U1' },
  channel_left: { type: 'channel_left', channel: 'C1', actor_id: 'U1', event_ts: '1.1' },
  channel_rename: { type: 'channel_rename', channel: { id: 'C1', name: 'revenue', created: 1 } },
  channel_unarchive: { type: 'channel_unarchive', channel: 'C1', user: 'U1' },
  group_archive: { type: 'group_archive', channel: 'G1' },
  group_left: { type: 'group_left', channel: 'G1' },
  group_rename: { type: 'group_rename', channel: { id: 'G1', name: 'board', created: 1 } },
  group_unarchive: { type: 'group_unarchive', channel: 'G1' },
  member_joined_channel: { type: 'member_joined_channel', user: 'U1', channel: 'C1', channel_type: 'C', team: 'T1' },
  member_left_channel: { type: 'member_left_channel', user: 'U1', channel: 'C1', channel_type: 'C', team: 'T1' },
  'message.im': { type: 'message', channel_type: 'im', channel: 'D1', user: 'U1', text: 'kpi', ts: '1.1' },
  tokens_revoked: { type: 'tokens_revoked', tokens: { oauth: [], bot: ['UBOT'] } },
  user_change: { type: 'user_change', user: { id: 'U1', team_id: 'T1', deleted: true, profile: {} }, cache_ts: 1 },
}

const SCHEMA = '../shared/schemas/slack-manifest.schema.2.0.0.json'

describe('the app manifest', () => {
  it('follows Slack’s schema', (context) => {
    if (!existsSync(SCHEMA)) return context.skip(`Slack's published schema is not at ${SCHEMA}: not checked.`)
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
    const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
    validate(JSON.parse(readFileSync('manifest.json', 'utf8')))
    expect(validate.errors ?? []).toEqual([])
  })

  it('asks for exactly the scopes that the methods and events need, and for no token of people', () => {
    const needed = new Set(['commands', ...Object.values(methodScopes).flat(), ...Object.values(eventScopes).flat()])
    expect(manifest.oauth_config.scopes.bot).toEqual([...needed].sort())
  })

  it('subscribes to exactly the events that are understood', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...SUBSCRIPTIONS])
    const understood = Object.entries(samples).map(([name, sample]) => {
      const { kind } = classifyEvent(sample, { team: 'T1', key: 'k', bot: 'UBOT' })
      return [name, kind]
    })
    expect(understood.filter(([, kind]) => kind === 'unsupported' || kind === 'nothing')).toEqual([])
    expect(understood).toHaveLength(SUBSCRIPTIONS.length)
  })

  it('declares the commands, with mentions and channels escaped into ids', () => {
    const commands = manifest.features.slash_commands
    expect(commands.map((one) => one.command)).toEqual([
      '/kpi',
      '/digest',
      '/checklist',
      '/handoff',
      '/standup',
      '/review',
      '/feedback',
      '/playbook',
      '/drumbeat',
    ])
    expect(commands.every((one) => one.should_escape)).toBe(true)
  })

  it('sends everything to the one address that is served', () => {
    const { event_subscriptions, interactivity } = manifest.settings
    const urls = [
      ...manifest.features.slash_commands.map((one) => one.url),
      event_subscriptions.request_url,
      interactivity.request_url,
      interactivity.message_menu_options_url,
    ]
    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set([PATH]))
  })
})

it('every listed method is called somewhere, and none that is not listed', () => {
  const folder = 'src/platforms/slack'
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'web.ts')
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n')
  const named = new Set(
    [...sources.matchAll(/'((?:auth|chat|conversations|files|usergroups|users|views)\.[a-zA-Z]+)'/g)].map(
      (hit) => hit[1],
    ),
  )
  expect([...named].sort()).toEqual([...WEB_METHODS])
})
