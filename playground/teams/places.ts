import { guid, type PlaygroundConfig } from '../config.js'
import type { Channel, Person } from '../model.js'
import type { World } from '../world.js'

/** A team: its channels share its members. Its id is that of its General channel, as in the real service. */
export interface Team {
  readonly id: string
  readonly name: string
  readonly aadGroupId: string
  readonly general: Channel
  readonly channels: readonly Channel[]
}

/** A conversation id taken apart: `19:...@thread.tacv2;messageid=170...` is a thread of a channel. */
export interface Conversation {
  readonly channel: Channel
  readonly root: string | null
}

/** Teams' side of the world's channels: teams, conversation ids, who is in them. */
export class Places {
  readonly #world: World
  readonly #config: PlaygroundConfig['teams']

  constructor(world: World, config: PlaygroundConfig['teams']) {
    this.#world = world
    this.#config = config
  }

  get botId(): string {
    return `28:${this.#config.appId}`
  }

  teams(): readonly Team[] {
    const names = new Set(this.#world.channels('teams').flatMap(({ team }) => (team === null ? [] : [team])))
    return [...names].flatMap((name) => this.#team(name) ?? [])
  }

  teamOf(channel: Channel): Team | undefined {
    return channel.team === null ? undefined : this.#team(channel.team)
  }

  /** A team by its id, which may also be written as one of its threads. */
  team(id: string): Team | undefined {
    return this.teams().find((team) => team.id === id)
  }

  #team(name: string): Team | undefined {
    const channels = this.#world.channels('teams').filter((channel) => channel.team === name)
    const general = channels.find((channel) => channel.name === 'General') ?? channels[0]
    if (!general) return undefined
    const id = this.#config.teams.find((team) => team.name === name)?.id ?? general.id
    return { id, name, aadGroupId: guid(`team ${name}`), general, channels }
  }

  /** The conversation with this id; a team's id means its General channel. */
  find(id: string): Conversation | undefined {
    const [base = '', ...rest] = id.split(';messageid=')
    const channel = this.#world.channel('teams', base) ?? this.team(base)?.general
    if (!channel || rest.length > 1) return undefined
    const root = rest[0] ?? null
    return root !== null && channel.kind !== 'channel' ? undefined : { channel, root }
  }

  /** The id of a conversation as activities carry it: in a channel every message belongs to a thread. */
  conversationId(channel: Channel, root: string | null): string {
    return channel.kind === 'channel' && root !== null ? `${channel.id};messageid=${root}` : channel.id
  }

  /** A member by the ids that the service takes: `29:...` or the Entra object id. */
  member(channel: Channel, id: string): Person | undefined {
    const person = this.#world.personById('teams', id)
    return person && channel.members.includes(person.key) ? person : undefined
  }

  /** Whether anybody in this tenant has the id; the bot has one too. */
  known(id: string): boolean {
    return id === this.botId || this.#world.personById('teams', id) !== undefined
  }

  members(channel: Channel): readonly Person[] {
    return channel.members.flatMap((key) => this.#world.person(key) ?? [])
  }
}
