import { createHash } from 'node:crypto'
import type { PlaygroundConfig } from './config.js'
import { guid } from './config.js'
import type { Channel, Person } from './model.js'

/** The people of a world with their ids on each platform. */
export function peopleOf(config: PlaygroundConfig): readonly Person[] {
  return config.people.map((one) => ({
    key: one.key,
    name: one.name,
    email: one.email ?? `${one.key}@acme.example`,
    zone: one.zone,
    locale: one.locale,
    title: one.title,
    slack: one.slack ? `U0${code(one.key, 8)}` : null,
    // The `29:` id differs per bot in the real service, so it must not be mistaken for the object id.
    teams: one.teams ? { id: `29:${hash(`${one.key} ${config.teams.appId}`, 40)}`, aadObjectId: guid(one.key) } : null,
    guest: one.guest,
    deactivated: false,
    status: one.status,
  }))
}

/** The channels of a world, direct conversations with the bot included. */
export function channelsOf(config: PlaygroundConfig, people: readonly Person[]): readonly Channel[] {
  return [...slackChannels(config, people), ...teamsChannels(config, people)]
}

const plain = { private: false, archived: false, hasBot: true, team: null }

function slackChannels(config: PlaygroundConfig, people: readonly Person[]): readonly Channel[] {
  const here = people.filter((person) => person.slack !== null)
  const everyone = here.filter((person) => !person.guest).map((person) => person.key)
  const channels = config.slack.channels.map(
    (one): Channel => ({
      ...plain,
      platform: 'slack',
      id: one.id ?? `C0${code(one.name, 8)}`,
      name: one.name,
      kind: 'channel',
      private: one.private,
      members: one.members === 'everyone' ? everyone : one.members.filter((key) => here.some((p) => p.key === key)),
      hasBot: one.bot,
    }),
  )
  const directs = here.map(
    (person): Channel => ({
      ...plain,
      platform: 'slack',
      id: `D0${code(person.key, 8)}`,
      name: config.botName,
      kind: 'direct',
      private: true,
      members: [person.key],
    }),
  )
  const groups = config.slack.groups.map(
    (one): Channel =>
      groupMessage({ id: one.id, members: one.members.filter((key) => here.some((p) => p.key === key)), bot: one.bot }),
  )
  return [...channels, ...groups, ...directs]
}

/** A group direct message of Slack. Its name and its id follow from who is in it, so that the same people find it again. */
export function groupMessage(made: { id?: string | undefined; members: readonly string[]; bot: boolean }): Channel {
  const name = `mpdm-${[...made.members, ...(made.bot ? ['bot'] : [])].join('--')}-1`
  const members = [...made.members].sort()
  return {
    ...plain,
    platform: 'slack',
    id: made.id ?? `G0${hash(`group ${members.join(' ')} ${made.bot}`, 8).toUpperCase()}`,
    name,
    kind: 'group',
    private: true,
    members: made.members,
    hasBot: made.bot,
  }
}

function teamsChannels(config: PlaygroundConfig, people: readonly Person[]): readonly Channel[] {
  const here = people.filter((person) => person.teams !== null)
  const everyone = here.filter((person) => !person.guest).map((person) => person.key)
  const inTeams = config.teams.teams.flatMap((team) =>
    team.channels.map(
      (one): Channel => ({
        ...plain,
        platform: 'teams',
        id: one.id ?? `19:${hash(`${team.name}/${one.name}`, 32)}@thread.tacv2`,
        name: one.name,
        kind: 'channel',
        members: team.members === 'everyone' ? everyone : team.members.filter((key) => here.some((p) => p.key === key)),
        hasBot: team.bot,
        team: team.name,
      }),
    ),
  )
  const chats = config.teams.chats.map(
    (one): Channel => ({
      ...plain,
      platform: 'teams',
      id: one.id ?? `19:${hash(`chat ${one.name}`, 32)}@thread.v2`,
      name: one.name,
      kind: 'group',
      private: true,
      members: one.members.filter((key) => here.some((p) => p.key === key)),
      hasBot: one.bot,
    }),
  )
  const directs = here.map(
    (person): Channel => ({
      ...plain,
      platform: 'teams',
      id: `a:${hash(`direct ${person.key} ${config.teams.appId}`, 48)}`,
      name: config.botName,
      kind: 'direct',
      private: true,
      members: [person.key],
    }),
  )
  return [...inTeams, ...chats, ...directs]
}

function hash(name: string, length: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, length)
}

/** Capitals of the name, then its hash: readable (`NADIA...`) and never the same for two names. */
function code(name: string, length: number): string {
  const letters = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 5)
  return `${letters}${hash(name, length).toUpperCase()}`.slice(0, length)
}
