import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Place } from '../chat/place.js'
import type { Notice } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import { addMember, forgetReading, removeMember, rosterOf, rosterReadAt, saveRoster } from '../company/members-store.js'
import type { KnownPlace } from '../company/model.js'
import { placeOf, placesOf } from '../company/store.js'
import { keepUp } from './keep-up.js'
import * as store from './store.js'

/** The channels whose members standups ask. */
export async function askedPlaces(db: Db): Promise<readonly KnownPlace[]> {
  const asked = new Set((await store.all(db)).map(({ standup }) => standup.ask.place))
  return (await placesOf(db)).filter(({ name }) => asked.has(name))
}

/** Notes who is in a channel now. The open rounds of the standups that ask its members follow. */
export async function keepRoster(
  context: Context,
  { name, place }: KnownPlace,
  users: readonly string[],
  readAt: Temporal.Instant,
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const before = await rosterOf(tx, place)
    await saveRoster(tx, place, users, readAt)
    const same = before?.size === new Set(users).size && users.every((one) => before.has(one))
    if (!same) await followed({ ...context, db: tx }, name)
  })
}

/** Notes that somebody joined or left a channel whose members standups ask: who joins before their hour is asked that day too. */
export async function membersChanged(context: Context, notice: Notice): Promise<void> {
  if (notice.kind !== 'place' || !notice.who) return
  if (notice.change !== 'person joined' && notice.change !== 'person left') return
  const { place, who, change } = notice
  const known = await roomOf(context.db, place)
  if (!known) {
    // Teams tells of a team in its first channel; which of its channels are asked, reading says.
    if (place.platform === 'teams') await forgetReading(context.db, place)
    return
  }
  await context.db.transaction(async (tx) => {
    await (change === 'person joined' ? addMember : removeMember)(tx, known.place, who.user)
    await followed({ ...context, db: tx }, known.name)
  })
}

/** A channel whose members are asked, and were read before: what joins one that was not would be half a roster. */
async function roomOf(db: Db, place: Place): Promise<KnownPlace | null> {
  const known = await placeOf(db, place)
  const asked = known !== null && (await askedPlaces(db)).some(({ id }) => id === known.id)
  return asked && (await rosterReadAt(db, place)) !== null ? known : null
}

async function followed(context: Context, place: string): Promise<void> {
  for (const { standup, state } of await store.all(context.db)) {
    if (state === 'active' && standup.ask.place === place) await keepUp(context, standup)
  }
}
