import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { z } from 'zod'
import { connect, type Database } from '../db/connect.js'

const desk = z.object({ url: z.string(), template: z.string() })

/**
 * A database of its own, with the whole schema and no rows, on the PostgreSQL of this run. One per test file: make it in
 * `beforeAll`, and `close()` it in `afterAll`, which drops it.
 * @param options `empty: true` leaves the schema out
 * @throws with the reason when the server does not start or the migrations fail
 */
export async function testDatabase(options: { empty?: boolean } = {}): Promise<Database> {
  const answer = await fetch(inject('postgresDesk'))
  const body = await answer.text()
  if (!answer.ok) throw new Error(`The tests have no PostgreSQL: ${body}`)
  const { url, template } = desk.parse(JSON.parse(body))
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(url, `create database ${name} template ${options.empty ? 'template0' : template}`)
  const database = connect(url.replace(/[^/]+$/, name))
  return {
    ...database,
    close: async () => {
      await database.close()
      await asAdmin(url, `drop database ${name} with (force)`)
    },
  }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const admin = connect(url, { max: 1 })
  try {
    await admin.sql.unsafe(statement)
  } finally {
    await admin.close()
  }
}
