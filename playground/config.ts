import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { key, members, secret } from './config-parts.js'
import { slackInput } from './config-slack.js'
import { teamsManifest } from './config-teams.js'

/**
 * The file that describes a world: who is there, which channels exist, what the bot may do. Everything but the company's name
 * and its people has a default; ids are derived from names so that they stay the same from run to run, secrets are drawn.
 */

/** What somebody has set as their status on Slack: an emoji as `:palm_tree:`, words, and when it ends, or null for never. */
const statusInput = z.strictObject({
  emoji: z.string().regex(/^:[a-z0-9_+-]+:$/, 'the name of an emoji between colons, such as :palm_tree:'),
  text: z.string().max(100).default(''),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
})

const personInput = z.strictObject({
  key,
  name: z.string().min(1),
  email: z.email().optional(),
  zone: z.string().refine(isZone, 'an IANA time zone, such as Europe/Berlin').default('UTC'),
  locale: z.string().default('en-GB'),
  title: z.string().default(''),
  slack: z.boolean().default(true),
  teams: z.boolean().default(false),
  guest: z.boolean().default(false),
  status: statusInput.nullable().default(null),
})

const teamsChannelInput = z.strictObject({ name: z.string().min(1), id: z.string().optional() })
const teamsInput = z.strictObject({
  tenant: z.uuid().default(guid('tenant')),
  appId: z.uuid().default(guid('bot')),
  appPassword: z.string().min(1).default(secret('')),
  /** Where the bot takes the Bot Connector's requests, below its address. */
  path: z.string().startsWith('/').default('/api/messages'),
  rateLimits: z.enum(['documented', 'off']).default('documented'),
  manifest: teamsManifest.prefault({}),
  teams: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        id: z.string().optional(),
        members,
        bot: z.boolean().default(true),
        channels: z.array(teamsChannelInput).default([{ name: 'General' }]),
      }),
    )
    .default([]),
  chats: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        id: z.string().optional(),
        members: z.array(key),
        bot: z.boolean().default(true),
      }),
    )
    .default([]),
})

const configInput = z
  .strictObject({
    company: z.string().min(1),
    botName: z.string().default('Drumbeat'),
    /** 0 takes a free port. */
    port: z.number().int().min(0).max(65_535).default(0),
    /** The bot's address, or null until somebody says it (`POST /control/bot`). */
    bot: z.url().nullable().default(null),
    people: z.array(personInput).min(1),
    slack: slackInput.prefault({}),
    teams: teamsInput.prefault({}),
  })
  .superRefine((config, context) => {
    const known = new Set(config.people.map((person) => person.key))
    if (known.size !== config.people.length)
      context.addIssue({ code: 'custom', path: ['people'], message: 'two people have the same key' })
    const lists = [
      ...config.slack.channels.map((one, index) => ({
        path: ['slack', 'channels', index, 'members'],
        list: one.members,
      })),
      ...config.slack.groups.map((one, index) => ({ path: ['slack', 'groups', index, 'members'], list: one.members })),
      ...config.slack.userGroups.map((one, index) => ({
        path: ['slack', 'userGroups', index, 'members'],
        list: one.members,
      })),
      ...config.teams.teams.map((one, index) => ({ path: ['teams', 'teams', index, 'members'], list: one.members })),
      ...config.teams.chats.map((one, index) => ({ path: ['teams', 'chats', index, 'members'], list: one.members })),
    ]
    for (const { path, list } of lists)
      for (const name of list === 'everyone' ? [] : list)
        if (!known.has(name))
          context.addIssue({ code: 'custom', path, message: `nobody in people has the key ${name}` })
  })

export type PlaygroundInput = z.input<typeof configInput>
export type PlaygroundConfig = z.output<typeof configInput>

/**
 * Checks a description of a world and fills in its defaults.
 * @throws Error that lists every problem with its path.
 */
export function parseConfig(input: unknown): PlaygroundConfig {
  const parsed = configInput.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`)
  throw new Error(`The description of the playground does not fit:\n${problems.join('\n')}`)
}

const described = z.looseObject({
  slack: z.looseObject({ manifest: z.unknown().optional() }).optional(),
  teams: z.looseObject({ manifest: z.unknown().optional() }).optional(),
})

/**
 * Reads a world from a YAML or JSON file. Where `slack.manifest` or `teams.manifest` is a path, that JSON file is read too,
 * relative to the description.
 * @param changes what shall be otherwise than in the file; `slack` and `teams` are merged field by field
 * @throws Error that lists every problem with its path
 */
export function loadConfig(file: string, changes: Partial<PlaygroundInput> = {}): PlaygroundConfig {
  const content: unknown = parse(readFileSync(file, 'utf8'))
  const top = described.safeParse(content)
  if (!top.success) return parseConfig({ ...Object(content), ...changes })
  const { slack, teams, ...rest } = top.data
  const manifest = (given: unknown): unknown =>
    typeof given === 'string' ? JSON.parse(readFileSync(resolve(dirname(file), given), 'utf8')) : given
  return parseConfig({
    ...rest,
    ...changes,
    slack: { ...slack, manifest: manifest(slack?.manifest), ...changes.slack },
    teams: { ...teams, manifest: manifest(teams?.manifest), ...changes.teams },
  })
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** The same name gives the same id in every run: recorded exchanges and screenshots can be compared. */
export function guid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
