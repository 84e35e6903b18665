import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { testDatabase } from '../test/database.js'
import { readCatalogue } from './catalogue.js'
import { connect, type Database } from './connect.js'
import { migrate } from './migrate.js'

const toClose: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function emptyDatabase(): Promise<Database> {
  const database = await testDatabase({ empty: true })
  toClose.push(database.close)
  return database
}

/** A folder of migrations as drizzle-kit writes them. */
function migrations(...steps: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-migrations-'))
  toClose.push(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'meta'))
  const entries = steps.map((_, idx) => ({ idx, version: '7', when: idx, tag: `000${idx}`, breakpoints: true }))
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }))
  for (const [at, step] of steps.entries()) writeFileSync(join(folder, `000${at}.sql`), step)
  return folder
}

test('several processes that start at once apply each migration once', async () => {
  const database = await emptyDatabase()
  const others = [1, 2, 3, 4].map(() => connect(database.url, { max: 1 }))
  toClose.push(...others.map((other) => other.close))
  const folder = migrations('create table a (x int)', 'insert into a values (1)')
  await Promise.all([database, ...others].map((each) => migrate(each, folder)))
  expect([...(await database.sql`select x from a`)]).toEqual([{ x: 1 }])
})

test('a later start applies only what is new', async () => {
  const database = await emptyDatabase()
  await migrate(database, migrations('create table a (x int)'))
  await migrate(database, migrations('create table a (x int)', 'alter table a add y text'))
  await migrate(database, migrations('create table a (x int)', 'alter table a add y text'))
  expect(await readCatalogue(database.sql)).toBe('table a\n  x integer\n  y text\n')
})

test('a migration that fails leaves nothing behind, and names the reason', async () => {
  const database = await emptyDatabase()
  const folder = migrations(
    'create table a (x int)',
    'create table b (x int);--> statement-breakpoint\ncreate table a (x int)',
  )
  await expect(migrate(database, folder)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('relation "a" already exists'),
  })
  expect(await readCatalogue(database.sql)).toBe('')
})

test('a database that another version set up is refused before anything runs against it', async () => {
  const database = await emptyDatabase()
  await migrate(database, migrations('create table a (x int)', 'create table newer (x int)'))
  await expect(migrate(database, migrations('create table a (x int)'))).rejects.toMatchObject({
    code: 'SCHEMA_UNKNOWN',
    cure: expect.stringContaining('DATABASE_URL'),
  })
})

test('a user that may not create tables is told to be made the owner', async () => {
  const database = await emptyDatabase()
  await database.sql.unsafe("create role visitor login password 'v'")
  toClose.push(() => asOwner.sql.unsafe('drop role visitor').then(() => asOwner.close()))
  const asOwner = connect(database.url, { max: 1 })
  const url = new URL(database.url)
  url.username = 'visitor'
  url.password = 'v'
  const visitor = connect(url.href, { max: 1 })
  toClose.push(visitor.close)
  await expect(migrate(visitor, migrations('create table a (x int)'))).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
})

test.each([
  ['a wrong password', (url: URL) => Object.assign(url, { password: 'wrong' }), 'LOGIN_REFUSED'],
  ['a database that does not exist', (url: URL) => Object.assign(url, { pathname: '/nowhere' }), 'DATABASE_ABSENT'],
])('%s is told with the setting to correct, and never with the password', async (_, change, code) => {
  const good = await emptyDatabase()
  const url = change(new URL(good.url))
  const bad = connect(url.href, { max: 1 })
  toClose.push(bad.close)
  const error = await migrate(bad).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code, place: url.host + url.pathname, cure: expect.stringContaining('DATABASE_URL') })
  expect(String(error)).not.toContain(url.password)
})

test('an address where nothing listens is told as such', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  const port = typeof address === 'object' && address ? address.port : 0
  const database = connect(`postgres://u:p@127.0.0.1:${port}/x`, { max: 1 })
  toClose.push(database.close)
  await expect(migrate(database)).rejects.toMatchObject({ code: 'UNREACHABLE', place: `127.0.0.1:${port}/x` })
})
