import type { Db } from '../../db/connect.js'
import type { Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import { askerOf } from '../company/asker.js'
import { allPeople, placeOf } from '../company/store.js'
import type { Catalogue, Metric } from './catalogue.js'
import { audienceMayRead, mayRead, metricOfSubject } from './visibility.js'

/**
 * Whether everybody who reads a place may see what a message discloses. Asked when something is composed or shared, and
 * again when it is sent, because permission may have changed since.
 * @param to a channel (then by its declared audience) or a direct conversation (then by the person's own rights)
 */
export async function mayDisclose(
  db: Db,
  catalogue: Catalogue,
  discloses: readonly Subject[],
  to: Place,
): Promise<boolean> {
  const named = discloses.filter((subject) => subject.startsWith('metric:'))
  if (named.length === 0) return true
  const metrics = named.map((subject) => metricOfSubject(catalogue, subject))
  // A metric that is gone has no rights left to check, so its number goes nowhere.
  if (metrics.some((metric) => metric === null)) return false
  const known = metrics.filter((metric) => metric !== null)
  return to.kind === 'direct' ? personMayRead(db, known, to) : channelMayRead(db, known, to)
}

async function personMayRead(
  db: Db,
  metrics: readonly Metric[],
  { platform, workspace, channel }: Place,
): Promise<boolean> {
  const asker = await askerOf(db, { platform, workspace, user: channel })
  const person = asker?.person ?? null
  return person !== null && metrics.every((metric) => mayRead(metric, person))
}

async function channelMayRead(db: Db, metrics: readonly Metric[], to: Place): Promise<boolean> {
  const place = await placeOf(db, to)
  // Nobody has said who reads this channel: what everybody in the company may read may stand there, and nothing else.
  if (!place) return metrics.every((metric) => metric.restrictions.length === 0)
  const people = place.audience.readers.kind === 'people' ? await allPeople(db) : []
  const byEmail = new Map(people.map((person) => [person.email, person]))
  return metrics.every((metric) =>
    audienceMayRead(metric, place.audience, (email) => byEmail.get(email.toLowerCase()) ?? null),
  )
}
