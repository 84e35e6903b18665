import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../test/database.js'
import { connect, type Database } from './connect.js'

let database: Database
let other: Database
beforeAll(async () => {
  database = await testDatabase()
  other = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await other.close()
  await database.close()
})

const backendOf = async (db: Database['db']): Promise<number> => {
  const [row] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  return row?.pid ?? 0
}

/** Ends a connection as a restart of the server does, and waits until it is gone. */
async function cut(pid: number): Promise<void> {
  await database.sql`select pg_terminate_backend(${pid})`
  await expect
    .poll(async () => (await database.sql`select 1 from pg_stat_activity where pid = ${pid}`).length, { interval: 5 })
    .toBe(0)
}

/** A statement that follows at once may still meet the old connection. */
async function answersAgain(): Promise<void> {
  await expect.poll(() => backendOf(other.db).catch(() => 0), { interval: 5 }).toBeGreaterThan(0)
}

it('a transaction whose connection is lost is rejected, and the connection works again', async () => {
  for (let time = 0; time < 10; time++) {
    const lost = other.db.transaction(async (tx) => {
      await cut(await backendOf(tx))
      // Long enough for the driver to have noticed, in half of the cases.
      if (time % 2 === 0) await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
      await tx.execute(sql`select 1`)
    })
    await expect(lost).rejects.toThrow()
    await answersAgain()
  }
})

it('statements that are under way when the connection is lost are rejected, and later ones answered', async () => {
  for (let time = 0; time < 10; time++) {
    const pid = await backendOf(other.db)
    const slow = other.db.execute(sql`select pg_sleep(10)`)
    const rejected = expect(slow).rejects.toThrow()
    await cut(pid)
    await rejected
    await answersAgain()
  }
})
