import type { Channel, Person } from '../../model.js'
import type { Service } from '../service.js'
import { type Activity, envelope, eventId } from './activity.js'
import { deliver } from './deliver.js'

/** Every event of a conversation that the bot is told, by what the inspector calls it. */
export const EVENTS = [
  'conversationUpdate channelCreated',
  'conversationUpdate channelRenamed',
  'conversationUpdate membersAdded',
  'conversationUpdate membersRemoved',
  'conversationUpdate teamArchived',
  'conversationUpdate teamUnarchived',
  'installationUpdate add',
  'installationUpdate remove',
] as const
export type TeamsEvent = (typeof EVENTS)[number]

/**
 * Where the app is installed, and how the bot hears of it: `installationUpdate` and `conversationUpdate`, once for every
 * person, group chat and team. A team's other channels are not announced, as in the real service; the bot asks for them.
 */
export class Membership {
  readonly #service: Service
  readonly #told = new Set<string>()
  #queue: Promise<void> = Promise.resolve()

  constructor(service: Service) {
    this.#service = service
  }

  /** Tells the bot of every installation that it has not heard of. */
  async announce(): Promise<void> {
    for (const channel of this.#service.stage.world.channels('teams')) await this.ensure(channel)
  }

  /**
   * Tells the bot of the installation that a conversation belongs to, if it has not heard of it: nobody can write to a bot
   * before it knows that it is there. What the bot could not take is told again next time.
   */
  ensure(channel: Channel): Promise<void> {
    const work = this.#queue.then(() => this.#ensure(channel))
    this.#queue = work.catch(() => undefined)
    return work
  }

  async #ensure(channel: Channel): Promise<void> {
    const home = this.#home(channel)
    if (!home.hasBot || this.#told.has(home.id)) return
    const by = this.#installer(home)
    if (!by) return
    this.#told.add(home.id)
    const heard = await this.tell(home, by, 'installationUpdate add', {
      type: 'installationUpdate',
      action: 'add',
      ...this.#selected(home),
    })
    if (!heard) this.#told.delete(home.id)
    else await this.tell(home, by, 'conversationUpdate membersAdded', this.#botAdded(home, by))
  }

  /** Tells the bot that it is gone from a conversation; it can no longer write there. */
  async removed(channel: Channel, by: Person): Promise<void> {
    const home = this.#home(channel)
    this.#told.delete(home.id)
    await this.tell(home, by, 'installationUpdate remove', { type: 'installationUpdate', action: 'remove' })
    if (home.kind !== 'direct')
      await this.tell(home, by, 'conversationUpdate membersRemoved', {
        type: 'conversationUpdate',
        membersRemoved: [{ id: this.#service.places.botId }],
        eventType: 'teamMemberRemoved',
      })
  }

  /**
   * Sends the bot one event of a conversation. `eventType` and `settings` stand in the channel data, as Teams has them.
   * @returns whether the bot took it
   */
  async tell(channel: Channel, by: Person, what: TeamsEvent, event: Activity): Promise<boolean> {
    const { eventType, settings, channel: about, ...rest } = event
    const base = envelope(this.#service, { person: by, channel, root: null })
    const data = typeof base.channelData === 'object' ? base.channelData : {}
    const turn = await deliver(this.#service, what, {
      ...base,
      id: eventId(),
      ...rest,
      channelData: {
        ...data,
        ...(eventType !== undefined && channel.kind === 'channel' && { eventType }),
        ...(settings !== undefined && { settings }),
        ...(about !== undefined && { channel: about }),
      },
    })
    return turn.kind === 'answer' && turn.status >= 200 && turn.status < 300
  }

  /** A team's events belong to its General channel. */
  #home(channel: Channel): Channel {
    return this.#service.places.teamOf(channel)?.general ?? channel
  }

  #installer(channel: Channel): Person | undefined {
    return this.#service.places.members(channel)[0]
  }

  #selected(channel: Channel): Activity {
    return channel.kind === 'channel' ? { settings: { selectedChannel: { id: channel.id } } } : {}
  }

  #botAdded(channel: Channel, by: Person): Activity {
    const bot = { id: this.#service.places.botId }
    const person = { id: by.teams?.id, aadObjectId: by.teams?.aadObjectId }
    return {
      type: 'conversationUpdate',
      membersAdded: channel.kind === 'direct' ? [bot, person] : [bot],
      eventType: 'teamMemberAdded',
      ...this.#selected(channel),
    }
  }
}
