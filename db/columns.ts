import { bigint, char, customType, integer, text } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'

/**
 * A `timestamptz` column read and written as `Temporal.Instant`. PostgreSQL keeps microseconds: what an Instant carries below
 * that is cut off (never rounded up, so a stored instant is not later than the one passed in).
 */
export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  toDriver: (value) => value.toString({ fractionalSecondDigits: 6 }),
  fromDriver: (text) => Temporal.Instant.from(text),
})

/** A `date` column read and written as 'YYYY-MM-DD'. Throws a RangeError on a day that is not in the calendar. */
export const plainDate = customType<{ data: string; driverData: string }>({
  dataType: () => 'date',
  toDriver: (value) => Temporal.PlainDate.from(value, { overflow: 'reject' }).toString(),
  fromDriver: (text) => text,
})

/** Where a row of a fact comes from: its source, its id there, and the import that wrote it last. */
export const origin = () => ({ source: integer().notNull(), id: text().notNull(), import: integer().notNull() })

/** An amount in integer minor units of the currency beside it. */
export const money = (name: string) => bigint(name, { mode: 'number' })

/** A currency: ISO 4217. */
export const code = (name: string) => char(name, { length: 3 })

/** The period that a row is about: its first day, and `day`, `week`, `month`, `quarter` or `year`. */
export const stretch = () => ({ startsOn: plainDate('starts_on').notNull(), per: text().notNull() })

/** Bytes as they are: a file that somebody dropped. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
