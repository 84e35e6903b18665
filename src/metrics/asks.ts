import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Company } from '../company/model.js'

/** What a question is answered from. A `Context` is one. */
export interface Asks {
  readonly db: Db
  /** The business clock: what lies after it does not count. */
  readonly now: Temporal.Instant
  readonly company: Company
}
