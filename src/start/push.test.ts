import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { factFields, factNames } from '../facts/catalogue.js'
import { openApi } from '../facts/push/openapi.js'
import { mostBytes, mostRows, pushAnswer, pushError } from '../facts/push/schema.js'
import { createToken } from '../facts/push/tokens.js'
import { allTokens, revokeToken } from '../facts/push-store.js'
import { runLine } from '../facts/run-words.js'
import { recentRuns } from '../facts/runs-store.js'
import { textsFor } from '../locales/texts.js'
import { close, httpServer, listen } from './http.js'
import { pushRoutes } from './push.js'
import { type TokenCommand, tokenCommand } from './tokens.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')
let machine = start
let database: Database
let server: ReturnType<typeof httpServer>
let url = ''
let token = ''
let tokenId = 0
const logged: unknown[] = []

beforeAll(async () => {
  database = await testDatabase()
  const log = { error: (...all: unknown[]) => void logged.push(all) }
  server = httpServer(pushRoutes({ database, now: () => start, machine: () => machine, log }), () => {})
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
})
afterAll(async () => {
  server.closeAllConnections()
  await close(server)
  await database.close()
})
beforeEach(async () => {
  machine = start
  logged.length = 0
  await database.sql`truncate pushes, push_tokens, source_runs, imports, sources, opportunities, subscriptions
    restart identity cascade`
  const made = await createToken(database.db, { source: 'crm', label: 'Our CRM', owner: 'nadia@acme.example' }, start)
  token = made.token
  tokenId = made.id
})

interface Sent {
  readonly fact?: string
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly method?: string
}

async function send(rows: unknown, { fact = 'opportunities', body, headers = {}, method = 'POST' }: Sent = {}) {
  const response = await fetch(`${url}/v1/facts/${fact}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: body ?? JSON.stringify({ rows }) }),
  })
  const json: unknown = await response.json()
  return { status: response.status, headers: response.headers, json }
}
const good = async (rows: unknown, how: Sent = {}) => {
  const { status, json } = await send(rows, how)
  expect(json).not.toHaveProperty('error')
  expect(status).toBe(200)
  return pushAnswer.parse(json)
}
const code = async (rows: unknown, how: Sent = {}) => {
  const { status, json } = await send(rows, how)
  return [status, pushError.parse(json).error.code]
}
const deal = (id: string, change: object = {}) => ({ id, outcome: 'open', amount: 10, ...change })

describe('a pushed batch', () => {
  it('gets in by the names of the fields, and again changes nothing', async () => {
    const rows = [
      deal('D1', { amount: '1234.50', outcome: 'won', closed_on: '2026-11-20', currency: 'EUR', owner: 'Lena' }),
      deal('D2', { amount: 99.9, account: null }),
    ]
    expect(await good(rows)).toEqual({
      ...{ source: 'crm', fact: 'opportunities', read: 2, added: 2, changed: 0, unchanged: 0, refused: 0, errors: [] },
    })
    const stored = await database.sql`
      select id, amount::int, outcome, closed_on::text as closed, owner from opportunities order by id`
    expect(stored.map((row) => Object.values(row))).toEqual([
      ['D1', 1234_50, 'won', '2026-11-20', 'Lena'],
      ['D2', 99_90, 'open', null, null],
    ])
    expect(await good(rows)).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect(await good([deal('D2', { amount: 100 })])).toMatchObject({ added: 0, changed: 1 })
    const [source] = await database.sql`select name, label, owner from sources`
    expect(source).toEqual({ name: 'crm', label: 'Our CRM', owner: 'nadia@acme.example' })
  })

  it('names each row that does not fit with its place, the field and the reason; the others get in', async () => {
    const answer = await good([
      deal('D1'),
      deal('D2', { stagee: 'Won' }),
      { id: 'D3' },
      deal('D4', { outcome: 'maybe' }),
      deal('D5', { closed_on: '2026-02-30' }),
      deal('D6', { amount: 'ten' }),
      deal('D7', { amount: 1.005 }),
      deal('D1', { amount: 11 }),
      'a word',
      deal('D8'),
    ])
    expect(answer).toMatchObject({ read: 10, added: 2, refused: 8 })
    expect(answer.errors.map((one) => [one.row, one.field, one.code])).toEqual([
      [1, 'stagee', 'unknown_field'],
      [2, 'outcome', 'missing'],
      [3, 'outcome', 'wrong_value'],
      [4, 'closed_on', 'not_a_day'],
      [5, 'amount', 'wrong_value'],
      [6, 'amount', 'too_precise'],
      [7, 'id', 'repeated_id'],
      [8, null, 'wrong_value'],
    ])
    expect(answer.errors.every((one) => one.message.length > 5)).toBe(true)
    const [line] = (await recentRuns(database.db, 'crm', 1)).map((run) => runLine(run, textsFor('en-GB', 'UTC')))
    expect(line).toBe(
      '23 Nov 2026, 08:00 · Our CRM · opportunities (pushed): 10 rows read: 2 new, 0 changed, 0 unchanged, 8 refused.',
    )
  })

  it('of which nothing fits stores nothing, and says so', async () => {
    expect(await good([{ id: 'D1' }])).toMatchObject({ read: 1, added: 0, refused: 1 })
    expect(await database.sql`select * from sources`).toEqual([])
  })

  it('has so many rows, and not one more', async () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => deal(`D${index}`))
    expect(await good(rows(mostRows))).toMatchObject({ added: mostRows })
    expect(await code(rows(mostRows + 1))).toEqual([422, 'batch'])
    expect(await code([])).toEqual([422, 'batch'])
  })

  it('has so many bytes, and not one more', async () => {
    const frame = JSON.stringify({ rows: [deal('D1', { reason: '' })] }).length
    const body = (bytes: number) => JSON.stringify({ rows: [deal('D1', { reason: 'x'.repeat(bytes - frame) })] })
    expect((await good([], { body: body(mostBytes) })).errors).toMatchObject([{ field: 'reason' }])
    expect(await code([], { body: body(mostBytes + 1) })).toEqual([413, 'too_large'])
  })
})

describe('a request', () => {
  it.each([
    ['without a token', { headers: { authorization: '' } }, 401, 'token'],
    ['with a token that nobody gave out', { headers: { authorization: 'Bearer dbt_nobody' } }, 401, 'token'],
    ['with the token as a password', { headers: { authorization: 'Basic abc' } }, 401, 'token'],
    ['that only asks', { method: 'GET' }, 405, 'method'],
    ['of another kind', { headers: { 'content-type': 'text/csv' } }, 415, 'content_type'],
    ['that is no JSON', { body: '{"rows": [' }, 400, 'json'],
    ['that is no batch', { body: '[]' }, 422, 'batch'],
    ['with more than rows', { body: '{"rows": [{}], "source": "other"}' }, 422, 'batch'],
    ['with a key that is none', { headers: { 'idempotency-key': 'a b' } }, 422, 'key'],
    ['with a key that is too long', { headers: { 'idempotency-key': 'k'.repeat(201) } }, 422, 'key'],
  ])('%s is refused', async (_what, how, status, said) => {
    expect(await code([deal('D1')], how)).toEqual([status, said])
    expect(await database.sql`select * from opportunities`).toEqual([])
  })

  it('for a fact that there is not finds nothing', async () => {
    const response = await fetch(`${url}/v1/facts/secrets`, { method: 'POST' })
    expect(response.status).toBe(404)
  })

  it('with a token that was taken back is refused from then on', async () => {
    await good([deal('D1')])
    expect((await allTokens(database.db))[0]?.usedAt?.equals(start)).toBe(true)
    expect(await revokeToken(database.db, tokenId, start)).toBe(true)
    expect(await code([deal('D2')])).toEqual([401, 'token'])
    expect(await revokeToken(database.db, tokenId, start)).toBe(false)
  })

  it('writes into the source of its token, whatever else there is', async () => {
    await good([deal('D1')])
    const other = await createToken(database.db, { source: 'erp', label: 'ERP', owner: null }, start)
    expect(
      await good([deal('D1', { amount: 77 })], { headers: { authorization: `Bearer ${other.token}` } }),
    ).toMatchObject({ source: 'erp', added: 1 })
    const rows = await database.sql`select amount::int from opportunities order by amount`
    expect(rows.map((row) => row.amount)).toEqual([10_00, 77_00])
  })

  it('too many at once wait; the others are imported', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => send([deal(`D${index}`)])))
    const [through, later] = [all.filter((one) => one.status === 200), all.filter((one) => one.status === 429)]
    expect(through.length + later.length).toBe(12)
    expect(through.length).toBeGreaterThan(0)
    expect(later.every((one) => one.headers.get('retry-after') === '1')).toBe(true)
    const [count] = await database.sql`select count(*)::int as count from opportunities`
    expect(count?.count).toBe(through.length)
  })
})

describe('an Idempotency-Key', () => {
  const key = { headers: { 'idempotency-key': 'batch-1' } }

  it('has a batch imported once, and answered the same again', async () => {
    const first = await good([deal('D1'), { id: 'D2' }], key)
    await database.sql`update opportunities set amount = 5`
    const again = await send([deal('D1'), { id: 'D2' }], key)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(again.json).toEqual(first)
    const [row] = await database.sql`select amount::int from opportunities`
    expect(row?.amount).toBe(5)
  })

  it('belongs to its batch, its fact and its token', async () => {
    await good([deal('D1')], key)
    expect(await code([deal('D2')], key)).toEqual([422, 'key_of_another_batch'])
    expect(await code([deal('D1')], { ...key, fact: 'leads' })).toEqual([422, 'key_of_another_batch'])
    const other = await createToken(database.db, { source: 'erp', label: 'ERP', owner: null }, start)
    const headers = { ...key.headers, authorization: `Bearer ${other.token}` }
    expect(await good([deal('D1')], { headers })).toMatchObject({ source: 'erp', added: 1 })
  })

  it('of a batch under way is told to wait; one that was broken off may be sent again', async () => {
    const body = JSON.stringify({ rows: [deal('D1')] })
    await good([deal('D1')], { ...key, body })
    await database.sql`update pushes set answer = null`
    expect(await code([], { ...key, body })).toEqual([409, 'under_way'])
    machine = start.add({ seconds: 301 })
    expect(await good([], { ...key, body })).toMatchObject({ unchanged: 1 })
  })

  it('is forgotten after two days', async () => {
    await good([deal('D1')], key)
    machine = start.add({ hours: 49 })
    expect(await good([deal('D2')], key)).toMatchObject({ added: 1 })
  })
})

describe('a token', () => {
  it('is kept nowhere: not in the database, and not in the log', async () => {
    expect(token).toMatch(/^dbt_[\w-]{43}$/)
    await good([deal('D1')])
    const [row] = await database.sql`
      select (select string_agg(t::text, '') from push_tokens t) || (select string_agg(s::text, '') from sources s) as all`
    expect(row?.all).not.toContain(token.slice(4))
    expect(JSON.stringify(logged)).not.toContain(token)
  })

  it.each(['CRM', '9crm', 'my crm', ''])('is not made for a source called “%s”', async (source) => {
    await expect(createToken(database.db, { source, label: 'x', owner: null }, start)).rejects.toMatchObject({
      key: 'facts.push_name',
    })
  })

  it('is not made for a source that a mapping imports: each would undo what the other says of it', async () => {
    await good([deal('D1')])
    await createToken(database.db, { source: 'crm', label: 'Our CRM', owner: null }, start)
    await database.sql`update sources set mapping = jsonb_set(mapping, '{file}', '"deals.csv"')`
    await expect(createToken(database.db, { source: 'crm', label: 'x', owner: null }, start)).rejects.toMatchObject({
      key: 'facts.push_mapped',
    })
  })
})

describe('the description of the API', () => {
  const page = z.object({
    openapi: z.literal('3.1.0'),
    paths: z.record(z.string(), z.object({ post: z.object({ responses: z.record(z.string(), z.unknown()) }) })),
    components: z.object({
      schemas: z.record(
        z.string(),
        z.looseObject({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) }),
      ),
    }),
  })

  it('is served, and names every fact with its fields, and those that are needed', async () => {
    const response = await fetch(`${url}/v1/openapi.json`)
    const served: unknown = await response.json()
    expect(served).toEqual(JSON.parse(JSON.stringify(openApi())))
    const { paths, components } = page.parse(served)
    expect(Object.keys(paths)).toEqual(factNames.map((fact) => `/v1/facts/${fact}`))
    for (const fact of factNames) {
      const { properties, required } = components.schemas[fact] ?? { properties: {}, required: [] }
      const fields = factFields(fact)
      expect(Object.keys(properties)).toEqual(fields.map(({ name }) => name))
      const needed = fields.filter((field) => field.needed && field.assumed === undefined)
      expect(required).toEqual(needed.map(({ name }) => name))
    }
  })

  it('names every answer that there is', async () => {
    const { paths } = page.parse(openApi())
    const named = Object.keys(paths['/v1/facts/leads']?.post.responses ?? {})
    expect(named).toEqual(['200', '400', '401', '409', '413', '415', '422', '429'])
  })
})

describe('drumbeat token', () => {
  const t = textsFor('en-GB', 'UTC')
  const run = (change: Partial<TokenCommand>) =>
    tokenCommand(database.db, { source: null, label: null, owner: null, revoke: null, ...change }, start, t)

  it('makes a token that works, lists it without showing it, and takes it back', async () => {
    const [said, made = ''] = await run({ source: 'erp', label: 'Our ERP' })
    expect(said).toBe('Token 2 writes into erp. Keep it now: it is shown once, and kept nowhere.')
    await good([deal('D1')], { headers: { authorization: `Bearer ${made}` } })
    const listed = await run({})
    expect(listed).toEqual([
      '1  crm (Our CRM), made 23 Nov 2026, 08:00, not used yet',
      '2  erp (Our ERP), made 23 Nov 2026, 08:00, last used 23 Nov 2026, 08:00',
    ])
    expect(await run({ revoke: '2' })).toEqual(['Token 2 is taken back.'])
    expect((await run({}))[1]).toContain('taken back 23 Nov 2026')
    expect(await code([deal('D2')], { headers: { authorization: `Bearer ${made}` } })).toEqual([401, 'token'])
    for (const revoke of ['2', '99', 'x'])
      expect(await run({ revoke })).toEqual([`There is no token ${revoke} to take back.`])
  })
})
