import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { companyOf } from '../company/store.js'
import type { Mapping } from '../facts/mapping-schema.js'
import { schedulePull } from '../facts/sources/schedule.js'
import { type Texts, textsFor } from '../locales/texts.js'

/**
 * Has the bot ask a source again when its mapping says.
 * @returns what the operator should know of it, or null where the mapping says nothing
 */
export async function scheduleSource(
  db: Db,
  mapping: Mapping,
  now: Temporal.Instant,
  t: Texts,
): Promise<string | null> {
  const company = await companyOf(db)
  const every = mapping.from?.every
  if (!company) return every === undefined ? null : t.plain('facts.pull_no_company')
  const texts = textsFor(company.locale, company.zone)
  const cause = `import:${now.toString()}`
  const next = await schedulePull({ db, now, by: 'clock', t: texts, cause, company }, mapping)
  return next === null ? null : t.plain('facts.pull_scheduled', { moment: next, every: every ?? '' })
}
