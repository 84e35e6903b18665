import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { z } from 'zod'
import { connect, type Database } from '../db/connect.js'

const desk = z.object({ url: z.string(), template: z.string() })

/** Rows that many tests want: written once per run, under a name, into a database that theirs are copied from. */
export interface Filling {
  readonly name: string
  fill(database: Database): Promise<void>
}

/**
 * A database of its own, with the whole schema and no rows, on the PostgreSQL of this run. One per test file: make it in
 * `beforeAll`, and `close()` it in `afterAll`, which drops it.
 * @param options `empty: true` leaves the schema out; `filling` brings rows
 * @throws with the reason when the server does not start or the migrations fail
 */
export async function testDatabase(options: { empty?: boolean; filling?: Filling } = {}): Promise<Database> {
  const answer = await fetch(inject('postgresDesk'))
  const body = await answer.text()
  if (!answer.ok) throw new Error(`The tests have no PostgreSQL: ${body}`)
  const { url, template } = desk.parse(JSON.parse(body))
  const name = `test_${randomBytes(8).toString('hex')}`
  if (options.filling) await fillOnce(url, template, options.filling)
  const model = options.filling?.name ?? (options.empty ? 'template0' : template)
  await asAdmin(url, `create database ${name} template ${model}`)
  const database = connect(url.replace(/[^/]+$/, name))
  return {
    ...database,
    close: async () => {
      await database.close()
      await asAdmin(url, `drop database ${name} with (force)`)
    },
  }
}

/** One test file of a run fills the model; the others wait for it at the lock. */
async function fillOnce(url: string, template: string, { name, fill }: Filling): Promise<void> {
  const admin = connect(url, { max: 1 })
  try {
    await admin.sql`select pg_advisory_lock(hashtext(${name}))`
    const [made] = await admin.sql`select 1 from pg_database where datname = ${name}`
    if (made) return
    const unfinished = `${name}_unfinished`
    await admin.sql.unsafe(`drop database if exists ${unfinished} with (force)`)
    await admin.sql.unsafe(`create database ${unfinished} template ${template}`)
    const model = connect(url.replace(/[^/]+$/, unfinished))
    try {
      await fill(model)
    } finally {
      await model.close()
    }
    await admin.sql.unsafe(`alter database ${unfinished} rename to ${name}`)
  } finally {
    await admin.close()
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
