import { sql } from 'drizzle-orm'
import { bigint, date, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../test/database.js'
import { instant, plainDate } from './columns.js'
import type { Database, Db } from './connect.js'

const samples = pgTable('samples', {
  id: integer('id').primaryKey(),
  at: instant('at'),
  day: plainDate('day'),
  amount: bigint('amount', { mode: 'number' }),
  words: text('words'),
  raw: date('raw'),
})

let database: Database
beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await database.sql`create table samples (id int primary key, at timestamptz, day date, amount bigint, words text, raw date)`
})
afterAll(() => database.close())

async function roundTrip(values: Partial<typeof samples.$inferInsert>) {
  await database.db.delete(samples)
  await database.db.insert(samples).values({ id: 1, ...values })
  const [row] = await database.db.select().from(samples)
  return row
}

test.each(['2026-03-29T01:30:00Z', '2026-03-29T01:30:00.123Z', '1969-12-31T23:59:59.999999Z', '0001-01-01T00:00:00Z'])(
  'the instant %s comes back as it was',
  async (text) => {
    const row = await roundTrip({ at: Temporal.Instant.from(text) })
    expect(row?.at?.toString()).toBe(text)
  },
)

test('what an instant carries below a microsecond is cut off, never rounded into the future', async () => {
  const row = await roundTrip({ at: Temporal.Instant.from('2026-01-01T00:00:00.000001999Z') })
  expect(row?.at?.toString()).toBe('2026-01-01T00:00:00.000001Z')
})

test('an instant may be bound in a raw fragment', async () => {
  const at = Temporal.Instant.from('2026-01-01T00:00:00.5Z')
  await roundTrip({ at })
  const rows = await database.db.select({ id: samples.id }).from(samples).where(sql`${samples.at} = ${at}::timestamptz`)
  expect(rows).toEqual([{ id: 1 }])
})

test('instants do not depend on the time zone of the server', async () => {
  await database.sql.unsafe(`alter database ${database.url.split('/').at(-1)} set timezone = 'Asia/Tehran'`)
  const row = await roundTrip({ at: Temporal.Instant.from('2026-06-01T12:00:00Z') })
  expect(row?.at?.toString()).toBe('2026-06-01T12:00:00Z')
})

test('a day comes back as its text, and a day that the calendar does not have is refused', async () => {
  expect((await roundTrip({ day: '2024-02-29' }))?.day).toBe('2024-02-29')
  await expect(roundTrip({ day: '2023-02-29' })).rejects.toThrow(RangeError)
})

test('money of more than 32 bits and text of every script come back as they were', async () => {
  const words = 'ضربان — ДРАМБИТ 鼓点 🥁'
  const row = await roundTrip({ amount: 9_007_199_254_740_991, words })
  expect(row).toMatchObject({ amount: 9_007_199_254_740_991, words })
  const [server] = await database.sql<{ server_encoding: string }[]>`show server_encoding`
  expect(server?.server_encoding).toBe('UTF8')
})

test('a verb that takes a Db works alike with the pool and inside a transaction, which undoes it', async () => {
  const add = (db: Db, id: number) => db.insert(samples).values({ id })
  await database.db.delete(samples)
  await add(database.db, 1)
  const failed = database.db.transaction(async (tx) => {
    await add(tx, 2)
    throw new Error('the rest failed')
  })
  await expect(failed).rejects.toThrow('the rest failed')
  expect(await database.db.select({ id: samples.id }).from(samples)).toEqual([{ id: 1 }])
})
