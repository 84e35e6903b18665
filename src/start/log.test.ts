import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { connect, type Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { memoryOf } from '../../test/memory.js'
import { logger } from './log.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterAll(() => database.close())

const lines: string[] = []
const log = logger('info', memoryOf(lines))
beforeEach(() => {
  lines.length = 0
})

/** What a query says when it fails. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  )
}

const typed = 'what Maya typed\n    at fake (file.js:1:1)'

test.each([
  ['the server is away', () => connect('postgres://a:b@127.0.0.1:1/x').db.execute(sql`select ${typed}`)],
  ['the table is not there', () => database.db.execute(sql`select * from nowhere where name = ${typed}`)],
  ['the value is refused', () => database.db.execute(sql`select ${typed}::text::date`)],
  ['PostgreSQL repeats the value', () => database.sql`select ${typed}::text::date`],
])('a failed statement is logged without its values: %s (ASVS 16.2.5)', async (_, run) => {
  const error = await failureOf(run())
  const words = error instanceof Error ? error.message : ''
  log.error({ error }, 'A command failed')
  log.error({ err: error, key: 'k' }, 'It could not be kept')
  log.warn({ reason: words }, 'Sending failed')
  log.error({ from: 'a library' }, `something went wrong: ${words}`)
  log.error(error)
  expect(lines).toHaveLength(5)
  expect(lines.filter((line) => line.includes('Maya'))).toEqual([])
})

const line = z.object({ level: z.number(), time: z.iso.datetime(), msg: z.string(), error: z.unknown().optional() })

test('an error is logged with its type, words, code, stack and cause, whatever it is called (ASVS 16.2.1)', () => {
  const cause = Object.assign(new TypeError('no such thing'), { code: 'ENOENT' })
  log.error({ error: new Error('the file could not be read', { cause }), incident: 'a1' }, 'A command failed')
  const { error } = line.parse(JSON.parse(lines[0] ?? ''))
  expect(error).toMatchObject({
    type: 'Error',
    message: 'the file could not be read',
    stack: expect.stringContaining('log.test.ts'),
    cause: { type: 'TypeError', message: 'no such thing', code: 'ENOENT' },
  })
})

test('a statement that failed is still named, with what the server says', async () => {
  const error = await failureOf(database.db.execute(sql`select * from nowhere where name = ${typed}`))
  log.error({ error }, 'A command failed')
  expect(lines[0]).toContain('select * from nowhere where name = $1')
  expect(lines[0]).toContain('relation \\"nowhere\\" does not exist')
  expect(lines[0]).toContain('42P01')
})

test('what is very long is cut visibly, so that nobody can fill the disk with one request', () => {
  const long = `Failed query: ${'$1, '.repeat(100_000)}`
  log.error({ error: new Error(long), reason: long }, long)
  expect(lines[0]?.length).toBeLessThan(20_000)
  expect(lines[0]).toContain('…')
  expect(lines[0]).toContain('log.test.ts')
})

test('times are in UTC and say so (ASVS 16.2.2)', () => {
  const before = Date.now()
  log.info({}, 'Drumbeat is running')
  const { time } = line.parse(JSON.parse(lines[0] ?? ''))
  expect(time).toMatch(/Z$/)
  expect(Date.parse(time)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(time)).toBeLessThanOrEqual(Date.now())
})

test.each(['a\nb', 'a\r\nb', 'a\u2028b', 'a\u0085b', 'a\u0000\u001b[31mb', '{"level":50}\n{"level":50}'])(
  'a name with %j makes one line and stays what it was (ASVS 16.4.1)',
  (name) => {
    log.child({ workspace: name }).warn({ name, error: new Error(name) }, 'Somebody wrote')
    log.info({ name }, name)
    expect(
      lines
        .join('')
        .split('\n')
        .filter((one) => one !== ''),
    ).toHaveLength(2)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a line of a log
    expect(lines.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(z.object({ name: z.string(), workspace: z.string() }).parse(JSON.parse(lines[0] ?? ''))).toEqual({
      name,
      workspace: name,
    })
  },
)

test('a level below the chosen one is not written', () => {
  log.debug({}, 'details')
  expect(lines).toEqual([])
})
