import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Texts } from '../locales/texts.js'
import type { Company, Person } from './model.js'

/**
 * What every verb gets: the database (or a transaction), the business clock's time, who acts, their texts, and the cause:
 * the key of the incoming or of the slot. Whatever a verb makes carries the cause in a unique key, so that a second
 * delivery of the same press makes nothing twice.
 */
export interface Context {
  readonly db: Db
  readonly now: Temporal.Instant
  readonly by: Person | 'clock'
  readonly t: Texts
  readonly cause: string
  readonly company: Company
}
