import { Refusal } from '../../src/locales/refusal.js'
import * as store from '../../src/standups/store.js'
import type { Asking } from '../command.js'

/**
 * The standup of a name or title, whatever the case; the only one where none is named. @throws Refusal for another
 * @param among an archived one is found only to be brought back
 */
export async function named(
  typed: string,
  asking: Asking,
  among: 'listed' | 'archived too' = 'listed',
): Promise<store.Stored> {
  const wanted = typed.trim().toLocaleLowerCase('en')
  const all = await (among === 'listed' ? store.all : store.everyOne)(asking.db)
  const [only] = all
  if (wanted === '' && only && all.length === 1) return only
  const found = all.find(({ standup }) => standup.name === wanted || standup.title.toLocaleLowerCase('en') === wanted)
  if (found) return found
  throw new Refusal('standups.unknown', { typed, known: asking.t.list(all.map(({ standup }) => standup.name)) })
}
