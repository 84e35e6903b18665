import { expect, test } from 'vitest'
import { many, words } from '../test/block-samples.js'
import { teamsManifest } from './config-teams.js'
import { MANIFEST_LIMITS } from './teams/limits.js'

const bot = (change: object) => ({ bots: [{ scopes: ['team'], ...change }] })
const list = (change: object) => bot({ commandLists: [{ scopes: ['team'], commands: [], ...change }] })
const command = (change: object) => list({ commands: [{ title: 'kpi', ...change }] })
const extension = (commands: readonly object[]) => ({ composeExtensions: [{ commands }] })
const search = (change: object) => extension([{ id: 'search', title: 'Search', ...change }])
const parameter = (change: object) => search({ parameters: [{ name: 'q', title: 'What', ...change }] })

/** A manifest that is just within a limit for `n = limit`, and past it for one more. */
const upTo: Readonly<Record<keyof typeof MANIFEST_LIMITS, (n: number) => object>> = {
  shortName: (n) => ({ name: { short: words(n) } }),
  fullName: (n) => ({ name: { short: 'Drumbeat', full: words(n) } }),
  shortDescription: (n) => ({ description: { short: words(n), full: 'x' } }),
  fullDescription: (n) => ({ description: { short: 'x', full: words(n) } }),
  developerName: (n) => ({ developer: { name: words(n) } }),
  bots: (n) => ({ bots: many(n, () => ({ scopes: ['team'] })) }),
  commandLists: (n) => bot({ commandLists: many(n, () => ({ scopes: ['team'], commands: [] })) }),
  commands: (n) => list({ commands: many(n, (index) => ({ title: `c${index}` })) }),
  commandTitle: (n) => command({ title: words(n) }),
  commandDescription: (n) => command({ description: words(n) }),
  extensions: (n) => ({ composeExtensions: many(n, () => ({})) }),
  extensionCommands: (n) => extension(many(n, (index) => ({ id: `c${index}`, title: 'Search' }))),
  extensionId: (n) => search({ id: words(n) }),
  extensionTitle: (n) => search({ title: words(n) }),
  extensionDescription: (n) => search({ description: words(n) }),
  parameters: (n) => search({ parameters: many(n, (index) => ({ name: `p${index}`, title: 'What' })) }),
  parameterName: (n) => parameter({ name: words(n) }),
  parameterTitle: (n) => parameter({ title: words(n) }),
  parameterDescription: (n) => parameter({ description: words(n) }),
  choices: (n) => parameter({ choices: many(n, (index) => ({ title: 'x', value: `${index}` })) }),
  permissions: (n) => ({
    authorization: { permissions: { resourceSpecific: many(n, (index) => ({ name: `p${index}` })) } },
  }),
  validDomains: (n) => ({ validDomains: many(n, (index) => `d${index}.acme.example`) }),
}

test.each(Object.entries(upTo))('%s of the app manifest: taken at the limit, refused past it', (name, manifest) => {
  const limit = Object.entries(MANIFEST_LIMITS).find(([key]) => key === name)?.[1] ?? 0
  expect(teamsManifest.safeParse(manifest(limit)).error).toBeUndefined()
  expect(teamsManifest.safeParse(manifest(limit + 1)).success).toBe(false)
})
