import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import type { Message } from '../chat/message.js'
import { type Place, type PlatformName, platformName } from '../chat/place.js'
import type { Platform } from '../chat/platform.js'
import * as store from './claim-store.js'
import { type EndDesk, endDeliveries, releaseReplies } from './end.js'
import { insist } from './insist.js'
import type { Draw } from './live.js'
import { tryLock, unlock, unseatHanging } from './lock.js'
import { Pacer } from './pacer.js'
import { receipts } from './receipts.js'
import { drain } from './sender.js'
import { overlooked } from './under-store.js'

/** What the post office works with. `database` has one connection and is used for nothing else: it holds the routes' locks. */
export interface PostDesk extends EndDesk {
  readonly database: Database
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  readonly machine: () => Temporal.Instant
  readonly random: () => number
  readonly permits: (message: Message, to: Place) => Promise<boolean>
  readonly draw: Draw
  /** In seconds: how long what a process holds is its own after it has died or hangs. */
  readonly lease: number
  readonly warn: (fields: object, text: string) => void
}

/** Another process sends for the workspace: it is looked at again after this many milliseconds, in case that one dies. */
const notMine = 1000

const wakeUpCall = z
  .string()
  .min(1)
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ platform: platformName, workspace: z.string() }))

/** One workspace: its pace, whether it is being drained, and when to look again. */
interface Round {
  pacer: Pacer
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
  private readonly rounds = new Map<string, { readonly route: store.Route; readonly round: Round }>()
  private stopped = false

  constructor(desk: PostDesk) {
    this.desk = desk
  }

  /** Looks at every workspace that has something open, and at those it sends for, which shows the others that it lives. */
  async look(): Promise<void> {
    for (const route of await store.openRoutes(this.desk.database.db)) {
      if (this.desk.platforms.has(route.platform)) this.visit(route)
    }
  }

  /** Looks at the workspace that a wake-up call names, which spares asking where something is open; else at all. */
  async woken(call: string): Promise<void> {
    const named = wakeUpCall.safeParse(call)
    if (!named.success) return this.look()
    if (this.desk.platforms.has(named.data.platform)) this.visit(named.data)
  }

  /** Takes no new rows, waits until what is being sent has its receipt, and leaves the workspaces to other processes. */
  async stop(): Promise<void> {
    this.stopped = true
    const all = [...this.rounds.values()]
    for (const { round } of all) if (round.timer) clearTimeout(round.timer)
    await Promise.all(all.map(({ round }) => round.under))
    for (const { route } of all) await unlock(this.desk.database.db, route).catch(() => undefined)
  }

  private visit(route: store.Route): void {
    if (this.stopped) return
    const name = `${route.platform}:${route.workspace}`
    const known = this.rounds.get(name)
    const round = known?.round ?? { pacer: new Pacer([]), under: null, again: false, timer: null }
    if (!known) this.rounds.set(name, { route, round })
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
    const { database, platforms, machine, warn, lease } = this.desk
    const platform = platforms.get(route.platform)
    if (!platform) return null
    const { db } = database
    try {
      const lock = await tryLock(db, route)
      if (lock === 'taken') return await this.behind(route)
      if (lock === 'new') round.pacer = await this.takeOver(route, platform)
      const write = (all: Parameters<typeof endDeliveries>[1]) => endDeliveries(db, all, this.desk)
      const moment = await drain(route, {
        ...this.desk,
        db,
        platform,
        pacer: round.pacer,
        end: receipts((all) => insist(() => write(all), lease)),
        stopping: () => this.stopped,
      })
      return moment === null ? null : Math.max(1, moment.epochMilliseconds - machine().epochMilliseconds)
    } catch (error) {
      warn(
        { route, reason: error instanceof Error ? error.message : String(error) },
        'Sending failed; it is tried again',
      )
      return notMine
    }
  }

  /** Another process sends for the workspace: waits behind it, and takes its place if it hangs. */
  private async behind(route: store.Route): Promise<number> {
    const { database, warn, lease } = this.desk
    if (!(await unseatHanging(database.db, route, lease))) return notMine
    warn({ route }, 'The process that sent for a workspace hangs; this one takes over')
    return 0
  }

  /** The pace goes on where the last sender left it, and what it had no time to let go is let go. */
  private async takeOver(route: store.Route, platform: Platform): Promise<Pacer> {
    const { db } = this.desk.database
    await releaseReplies(db, await overlooked(db, route), this.desk)
    const windows = platform.pace()
    const pacer = new Pacer(windows)
    const longest = Math.max(0, ...windows.map((window) => window.per))
    const since = this.desk.machine().subtract({ milliseconds: longest })
    const made = longest === 0 ? [] : await store.madeSince(db, route, since)
    for (const { act, channel, at } of made) pacer.note(act, channel, at.epochMilliseconds)
    return pacer
  }
}
