import type { Db } from '../../db/connect.js'
import type { Profile } from '../chat/platform.js'
import { allPeople, linkAccounts, saveAway, unlinkAccounts } from './store.js'
import { clearGone } from './trouble-store.js'

/**
 * Matches the accounts of a platform's directory with the people of the company by e-mail, so that somebody who is on Slack
 * and on Teams is one person. Nobody is added: who is not in the company stays a stranger.
 * An account that its platform has deactivated belongs to nobody any more, so that nothing is sent to it; once it is active again,
 * it is matched again and can be written to. Who is away by their own status is noted too.
 * @returns how many accounts were matched, and the names of those that were not
 */
export async function introduce(
  db: Db,
  profiles: AsyncIterable<Profile>,
): Promise<{ readonly matched: number; readonly strangers: readonly string[] }> {
  const people = new Map((await allPeople(db)).map((person) => [person.email, person.id]))
  const links = []
  const strangers = []
  const gone = []
  const statuses = []
  for await (const profile of profiles) {
    if (!profile.active) {
      gone.push(profile.account)
      continue
    }
    const person = profile.email === null ? undefined : people.get(profile.email.toLowerCase())
    if (person === undefined) strangers.push(profile.name)
    else {
      links.push({ account: profile.account, person })
      statuses.push({ account: profile.account, until: profile.awayUntil })
    }
  }
  await unlinkAccounts(db, gone)
  await linkAccounts(db, links)
  await saveAway(db, statuses)
  await clearGone(
    db,
    links.map((one) => one.account),
  )
  return { matched: links.length, strangers }
}
