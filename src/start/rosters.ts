import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { PlatformName } from '../chat/place.js'
import type { Platform } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import { rosterReadAt } from '../company/members-store.js'
import type { KnownPlace } from '../company/model.js'
import { askedPlaces, keepRoster } from '../standups/members.js'
import { type Looking, looking } from './looking.js'

/** Joining and leaving is told by events; what of it was missed is put right after so many hours at the latest. */
const staleAfter = 6

export interface RosterDesk {
  readonly db: Db
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  readonly contextOf: (cause: string) => Promise<Context | null>
  readonly machine: () => Temporal.Instant
  readonly log: Logger
}

/** Who is in the channels whose members are asked: reads those that were never read, or not of late. */
export const rosters = (desk: RosterDesk): Looking => looking(() => look(desk))

/** One channel that cannot be read keeps nobody else's members from being known. Never rejects. */
async function look(desk: RosterDesk): Promise<void> {
  const warn = (error: unknown): void =>
    desk.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'Members could not be read')
  const places = await askedPlaces(desk.db).catch((error: unknown) => {
    warn(error)
    return []
  })
  for (const place of places) await read(place, desk).catch(warn)
}

async function read(place: KnownPlace, { db, platforms, contextOf, machine }: RosterDesk): Promise<void> {
  const platform = platforms.get(place.place.platform)
  const readAt = await rosterReadAt(db, place.place)
  if (!platform || (readAt && machine().since(readAt).total('hours') < staleAfter)) return
  const context = await contextOf(`members:${place.name}`)
  if (!context) return
  const users: string[] = []
  for await (const user of platform.members(place.place)) users.push(user)
  await keepRoster(context, place, users, machine())
}
