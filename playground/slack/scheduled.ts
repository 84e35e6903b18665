import type { Channel } from '../model.js'
import type { World } from '../world.js'
import { LIMITS } from './limits.js'

/** A message that waits for its time. `post` puts it into its channel. */
export interface Scheduled {
  readonly id: string
  readonly channel: Channel
  /** Seconds since 1970, of the business clock. */
  readonly at: number
  readonly created: number
  readonly text: string
  readonly post: () => void
}

/** Longer than this a timer cannot wait; it looks again then. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000

/**
 * `chat.scheduleMessage`: messages that the service posts by itself, by the business clock, so that who moves it sees them come.
 */
export class ScheduledMessages {
  readonly #world: World
  readonly #waiting = new Map<string, Scheduled>()
  readonly #unsubscribe: () => void
  #timer: NodeJS.Timeout | null = null

  constructor(world: World) {
    this.#world = world
    this.#unsubscribe = world.subscribe((happening) => {
      if (happening.kind === 'clock') this.#postDue()
    })
  }

  /** Business time in seconds. */
  now(): number {
    return Date.parse(this.#world.clock()) / 1_000
  }

  /** Slack's word for why nothing can be scheduled for this moment, or null. */
  problem(channel: Channel, at: number): string | null {
    if (at <= this.now()) return 'time_in_past'
    if (at > this.now() + LIMITS.scheduleAhead) return 'time_too_far'
    const times = [...this.list().filter((one) => one.channel.id === channel.id), { at }].map((one) => one.at)
    times.sort((one, other) => one - other)
    const crowded = times.some((time, index) => {
      const last = times[index + LIMITS.scheduledPerWindow]
      return last !== undefined && last - time < LIMITS.scheduleWindow
    })
    return crowded ? 'restricted_too_many' : null
  }

  add(message: Omit<Scheduled, 'id' | 'created'>): Scheduled {
    const kept = { ...message, id: `Q0${String(this.#world.next()).padStart(8, '0')}`, created: Math.floor(this.now()) }
    this.#waiting.set(kept.id, kept)
    this.#arm()
    return kept
  }

  /** The waiting messages, the next first. */
  list(): readonly Scheduled[] {
    return [...this.#waiting.values()].sort((one, other) => one.at - other.at)
  }

  remove(id: string): boolean {
    return this.#waiting.delete(id)
  }

  close(): void {
    this.#unsubscribe()
    if (this.#timer) clearTimeout(this.#timer)
    this.#waiting.clear()
  }

  #postDue(): void {
    for (const message of this.list().filter((one) => one.at <= this.now())) {
      this.#waiting.delete(message.id)
      message.post()
    }
    this.#arm()
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer)
    const [next] = this.list()
    if (!next) return
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, (next.at - this.now()) * 1_000))
    this.#timer = setTimeout(() => this.#postDue(), wait).unref()
  }
}
