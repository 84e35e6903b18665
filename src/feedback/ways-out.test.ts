import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resultBindings } from '../../commands/feedback/results.js'
import { helpOf } from '../../commands/help.js'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { memoryOf } from '../../test/memory.js'
import { testSecrecy } from '../../test/secrecy.js'
import { Refusal } from '../locales/refusal.js'
import { asking, catalogueWith } from '../metrics/testing/acme.js'
import * as rounds from '../rounds/store.js'
import { logger } from '../start/log.js'
import { metrics } from '../start/routes.js'
import { prompt as promptShape } from './model.js'
import { openPrompt } from './prompt-open.js'
import { promptRounds } from './prompt-rounds.js'
import { savePrompt } from './prompt-save.js'
import { roundById } from './prompt-store.js'
import { resultsOf } from './results.js'
import { cardOf } from './results-post.js'
import { trendOf } from './results-trend.js'
import { type House, houseOf } from './testing/house.js'

/** Four answer alone, and four of another department answer beside nine: neither four may be seen on any way. */
const few = { round: 0, who: ['Maya', 'Lena', 'Tom', 'Ana'] }
const many = {
  round: 0,
  sales: ['Maya', 'Lena', 'Tom', 'Ana', 'Ben', 'Rosa', 'Kim', 'Uwe', 'Zoe'],
  it: ['Ian', 'Ivo', 'Ida', 'Ina'],
}
const secret = 'the planning is chaos'
const at = '2026-12-31T12:00:00Z'

let database: Database
let house: House
const lines: string[] = []
beforeAll(async () => {
  database = await testDatabase()
  house = await houseOf(database, { sales: many.sales, it: many.it })
  await database.sql`insert into schedules (id, kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
    values (99, 'rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'active', 1)`
  await database.sql`insert into slots (id, schedule, due, version, state) values (1, 99, now(), 1, 'claimed')`
  few.round = await answered('few', few.who, secret)
  many.round = await answered('many', [...many.sales, ...many.it], 'fine')
})
afterAll(async () => database.close())

async function answered(name: string, who: readonly string[], words: string): Promise<number> {
  const prompt = promptShape.parse({
    ...{
      name,
      title: name,
      owners: ['nadia@acme.example'],
      ask: { departments: ['sales', 'it'] },
      privacy: 'anonymous',
    },
    results: { place: 'revenue', when: 'after_close' },
    questions: [
      { kind: 'scale', label: 'How are you?', feeds: 'pulse' },
      { kind: 'text', label: 'What should change?' },
    ],
  })
  const context = house.at('2026-11-23T08:05:00Z')
  await savePrompt(context, prompt)
  const round = await openPrompt(context, prompt, 'now', { instant: context.now })
  if (!round) throw new Error('No round was opened')
  for (const person of who) {
    await house.answer(person, '2026-11-23T09:00:00Z', round.id, [
      { kind: 'score', value: 2 },
      { kind: 'words', text: words },
    ])
  }
  await database.db.transaction(async (tx) => {
    const inside = { ...house.at('2026-12-01T09:00:00Z'), db: tx }
    await rounds.close(tx, round.id, inside.now)
    await promptRounds(testSecrecy).close(inside, round, 1)
  })
  return round.id
}

const asked = async (round: number) => {
  const one = await roundById(database.db, round)
  if (!one) throw new Error('The round is not there')
  return one
}
const press = (id: string, args: object, who: string) => {
  const found = resultBindings.find((one) => one.id === id)?.press
  if (!found) throw new Error(`No button ${id}`)
  const place = { platform: 'slack', workspace: 'T0ACME', kind: 'direct', channel: who, thread: null } as const
  return found(args, { ...house.acting(who, at), at: place, on: null })
}

describe.each(['owner', 'other'] as const)('to a reader who is %s', (reader) => {
  it('the card of four answers holds none of them, and no chart', async () => {
    const card = await cardOf(house.at(at), await asked(few.round), reader, 'department')
    expect(JSON.stringify(card)).not.toContain(secret)
    expect(card.blocks.filter(({ kind }) => kind === 'chart' || kind === 'table')).toEqual([])
  })

  it('the card of nine and four tells neither of them, and no number of either', async () => {
    const results = await resultsOf(house.at(at), await asked(many.round), reader, 'department')
    expect(results.whole?.count).toBe(13)
    expect(results.groups).toEqual([])
    const card = await cardOf(house.at(at), await asked(many.round), reader, 'department')
    expect(card.blocks.filter(({ kind }) => kind === 'table')).toEqual([])
  })

  it('by segment an anonymous prompt is not split at all', async () => {
    expect((await resultsOf(house.at(at), await asked(many.round), reader, 'segment')).groups).toEqual([])
  })
})

it('the page of what was written refuses four answers', async () => {
  await expect(press('feedback.read', { round: few.round, from: 0 }, 'Nadia')).rejects.toThrow(Refusal)
})

it('the CSV refuses four answers, and of nine and four it names no department and no order', async () => {
  await expect(press('feedback.download', { round: few.round }, 'Nadia')).rejects.toThrow(Refusal)
  const reply = await press('feedback.download', { round: many.round }, 'Nadia')
  const text = reply.kind === 'file' ? reply.file.text : ''
  expect(text.trim().split('\r\n')).toHaveLength(1 + 13 * 2)
  expect(text).not.toMatch(/sales|,it,/)
})

it('the line over time leaves a gap where there are four', async () => {
  const who = house.acting('Nadia', at)
  expect(JSON.stringify(await trendOf(who, 'few'))).not.toContain('"chart"')
  expect(JSON.stringify(await trendOf(who, 'many'))).toContain('"chart"')
})

it('the metric counts thirteen of nobody, and nothing of the four', async () => {
  const scores = await database.sql`select department, count(*)::int as count from survey_scores group by 1`
  expect([...scores]).toEqual([{ department: null, count: 13 }])
  const answer = await asking(
    database.db,
    catalogueWith(),
    'pulse',
    'q4',
    { by: 'department' },
    { now: house.at('2027-01-05T09:00:00Z').now },
  )
  expect(answer.breakdown.filter(({ key, result }) => key !== null && result.value !== null)).toEqual([])
})

it('App Home and the outbox hold nothing of it', async () => {
  const { t } = house.at(at)
  expect(JSON.stringify(helpOf([])(t))).not.toContain(secret)
  const sent = await database.sql<{ message: unknown }[]>`select message from deliveries`
  expect(sent.length).toBeGreaterThan(0)
  expect(JSON.stringify(sent)).not.toContain(secret)
})

it('GET /metrics counts no answers', async () => {
  const handler = metrics(database.db)
  const server = createServer((request, response) => handler(request, response)).listen(0, '127.0.0.1')
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server.on('listening', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address)
    })
  })
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  await new Promise((resolve) => server.close(resolve))
  expect(text).toContain('drumbeat_deliveries')
  expect(text).not.toMatch(/feedback|prompt|answer/)
})

it('the log holds nothing of it, not even when the database refuses an answer', async () => {
  const log = logger('debug', memoryOf(lines))
  await database.sql`alter table prompt_answers add constraint refused check (false) not valid`
  const failure = await answered('broken', [...many.sales, ...many.it], secret).catch((error: unknown) => error)
  await database.sql`alter table prompt_answers drop constraint refused`
  log.error({ error: failure }, 'A command failed')
  expect(failure).toBeInstanceOf(Error)
  expect(lines).toHaveLength(1)
  expect(lines.join('')).not.toContain(secret)
})

it('a backup holds nothing of the four once their round has closed, and no audit of anybody who answered', async () => {
  const tables = await database.sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`
  for (const { name } of tables) {
    const [row] = await database.sql.unsafe(
      `select count(*)::int as found from "${name}" t where t::text like '%${secret}%'`,
    )
    expect([name, row?.found]).toEqual([name, 0])
  }
  expect(await database.sql`select * from audit where person is not null`).toHaveLength(0)
})

it('when more answers are wanted for a group by now, older and finer results are not told any more', async () => {
  const before = await asked(many.round)
  const raised = { ...before, least: 14 }
  expect((await resultsOf(house.at(at), before, 'owner')).whole).not.toBeNull()
  expect((await resultsOf(house.at(at), raised, 'owner')).whole).toBeNull()
})
