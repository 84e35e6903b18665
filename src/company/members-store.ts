import { and, eq, notInArray } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { placeMembers, placeRosters } from '../../db/schema/company.js'
import type { Place } from '../chat/place.js'

type Channel = Pick<Place, 'platform' | 'workspace' | 'channel'>

const inChannel = ({ platform, workspace, channel }: Channel) =>
  and(eq(placeMembers.platform, platform), eq(placeMembers.workspace, workspace), eq(placeMembers.channel, channel))

/** When the members of a channel were read last; null where they never were. */
export async function rosterReadAt(
  db: Db,
  { platform, workspace, channel }: Channel,
): Promise<Temporal.Instant | null> {
  const [roster] = await db
    .select({ readAt: placeRosters.readAt })
    .from(placeRosters)
    .where(
      and(
        eq(placeRosters.platform, platform),
        eq(placeRosters.workspace, workspace),
        eq(placeRosters.channel, channel),
      ),
    )
  return roster?.readAt ?? null
}

/** The ids of the users who are in a channel; null where its members were never read. */
export async function rosterOf(db: Db, channel: Channel): Promise<ReadonlySet<string> | null> {
  if ((await rosterReadAt(db, channel)) === null) return null
  const rows = await db.select({ user: placeMembers.user }).from(placeMembers).where(inChannel(channel))
  return new Set(rows.map(({ user }) => user))
}

/** Puts who is in a channel in the place of who was. Call it inside a transaction. */
export async function saveRoster(
  db: Db,
  { platform, workspace, channel }: Channel,
  users: readonly string[],
  readAt: Temporal.Instant,
): Promise<void> {
  const at = { platform, workspace, channel }
  await db
    .insert(placeRosters)
    .values({ ...at, readAt })
    .onConflictDoUpdate({
      target: [placeRosters.platform, placeRosters.workspace, placeRosters.channel],
      set: { readAt },
    })
  await db.delete(placeMembers).where(and(inChannel(at), notInArray(placeMembers.user, [...users])))
  if (users.length === 0) return
  await db
    .insert(placeMembers)
    .values(users.map((user) => ({ ...at, user })))
    .onConflictDoNothing()
}

/** Has the members of every channel of a workspace read again. */
export async function forgetReading(
  db: Db,
  { platform, workspace }: Pick<Place, 'platform' | 'workspace'>,
): Promise<void> {
  await db
    .update(placeRosters)
    .set({ readAt: Temporal.Instant.fromEpochMilliseconds(0) })
    .where(and(eq(placeRosters.platform, platform), eq(placeRosters.workspace, workspace)))
}

/** Notes that somebody came into a channel. */
export async function addMember(db: Db, { platform, workspace, channel }: Channel, user: string): Promise<void> {
  await db.insert(placeMembers).values({ platform, workspace, channel, user }).onConflictDoNothing()
}

/** Notes that somebody left a channel. */
export async function removeMember(db: Db, at: Channel, user: string): Promise<void> {
  await db.delete(placeMembers).where(and(inChannel(at), eq(placeMembers.user, user)))
}
