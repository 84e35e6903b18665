import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { vault } from '../start/secrets.js'
import { castBallot, openBallots, type Telling, ticketFor } from './ballot.js'
import type { Answers } from './model.js'
import { secrecyOf } from './secrecy.js'

const key = randomBytes(32)
const secrecy = secrecyOf(vault(key), key)
const said = (text: string): Answers => [{ kind: 'words', text }]

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate prompts, rounds restart identity cascade`
  await database.sql`insert into prompts (name, definition, state) values ('pulse', '{}', 'active')`
  await database.sql`insert into rounds (kind, subject, occasion, day, opened_at, closes_at)
    values ('feedback', 'prompt:pulse', 'x', '2026-11-23', now(), now())`
  await database.sql`insert into prompt_rounds (round, prompt, definition, least) values (1, 'pulse', '{}', 5)`
})

const atClose: Telling = { round: 1, least: 5, live: false }
const live: Telling = { round: 1, least: 5, live: true }
const booth = () => ({ db: database.db, secrecy })
const cast = (telling: Telling, person: number, text: string, department: string | null = null) =>
  castBallot(booth(), telling, ticketFor(secrecy, 1, { id: person, department }), said(text))
const close = (telling: Telling) => database.db.transaction((tx) => openBallots({ db: tx, secrecy }, telling))

async function told(): Promise<readonly string[]> {
  const rows = await database.sql<{ department: string | null; text: string }[]>`
    select department, answers->0->>'text' as text from prompt_answers`
  return rows.map(({ department, text }) => `${department}: ${text}`).sort()
}
const everybody = (departments: Readonly<Record<string, number>>) =>
  Object.entries(departments)
    .flatMap(([name, count]) => Array.from({ length: count }, () => name))
    .map((department, index) => ({ person: index + 1, department, text: `word ${index + 1}` }))
async function answersFrom(departments: Readonly<Record<string, number>>, telling = atClose) {
  for (const { person, department, text } of everybody(departments)) await cast(telling, person, text, department)
}
const departmentsTold = async () => {
  const rows = await database.sql<{ department: string | null; count: number }[]>`
    select department, count(*)::int as count from prompt_answers group by 1 order by 1`
  return Object.fromEntries(rows.map(({ department, count }) => [department ?? 'nobody says', count]))
}

describe('before so many have answered that they may be told', () => {
  it('nothing stands in the database that can be read without the key', async () => {
    await answersFrom({ sales: 4 })
    expect(await told()).toEqual([])
    const dump = JSON.stringify(await database.sql`select * from sealed_answers`)
    expect(dump).not.toContain('word')
    expect(dump).not.toContain('sales')
  })

  it('four answers are never told, not even when the round has closed, and nothing is left of them', async () => {
    await answersFrom({ sales: 4 })
    expect(await close(atClose)).toEqual({ count: 4, told: false })
    expect(await told()).toEqual([])
    expect(await database.sql`select * from sealed_answers`).toHaveLength(0)
    expect(await database.sql`select * from answer_stubs`).toHaveLength(0)
  })

  it('takes up the same room however much is said', async () => {
    await cast(atClose, 1, 'no')
    const [before] = await database.sql<{ size: number }[]>`select length(sealed) as size from sealed_answers`
    await cast(atClose, 2, 'x'.repeat(4000))
    const [after] = await database.sql<{ size: number }[]>`select length(sealed) as size from sealed_answers`
    expect(after).toEqual(before)
  })
})

describe('when the round closes', () => {
  it('all answers are told, each once', async () => {
    await answersFrom({ sales: 23 })
    expect(await close(atClose)).toEqual({ count: 23, told: true })
    expect((await told()).length).toBe(23)
    expect(new Set(await told()).size).toBe(23)
  })

  // The first two are the examples of Culture Amp's help centre on minimum group sizes.
  it.each([
    [
      'nine and four: of neither department, because the four are what is left',
      { sales: 9, it: 4 },
      { 'nobody says': 13 },
    ],
    ['nine with six left over: of both', { sales: 9, it: 6 }, { sales: 9, it: 6 }],
    [
      'two small ones that are five together are not told apart',
      { sales: 9, it: 2, hr: 3 },
      { sales: 9, 'nobody says': 5 },
    ],
    [
      'a small one takes the smallest of the others with it',
      { sales: 9, it: 7, hr: 1 },
      { sales: 9, 'nobody says': 8 },
    ],
  ])('tells departments as far as nobody can be had by subtracting: %s', async (_, given, expected) => {
    await answersFrom(given)
    await close(atClose)
    expect(await departmentsTold()).toEqual(expected)
  })
})

describe('while the round is open', () => {
  it('a live one tells five when ten have come, so that at least five are always left for the next time', async () => {
    await answersFrom({ sales: 9 }, live)
    expect(await told()).toHaveLength(0)
    await cast(live, 10, 'word 10')
    expect(await told()).toHaveLength(5)
    for (let person = 11; person <= 14; person++) await cast(live, person, `word ${person}`)
    expect(await told()).toHaveLength(5)
    expect(await close(live)).toEqual({ count: 14, told: true })
    expect(await told()).toHaveLength(14)
    expect(await departmentsTold()).toEqual({ 'nobody says': 14 })
  })

  it('whoever answers again changes what they said, as long as it is not told yet', async () => {
    await answersFrom({ sales: 5 })
    expect(await cast(atClose, 3, 'another word')).toBe('changed')
    await close(atClose)
    const texts = await told()
    expect(texts).toHaveLength(5)
    expect(texts.filter((one) => one.includes('another word'))).toHaveLength(1)
  })

  it('an answer that nobody can find any more is counted once', async () => {
    await answersFrom({ sales: 10 }, live)
    const outcomes = []
    for (let person = 1; person <= 10; person++) outcomes.push(await cast(live, person, 'again'))
    expect(outcomes.filter((one) => one === 'counted')).toHaveLength(5)
    expect(await close(live)).toEqual({ count: 10, told: true })
  })

  it('sealed with a key that is gone it stays sealed, and the round closes', async () => {
    await answersFrom({ sales: 9 })
    const other = randomBytes(32)
    const lost = { db: database.db, secrecy: secrecyOf(vault(other), other) }
    expect(await database.db.transaction((tx) => openBallots({ ...lost, db: tx }, atClose))).toEqual({
      count: 0,
      told: false,
    })
    expect(await told()).toEqual([])
    expect(await close(atClose)).toEqual({ count: 9, told: true })
  })

  it('takes answers that come at the same moment, one after the other', async () => {
    await Promise.all(everybody({ sales: 12 }).map(({ person, text }) => cast(atClose, person, text)))
    expect(await close(atClose)).toEqual({ count: 12, told: true })
  })
})
