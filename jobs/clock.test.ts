import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '../db/connect.js'
import { message } from '../src/chat/message.js'
import { plainLines } from '../src/chat/plain.js'
import { linkAccounts, saveCompany, savePeople } from '../src/company/store.js'
import { history } from '../src/schedules/history-store.js'
import { endSchedule } from '../src/schedules/kinds-store.js'
import { saveSchedule } from '../src/schedules/save.js'
import { context, personOf } from '../test/context.js'
import { testDatabase } from '../test/database.js'
import { anyJob, startClock } from './clock.js'
import type { Job, JobResult } from './job.js'

const at = (text: string) => Temporal.Instant.from(text)
const friday = at('2026-11-20T00:00:00Z')
const monday = at('2026-11-23T08:00:00Z')

let database: Database
let owner: number
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate companies, people, schedules, holidays, deliveries restart identity cascade`
  await saveCompany(database.db, context(database.db).company)
  const { id: _id, accounts: _accounts, ...nadia } = personOf()
  owner = (await savePeople(database.db, [nadia])).get('nadia@acme.example') ?? 0
  const account = { platform: 'slack', workspace: 'T0ACME', user: 'U0NADIA' } as const
  await linkAccounts(database.db, [{ account, person: owner }])
})

const rule = { cron: '0 9 * * 1', zone: 'Europe/Berlin', holidays: 'run', catchUp: 7200 } as const

const save = (name: string, change: object = {}) =>
  saveSchedule(context(database.db, { now: friday }), {
    kind: 'tests',
    subject: `test:${name}`,
    data: { name },
    rule: { ...rule, ...change },
    owner,
  })

/** One beat of a clock that stands at a moment. */
async function beatAt(now: Temporal.Instant, run: Job<{ name: string }>['run'], machine = monday): Promise<void> {
  const job = anyJob<{ name: string }>({
    kind: 'tests',
    data: z.object({ name: z.string() }),
    run,
    describe: async ({ name }) => ({ title: `The ${name} digest`, buttons: [] }),
  })
  const clock = startClock({
    db: database.db,
    jobs: [job],
    now: () => now,
    machine: () => machine,
    contextOf: async (db, cause) => context(db, { now, cause }),
    lease: 60,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  await clock.beat()
  await clock.stop()
}

const outcomes = async (name: string) =>
  (await history(database.db, 'tests', `test:${name}`, 10)).map(({ state, reason, count }) => [state, reason, count])
const notes = async () => {
  const rows = await database.sql<{ message: unknown }[]>`select message from deliveries order by id`
  return rows.map((row) => plainLines(message.parse(row.message)).join('\n'))
}
const nothingDue = async (): Promise<JobResult> => ({ kind: 'nothing due' })
const composed = async (): Promise<JobResult> => ({ kind: 'composed', deliveries: 1 })

describe('an outage', () => {
  it.each([
    ['30 s', { seconds: 30 }],
    ['2 min', { minutes: 2 }],
    ['119 min', { minutes: 119 }],
  ])('of %s is followed by one late run, and nobody is told of anything', async (_name, outage) => {
    await save('weekly')
    let runs = 0
    for (let beat = 0; beat < 3; beat++) {
      await beatAt(monday.add(outage), () => {
        runs++
        return composed()
      })
    }
    expect([runs, await outcomes('weekly'), await notes()]).toEqual([1, [['composed', null, 1]], []])
  })

  it.each([
    ['121 min', { minutes: 121 }],
    ['25 h', { hours: 25 }],
  ])('of %s is one recorded skip, and one note to the owner', async (_name, outage) => {
    await save('weekly')
    let runs = 0
    for (let beat = 0; beat < 3; beat++) {
      await beatAt(monday.add(outage), () => {
        runs++
        return composed()
      })
    }
    expect([runs, await outcomes('weekly')]).toEqual([0, [['skipped', 'missed', 1]]])
    const [note = '', ...others] = await notes()
    expect(others).toEqual([])
    expect(note).toContain('The weekly digest, due Nov 23, 2026, 9:00')
    expect(note).toContain('too late to catch up after 2 h')
  })

  it('of 25 h that many schedules of one owner missed is one note, which says how often each was', async () => {
    await save('hourly', { cron: '0 * * * *', catchUp: 60 })
    await save('weekly')
    await beatAt(monday.add({ hours: 25, minutes: 30 }), composed)
    const [note = '', ...others] = await notes()
    expect(others).toEqual([])
    expect(note).toContain('2 things were left out')
    expect(note).toMatch(/The hourly digest, due .*, 105 times/)
  })
})

describe('a schedule that is edited while it is claimed', () => {
  it('never fires the old one, in 200 races', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `d${index}`)
    for (const name of names) await save(name)
    let stale = 0
    let fired = 0
    const running = beatAt(monday, async (slot) => {
      const [row] = await database.sql`select version from schedules where id = ${slot.schedule}`
      if (row?.version !== 1) stale++
      fired++
      return composed()
    })
    const editing = Promise.all(names.map((name) => save(name, { cron: '0 10 * * 1' })))
    await Promise.all([running, editing])
    expect(stale).toBe(0)
    const states = await database.sql`select state, reason, count(*)::int as count from slots group by state, reason`
    expect(states.reduce((sum, row) => sum + (row.count ?? 0), 0)).toBeGreaterThanOrEqual(fired)
    for (const row of states) expect(['composed null', 'skipped changed']).toContain(`${row.state} ${row.reason}`)
  })

  it('is recorded as changed when it was edited after the claim', async () => {
    await save('weekly')
    await beatAt(monday, () => Promise.reject(new Error('not now')))
    await save('weekly', { cron: '0 10 * * 1' })
    let runs = 0
    const later = () => {
      runs++
      return composed()
    }
    await beatAt(monday, later, monday.add({ minutes: 5 }))
    expect([runs, await outcomes('weekly')]).toEqual([0, [['skipped', 'changed', 1]]])
  })

  it('is recorded as changed when it ended after the claim, and is never due again', async () => {
    await save('weekly')
    await beatAt(monday, () => Promise.reject(new Error('not now')))
    await endSchedule(database.db, 'tests', 'test:weekly')
    let runs = 0
    const later = () => {
      runs++
      return composed()
    }
    await beatAt(monday, later, monday.add({ minutes: 5 }))
    await beatAt(monday.add({ hours: 7 * 24 }), later, monday.add({ hours: 7 * 24 }))
    expect([runs, await outcomes('weekly')]).toEqual([0, [['skipped', 'changed', 1]]])
  })
})

describe('a slot whose predecessor is still being sent', () => {
  const hourly = { cron: '0 * * * *' }

  it('is left out, and that is recorded', async () => {
    await save('hourly', hourly)
    await beatAt(friday.add({ hours: 1 }), composed)
    await beatAt(friday.add({ hours: 2 }), composed)
    expect(await outcomes('hourly')).toEqual([
      ['skipped', 'overlap', 1],
      ['composed', null, 1],
    ])
  })

  it('runs beside it where the schedule allows that', async () => {
    await save('hourly', { ...hourly, overlap: 'allow' })
    await beatAt(friday.add({ hours: 1 }), composed)
    await beatAt(friday.add({ hours: 2 }), composed)
    expect((await outcomes('hourly')).map(([state]) => state)).toEqual(['composed', 'composed'])
  })
})

it('is looked at again after a while when its job holds it back, and that is no failed attempt', async () => {
  await save('weekly')
  const hold = async (): Promise<JobResult> => ({ kind: 'held', seconds: 60 })
  for (let minute = 0; minute < 5; minute++) await beatAt(monday, hold, monday.add({ minutes: 2 * minute }))
  await beatAt(monday, composed, monday.add({ minutes: 20 }))
  expect(await outcomes('weekly')).toEqual([['composed', null, 1]])
})

describe('a watch', () => {
  it('leaves a row where it had something to say, was missed or failed, and none where nothing was due', async () => {
    await save('watch', { cron: '*/5 * * * *', catchUp: 60 })
    const sunday = at('2026-11-22T09:00:00Z')
    await beatAt(friday.add({ minutes: 5 }), nothingDue)
    await beatAt(friday.add({ minutes: 10 }), composed)
    await database.sql`update slots set state = 'done' where state = 'composed'`
    await beatAt(friday.add({ minutes: 15 }), nothingDue)
    await beatAt(sunday, nothingDue)
    for (let attempt = 0; attempt < 3; attempt++)
      await beatAt(
        sunday.add({ minutes: 5 }),
        async () => {
          throw new Error('the database is full')
        },
        monday.add({ hours: attempt }),
      )
    expect(await outcomes('watch')).toEqual([
      ['failed', 'the database is full', 1],
      ['skipped', 'missed', 680],
      ['done', null, 1],
    ])
  })
})
