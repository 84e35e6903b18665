import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import type { Message } from '../chat/message.js'
import type { Place, PlatformName } from '../chat/place.js'
import type { Platform } from '../chat/platform.js'
import { type EndDesk, endDeliveries } from './end.js'
import { tryLock, unlock } from './lock.js'
import { Pacer } from './pacer.js'
import { drain } from './sender.js'
import * as store from './store.js'

/** What the post office works with. `database` has one connection and is used for nothing else: it holds the routes' locks. */
export interface PostDesk extends EndDesk {
  readonly database: Database
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  readonly machine: () => Temporal.Instant
  readonly random: () => number
  readonly permits: (message: Message, to: Place) => Promise<boolean>
  readonly warn: (fields: object, text: string) => void
}

/** Another process sends for the workspace: it is looked at again after this many milliseconds, in case that one dies. */
const notMine = 1000

/** One workspace: its pace, whether it is being drained, and when to look again. */
interface Round {
  readonly pacer: Pacer
  under: Promise<void> | null
  again: boolean
  timer: NodeJS.Timeout | null
}

/**
 * Sends what is due: one sender per workspace over all processes (a lock), each workspace at its own pace, so that a slow
 * platform holds up nobody else's messages.
 */
export class PostOffice {
  private readonly desk: PostDesk
  private readonly rounds = new Map<string, Round>()
  private stopped = false

  constructor(desk: PostDesk) {
    this.desk = desk
  }

  /** Looks at every workspace that has something open. */
  async look(): Promise<void> {
    for (const route of await store.openRoutes(this.desk.database.db)) {
      if (this.desk.platforms.has(route.platform)) this.visit(route)
    }
  }

  /** Takes no new rows and waits until what is being sent has its receipt. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const round of this.rounds.values()) if (round.timer) clearTimeout(round.timer)
    await Promise.all([...this.rounds.values()].map((round) => round.under))
  }

  private visit(route: store.Route): void {
    if (this.stopped) return
    const name = `${route.platform}:${route.workspace}`
    const round = this.rounds.get(name) ?? { pacer: new Pacer(), under: null, again: false, timer: null }
    this.rounds.set(name, round)
    if (round.timer) clearTimeout(round.timer)
    // What was added while a drain was under way may have been missed by its last look, so it is followed by another.
    if (round.under) round.again = true
    else round.under = this.drainRoute(route, round).then((wait) => this.next(route, round, wait))
  }

  private next(route: store.Route, round: Round, wait: number | null): void {
    round.under = null
    if (this.stopped) return
    const soon = round.again ? 0 : wait
    round.again = false
    if (soon !== null) round.timer = setTimeout(() => this.visit(route), soon)
  }

  /** @returns after how many milliseconds to look again, or null if nothing is open */
  private async drainRoute(route: store.Route, round: Round): Promise<number | null> {
    const { database, platforms, machine, warn } = this.desk
    const platform = platforms.get(route.platform)
    if (!platform) return null
    const { db } = database
    try {
      if (!(await tryLock(db, route))) return notMine
      try {
        const end = (all: Parameters<typeof endDeliveries>[1]) => endDeliveries(db, all, this.desk)
        const moment = await drain(route, {
          ...this.desk,
          db,
          platform,
          pacer: round.pacer,
          end,
          stopping: () => this.stopped,
        })
        return moment === null ? null : Math.max(1, moment.epochMilliseconds - machine().epochMilliseconds)
      } finally {
        await unlock(db, route)
      }
    } catch (error) {
      warn(
        { route, reason: error instanceof Error ? error.message : String(error) },
        'Sending failed; it is tried again',
      )
      return notMine
    }
  }
}
