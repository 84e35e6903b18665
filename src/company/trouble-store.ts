import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { placeTroubles } from '../../db/schema/company.js'
import type { Account, Place, PlatformName } from '../chat/place.js'
import type { Person } from './model.js'
import type { Link } from './store.js'

/** Why a place cannot be posted to at present. */
export const troubleReason = z.enum(['archived', 'bot removed', 'uninstalled', 'gone', 'not allowed', 'person gone'])
export type TroubleReason = z.infer<typeof troubleReason>

type Address = Pick<Place, 'platform' | 'workspace' | 'channel'>

/** Where an account is written to. */
export const addressOf = ({ platform, workspace, user }: Account): Address => ({ platform, workspace, channel: user })

/** The accounts of a person by which they can be written to. */
export const reachableOf = (
  { accounts }: Pick<Person, 'accounts'>,
  troubles: ReadonlyMap<string, TroubleReason>,
): readonly Account[] => accounts.filter((one) => !troubles.has(addressKey(addressOf(one))))

/** What a place is called in the list of troubles; a thread shares those of its channel. */
export const addressKey = ({ platform, workspace, channel }: Address): string => `${platform}:${workspace}/${channel}`

const at = ({ platform, workspace, channel }: Address) =>
  and(eq(placeTroubles.platform, platform), eq(placeTroubles.workspace, workspace), eq(placeTroubles.channel, channel))

/** What somebody without an account is called there. */
export const personKey = (person: number): string => `person:${person}`

/** Places that cannot be posted to, by `addressKey`, and people whose accounts are gone, by `personKey`. */
export async function troublesOf(db: Db): Promise<ReadonlyMap<string, TroubleReason>> {
  const rows = await db.select().from(placeTroubles)
  return new Map(
    rows.flatMap((row) => {
      const reason = troubleReason.parse(row.reason)
      const place = [`${row.platform}:${row.workspace}/${row.channel}`, reason] as const
      return row.person === null ? [place] : [place, [personKey(row.person), reason] as const]
    }),
  )
}

/** Writes down that a place cannot be posted to. @returns whether that is news: a trouble is told of once */
export async function noteTrouble(
  db: Db,
  place: Address,
  reason: TroubleReason,
  now: Temporal.Instant,
): Promise<boolean> {
  const { platform, workspace, channel } = place
  const rows = await db
    .insert(placeTroubles)
    .values({ platform, workspace, channel, reason, since: now })
    .onConflictDoNothing()
    .returning({ reason: placeTroubles.reason })
  return rows.length > 0
}

/** The place can be posted to again. @returns whether it could not before */
export async function clearTrouble(db: Db, place: Address): Promise<boolean> {
  const rows = await db.delete(placeTroubles).where(at(place)).returning({ reason: placeTroubles.reason })
  return rows.length > 0
}

/** Every known place of a workspace cannot be posted to, because the bot is no longer installed there. @returns what is news */
export async function noteUninstalled(
  db: Db,
  platform: PlatformName,
  workspace: string,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const rows = await db.execute<{ channel: string }>(sql`
    insert into place_troubles (platform, workspace, channel, reason, since)
    select platform, workspace, channel, 'uninstalled', ${now.toString()}::timestamptz from places
    where platform = ${platform} and workspace = ${workspace}
    on conflict do nothing returning channel`)
  return rows.map((row) => row.channel)
}

/**
 * What ended may have been what these places of a workspace lacked: they can be posted to.
 * @param of `channels`: what ended says nothing of conversations with single people
 * @returns their channels
 */
export async function clearTroubles(
  db: Db,
  platform: PlatformName,
  workspace: string,
  reasons: readonly TroubleReason[],
  of: 'everything' | 'channels',
): Promise<readonly string[]> {
  const noPerson = sql`not exists (select from accounts a where a.platform = ${placeTroubles.platform}
    and a.workspace = ${placeTroubles.workspace} and a."user" = ${placeTroubles.channel})`
  const rows = await db
    .delete(placeTroubles)
    .where(
      and(
        of === 'channels' ? noPerson : undefined,
        eq(placeTroubles.platform, platform),
        eq(placeTroubles.workspace, workspace),
        inArray(placeTroubles.reason, [...reasons]),
      ),
    )
    .returning({ channel: placeTroubles.channel })
  return rows.map((row) => row.channel)
}

const linksOf = (links: readonly Link[]) => sql`
  jsonb_to_recordset(${JSON.stringify(links.map(({ account, person }) => ({ ...account, person })))}::text::jsonb)
    as a(platform text, workspace text, "user" text, person int)`

/** These accounts were deactivated: nobody reads what is sent to them. @returns the people of whom that is news */
export async function noteGone(db: Db, links: readonly Link[], now: Temporal.Instant): Promise<readonly number[]> {
  if (links.length === 0) return []
  const rows = await db.execute<{ person: number; news: boolean }>(sql`
    insert into place_troubles as t (platform, workspace, channel, reason, since, person)
    select platform, workspace, "user", 'person gone', ${now.toString()}::timestamptz, person from ${linksOf(links)}
    on conflict (platform, workspace, channel) do update set reason = excluded.reason, person = excluded.person
    returning t.person, t.xmax = 0 as news`)
  return rows.filter((row) => row.news).map((row) => row.person)
}

/** These accounts are active: their people can be written to. @returns those who could not */
export async function clearGone(db: Db, links: readonly Link[]): Promise<readonly number[]> {
  if (links.length === 0) return []
  const rows = await db.execute<{ person: number }>(sql`
    delete from place_troubles t using ${linksOf(links)}
    where t.reason = 'person gone' and t.platform = a.platform and t.workspace = a.workspace and t.channel = a."user"
    returning a.person`)
  return rows.map((row) => row.person)
}
