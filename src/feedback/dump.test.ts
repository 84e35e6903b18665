import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { testSecrecy } from '../../test/secrecy.js'
import * as rounds from '../rounds/store.js'
import { type Answers, type Prompt, prompt as promptShape } from './model.js'
import { openPrompt } from './prompt-open.js'
import { promptRounds } from './prompt-rounds.js'
import { savePrompt } from './prompt-save.js'
import { acmeDepartments, emailOf, type House, houseOf } from './testing/house.js'

const organisations = 60
const everybody = Object.values(acmeDepartments).flat()

/** A small linear generator (Numerical Recipes): the same organisations in every run. */
function dice(seed: number) {
  let state = seed
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

let database: Database
let house: House
/** Who said what: what the attacker is after. */
const truth = new Map<string, string>()
const asked = new Map<number, Prompt>()

beforeAll(async () => {
  database = await testDatabase()
  house = await houseOf(database)
  for (let number = 1; number <= organisations; number++) await ask(number)
  await Promise.all([...asked.keys()].map(answerAll))
}, 300_000)
afterAll(async () => database.close())

/** Each prompt asks other people, so that each is an organisation of its own. */
async function ask(number: number) {
  const below = dice(number)
  const people = everybody.filter(() => below(2) > 0).map(emailOf)
  const prompt = promptShape.parse({
    name: `pulse-${number}`,
    title: 'Pulse',
    owners: ['nadia@acme.example'],
    ask: { people: people.length >= 5 ? people : everybody.map(emailOf) },
    privacy: 'anonymous',
    results: { place: 'revenue', when: number % 3 === 0 ? 'live' : 'after_close' },
    questions: [{ kind: 'text', label: 'What should change?' }],
  })
  const context = house.at('2026-11-23T08:05:00Z')
  await savePrompt(context, prompt)
  const round = await openPrompt(context, prompt, 'now', { instant: context.now })
  if (round) asked.set(round.id, prompt)
}

/** They answer one after the other, in an order that the dice give. */
async function answerAll(round: number) {
  const below = dice(1000 + round)
  const turns = (await rounds.turnsOf(database.db, round)).map((turn) => ({ turn, lot: below(1_000_000) }))
  for (const { turn } of turns.toSorted((a, b) => a.lot - b.lot)) {
    const name = [...house.people.values()].find(({ id }) => id === turn.person)?.name
    if (name === undefined) continue
    const words = `word ${round} ${below(1_000_000_000)}`
    truth.set(words, name)
    await house.answer(name, '2026-11-23T09:00:00Z', round, [{ kind: 'words', text: words }] satisfies Answers)
  }
}

/** Everything that stands in the database, with what PostgreSQL adds to each row. */
async function dump(): Promise<string> {
  const tables = await database.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public'`
  const rows = []
  for (const { name } of tables) {
    const found = await database.sql.unsafe(`select ctid::text, xmin::text, xmax::text, t.* from "${name}" t`)
    rows.push(...found.map((row) => JSON.stringify({ table: name, ...row })))
  }
  return rows.join('\n')
}

interface Row {
  readonly at: string
  readonly xmin: number
  readonly id: string
  readonly label: string
  readonly department: string | null
}

/** The answers of a round, and the people who took part in it, in the order in which they stand on disk. */
async function rowsOf(round: number): Promise<{ readonly answers: readonly Row[]; readonly people: readonly Row[] }> {
  const answers = await database.sql<Row[]>`
    select ctid::text as at, xmin::text::int as xmin, id::text, answers->0->>'text' as label, department
    from prompt_answers where round = ${round} order by ctid`
  const people = await database.sql<Row[]>`
    select t.ctid::text as at, t.xmin::text::int as xmin, p.id::text, p.name as label, p.department
    from round_people t join people p on p.id = t.person where t.round = ${round} and t.state = 'answered' order by t.ctid`
  return { answers, people }
}

/** Ways to put two lists of rows in an order in which one might say whose the other is. */
const orders: Readonly<Record<string, (a: Row, b: Row) => number>> = {
  'as they stand on disk': () => 0,
  'by the number of their transaction': (a, b) => a.xmin - b.xmin,
  'by their transaction, backwards': (a, b) => b.xmin - a.xmin,
  'by their id': (a, b) => (a.id < b.id ? -1 : 1),
  'by their id as a number': (a, b) => Number(a.id) - Number(b.id),
}

describe('a dump of the database, while answers come in', () => {
  it('holds no word of what is not told yet', async () => {
    const everything = await dump()
    const open = [...truth.keys()].filter((words) => asked.get(Number(words.split(' ')[1]))?.results.when !== 'live')
    expect(open.length).toBeGreaterThan(100)
    expect(open.filter((words) => everything.includes(words))).toEqual([])
  })
})

describe('a dump of the database when the rounds have closed', () => {
  beforeAll(async () => {
    await database.sql`insert into schedules (id, kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
      values (99, 'rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'active', 1)`
    await database.sql`insert into slots (id, schedule, due, version, state) values (1, 99, now(), 1, 'claimed')`
    for (const id of asked.keys()) {
      await database.db.transaction(async (tx) => {
        const context = { ...house.at('2026-12-01T09:00:00Z'), db: tx }
        const round = await rounds.byId(tx, id)
        await rounds.close(tx, id, context.now)
        if (round) await promptRounds(testSecrecy).close(context, round, 1)
      })
    }
  }, 300_000)

  it.each(Object.keys(orders))(
    'names nobody better than chance, whichever way rows are laid side by side: %s',
    async (name) => {
      const order = orders[name]
      let right = 0
      let groups = 0
      for (const round of asked.keys()) {
        const { answers, people } = await rowsOf(round)
        for (const department of new Set(answers.map((row) => row.department))) {
          const said = answers.filter((row) => row.department === department).toSorted(order)
          const told = new Set(answers.map((row) => row.department))
          const who = people
            .filter((row) => (department === null ? !told.has(row.department) : row.department === department))
            .toSorted(order)
          right += said.filter(({ label }, at) => truth.get(label) === who[at]?.label).length
          groups += 1
        }
      }
      // Laid side by side at random, one of each group is right on average, with a variance of one.
      expect(groups).toBeGreaterThanOrEqual(50)
      expect(right).toBeLessThan(groups + 6 * Math.sqrt(groups))
    },
  )

  it('holds no row in which somebody stands beside what they said, and words in one table only', async () => {
    const lines = (await dump()).split('\n')
    const beside = lines.filter((line) => [...truth.keys()].some((words) => line.includes(words)))
    expect(new Set(beside.map((line) => (JSON.parse(line) as { table: string }).table))).toEqual(
      new Set(['prompt_answers']),
    )
    const names = new Set(truth.values())
    expect(beside.filter((line) => [...names].some((name) => line.includes(name)))).toEqual([])
  })

  it('holds no department with fewer than five answers, alone or left over', async () => {
    const sizes = await database.sql<{ count: number }[]>`
      select count(*)::int as count from prompt_answers group by round, department`
    expect(sizes.filter(({ count }) => count < 5)).toEqual([])
  })

  it('holds no time of an answer finer than its day, and nothing of it in the audit', async () => {
    const times = await database.sql<{ at: string }[]>`
      select distinct (done_at at time zone 'Europe/Berlin')::time::text as at from round_people where state = 'answered'`
    expect(times.map(({ at }) => at)).toEqual(['00:00:00'])
    const audited = await database.sql`select * from audit where subject like 'turn%' or verb like '%answer%'`
    expect(audited).toHaveLength(0)
    expect(await database.sql`select * from answer_stubs`).toHaveLength(0)
    expect(await database.sql`select * from sealed_answers`).toHaveLength(0)
  })
})
