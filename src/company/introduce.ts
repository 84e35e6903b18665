import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Profile } from '../chat/platform.js'
import { idsByEmail, unlinkAccounts } from './accounts-store.js'
import { linkAccounts, saveAway } from './store.js'
import { addressKey, addressOf, clearGone, noteGone } from './trouble-store.js'

/** People, by their ids, of whom an account was deactivated, or can be written to again. */
export interface Comings {
  readonly gone: readonly number[]
  readonly back: readonly number[]
}

/**
 * Matches the accounts of a platform's directory with the people of the company by e-mail, so that somebody who is on Slack
 * and on Teams is one person. Nobody is added: who is not in the company stays a stranger.
 * An account that its platform has deactivated belongs to nobody any more, so that nothing is sent to it: Slack takes what is posted
 * to one without a word. Once it is active again, it is matched again and can be written to. Who is away by their own status is noted too.
 * @param profiles what comes last of an account holds
 * @param changed what follows for those who left or came back, in the same transaction
 * @returns how many accounts were matched, and the names of those that were not
 */
export async function introduce(
  db: Db,
  profiles: AsyncIterable<Profile>,
  now: Temporal.Instant,
  changed: (db: Db, comings: Comings) => Promise<void>,
): Promise<{ readonly matched: number; readonly strangers: readonly string[] }> {
  const latest = new Map<string, Profile>()
  for await (const profile of profiles) latest.set(addressKey(addressOf(profile.account)), profile)
  const all = [...latest.values()]
  const active = all.filter((one) => one.active)
  const ids = await idsByEmail(
    db,
    active.flatMap(({ email }) => email ?? []),
  )
  const known = active.flatMap((profile) => {
    const person = ids.get(profile.email?.toLowerCase() ?? '')
    return person === undefined ? [] : [{ account: profile.account, person, until: profile.awayUntil, profile }]
  })
  await db.transaction(async (tx) => {
    const left = all.filter((one) => !one.active).map(({ account }) => account)
    const gone = await noteGone(tx, await unlinkAccounts(tx, left), now)
    await linkAccounts(tx, known)
    await saveAway(tx, known)
    const back = await clearGone(tx, known)
    if (gone.length + back.length > 0) await changed(tx, { gone, back })
  })
  const met = new Set(known.map(({ profile }) => profile))
  return { matched: known.length, strangers: active.filter((one) => !met.has(one)).map(({ name }) => name) }
}
