import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../../db/connect.js'
import type { Context } from '../company/context.js'
import { personByEmail, placesOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { requireTellable, write } from './follow.js'
import type { AlertsFile, Follow } from './model.js'
import { followed } from './question.js'
import * as store from './store.js'

/** Thrown for a follow in a file that cannot work: names the path in the file, the value and the cure. */
class AlertsFileError extends Error {
  readonly code = 'alerts_file'
}

/**
 * Stores the follows of a file; others stay. Applying the same file again changes nothing.
 * @throws AlertsFileError for an owner, person, place, metric, period or dimension that is not known
 */
export async function applyAlerts(context: Context, file: AlertsFile, catalogue: Catalogue): Promise<void> {
  for (const [index, follow] of file.follows.entries()) {
    const wrong = (says: string) => new AlertsFileError(`alerts.yaml, follows[${index}] ("${follow.name}"): ${says}`)
    const owner = await personByEmail(context.db, follow.owner)
    if (!owner) throw wrong(`nobody in the company has the e-mail "${follow.owner}"; add them to company.yaml`)
    const before = await store.byName(context.db, follow.name, true)
    const problem = await problemOf(context, follow, catalogue, before)
    if (problem !== null) throw wrong(problem)
    const metric = catalogue.find(follow.metric)
    if (metric && !mayRead(metric, owner))
      throw wrong(`"${follow.owner}" may not read ${metric.definition.label}; name an owner who may`)
    await write(context, follow, owner.id, before)
  }
}

/** @param before what stands there under its name: what is applied again as it is needs no new permission */
async function problemOf(
  context: Context,
  follow: Follow,
  catalogue: Catalogue,
  before: store.Stored | null,
): Promise<string | null> {
  const { to, owner } = follow
  if ('person' in to && to.person.toLowerCase() !== owner)
    return `"to" names "${to.person}"; a number is followed by who reads it, so write their e-mail as "owner" too`
  if ('place' in to) {
    const known = (await placesOf(context.db)).map(({ name }) => name)
    if (!known.includes(to.place)) return `the place "${to.place}" is not known; known are ${known.join(', ')}`
    if (follow.as === 'morning note') return 'a place has no morning note; leave "as" out'
  }
  try {
    const setting = { catalogue, company: context.company, today: dayOf(context.now, context.company.zone) }
    const one = followed(follow, setting)
    if (!isDeepStrictEqual(before?.follow, follow)) await requireTellable(context, catalogue, one, follow)
    return null
  } catch (error) {
    if (error instanceof Refusal) return context.t.plain(error.key, error.args)
    throw error
  }
}

/** Everything that is followed, as a file has it. */
export async function exportAlerts(db: Db): Promise<AlertsFile> {
  return { follows: (await store.allFollows(db)).map(({ follow }) => follow).toSorted(byName) }
}

const byName = (a: Follow, b: Follow): number => (a.name < b.name ? -1 : 1)
