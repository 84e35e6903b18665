import { customType } from 'drizzle-orm/pg-core'
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
