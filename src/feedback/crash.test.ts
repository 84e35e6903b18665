import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { testSecrecy } from '../../test/secrecy.js'
import * as rounds from '../rounds/store.js'
import { prompt as promptShape } from './model.js'
import { openPrompt } from './prompt-open.js'
import { promptRounds } from './prompt-rounds.js'
import { savePrompt } from './prompt-save.js'
import { type House, houseOf } from './testing/house.js'

const nine = ['Maya', 'Lena', 'Tom', 'Ana', 'Ben', 'Rosa', 'Ioana', 'Sara', 'Lu']

let database: Database
let house: House
beforeAll(async () => {
  database = await testDatabase()
  house = await houseOf(database)
})
afterAll(async () => database.close())
beforeEach(() => house.empty())

async function opened(live: boolean): Promise<number> {
  const prompt = promptShape.parse({
    name: 'pulse',
    title: 'Pulse',
    owners: ['nadia@acme.example'],
    ask: { departments: ['sales', 'marketing'] },
    privacy: 'anonymous',
    results: { place: 'revenue', when: live ? 'live' : 'after_close' },
    questions: [{ kind: 'text', label: 'What should change?' }],
  })
  const context = house.at('2026-11-23T08:05:00Z')
  await savePrompt(context, prompt)
  const round = await openPrompt(context, prompt, 'now', { instant: context.now })
  if (!round) throw new Error('No round was opened')
  return round.id
}

const answer = (name: string, round: number) =>
  house.answer(name, '2026-11-23T09:00:00Z', round, [{ kind: 'words', text: `said by ${name}` }])

async function close(id: number) {
  await database.sql`insert into schedules (id, kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
    values (99, 'rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'active', 1) on conflict do nothing`
  await database.sql`insert into slots (id, schedule, due, version, state) values (1, 99, now(), 1, 'claimed') on conflict do nothing`
  await database.db.transaction(async (tx) => {
    const context = { ...house.at('2026-12-01T09:00:00Z'), db: tx }
    const round = await rounds.byId(tx, id)
    if (round && (await rounds.close(tx, id, context.now))) await promptRounds(testSecrecy).close(context, round, 1)
  })
}

const told = async () =>
  (await database.sql<{ words: string }[]>`select answers->0->>'text' as words from prompt_answers`)
    .map(({ words }) => words)
    .toSorted()

/** Every write of the way of an answer, one after the other: PostgreSQL ends the connection in the middle of it. */
const steps = [
  ['the stub is noted', 'answer_stubs', 'insert'],
  ['the sealed answers are taken away', 'sealed_answers', 'delete'],
  ['the sealed answers are written anew', 'sealed_answers', 'insert'],
  ['answers are told', 'prompt_answers', 'insert'],
  ['the person is noted as having answered', 'round_people', 'update'],
] as const

async function whileBroken(table: string, verb: string, run: () => Promise<unknown>) {
  await database.sql.unsafe(`create or replace function die() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`)
  await database.sql.unsafe(
    `create trigger dies before ${verb} on "${table}" for each statement execute function die()`,
  )
  const outcome = await run().then(
    () => 'done',
    () => 'died',
  )
  await database.sql.unsafe(`drop trigger dies on "${table}"`)
  return outcome
}

it.each(steps)(
  'a process that dies while %s loses no answer, keeps no link, and takes the answer again once',
  async (_, table, verb) => {
    const round = await opened(true)
    for (const name of nine) await answer(name, round)
    const before = await told()
    expect(await whileBroken(table, verb, () => answer('Ilse', round))).toBe('died')
    // Told or not: an answer is in or out as a whole, and what was told before stands.
    const meanwhile = await told()
    expect(meanwhile.filter((words) => before.includes(words))).toEqual(before)
    const beside = await database.sql`select * from prompt_answers where person is not null`
    expect(beside).toHaveLength(0)
    await answer('Ilse', round)
    await close(round)
    expect(await told()).toEqual([...nine, 'Ilse'].map((name) => `said by ${name}`).toSorted())
  },
)

it('a process that dies while the round closes has told nothing, and the next one tells all', async () => {
  const round = await opened(false)
  for (const name of nine) await answer(name, round)
  expect(await whileBroken('answer_stubs', 'delete', () => close(round))).toBe('died')
  expect(await told()).toEqual([])
  await close(round)
  expect(await told()).toHaveLength(9)
})
