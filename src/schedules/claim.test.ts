import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { claimDue } from './claim.js'
import { history } from './history-store.js'
import type { Rule } from './model.js'
import { saveSchedule } from './save.js'
import * as store from './store.js'

const at = (text: string) => Temporal.Instant.from(text)
const monday = at('2026-11-23T08:00:00Z')
const rule: Rule = { cron: '0 9 * * 1', zone: 'Europe/Berlin', holidays: 'run', catchUp: 7200 }

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate schedules, holidays cascade`
})

const save = (change: Partial<Rule> = {}) =>
  saveSchedule(context(database.db, { now: at('2026-11-20T00:00:00Z') }), {
    kind: 'digests',
    subject: 'digest:weekly',
    data: {},
    rule: { ...rule, ...change },
    owner: null,
  })

const slots = async () =>
  (await history(database.db, 'digests', 'digest:weekly', 10)).map(({ due, state, reason, count }) => ({
    due: due.toString(),
    state,
    reason,
    count,
  }))

describe('claiming what is due', () => {
  it('takes nothing before its time, and one slot at its time', async () => {
    await save()
    expect(await claimDue(database.db, monday.subtract({ seconds: 1 }))).toBe(0)
    expect(await claimDue(database.db, monday)).toBe(1)
    expect(await claimDue(database.db, monday)).toBe(0)
    expect(await slots()).toEqual([{ due: monday.toString(), state: 'claimed', reason: null, count: 1 }])
  })

  it('gives each due time to exactly one of many processes', async () => {
    await save()
    const written = await Promise.all(Array.from({ length: 8 }, () => claimDue(database.db, monday)))
    expect(written.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await slots()).toHaveLength(1)
  })

  it.each([
    ['30 s', { seconds: 30 }],
    ['2 min', { minutes: 2 }],
    ['119 min', { minutes: 119 }],
  ])('runs late once after an outage of %s', async (_name, outage) => {
    await save()
    await claimDue(database.db, monday.add(outage))
    expect(await slots()).toEqual([{ due: monday.toString(), state: 'claimed', reason: null, count: 1 }])
  })

  it.each([
    ['121 min', { minutes: 121 }],
    ['25 h', { hours: 25 }],
  ])('records one skipped slot after an outage of %s', async (_name, outage) => {
    await save()
    await claimDue(database.db, monday.add(outage))
    expect(await slots()).toEqual([{ due: monday.toString(), state: 'skipped', reason: 'missed', count: 1 }])
  })

  it('says how many times were missed, and runs the latest if it is still in time', async () => {
    await save()
    const threeWeeks = monday.add({ hours: 24 * 21 })
    await claimDue(database.db, threeWeeks.add({ minutes: 10 }))
    expect(await slots()).toEqual([
      { due: threeWeeks.toString(), state: 'claimed', reason: null, count: 1 },
      { due: monday.toString(), state: 'skipped', reason: 'missed', count: 3 },
    ])
  })

  it('records a public holiday as the reason for staying silent', async () => {
    await database.sql`insert into holidays (day, name) values ('2026-11-23', 'Founders day')`
    await save({ holidays: 'skip' })
    await claimDue(database.db, monday)
    expect(await slots()).toEqual([{ due: monday.toString(), state: 'skipped', reason: 'holiday', count: 1 }])
  })
})

describe('a schedule that changes', () => {
  it('keeps its next due time when it is saved unchanged', async () => {
    const id = await save()
    expect(await save()).toBe(id)
    expect((await store.byId(database.db, id))?.version).toBe(1)
  })

  it('does not fire a slot that was claimed under the old rule', async () => {
    await save()
    await claimDue(database.db, monday)
    await save({ cron: '0 10 * * 1' })
    const [slot] = await store.lease(database.db, monday, monday.add({ seconds: 60 }), 10)
    expect(slot?.current).toBe(false)
  })
})

describe('a claimed slot', () => {
  it('belongs to one process until its lease runs out', async () => {
    await save()
    await claimDue(database.db, monday)
    const lease = (machine: Temporal.Instant) => store.lease(database.db, machine, machine.add({ seconds: 60 }), 10)
    expect(await lease(monday)).toHaveLength(1)
    expect(await lease(monday.add({ seconds: 59 }))).toHaveLength(0)
    expect((await lease(monday.add({ seconds: 61 })))[0]?.attempts).toBe(2)
  })

  it('keeps its first outcome', async () => {
    await save()
    await claimDue(database.db, monday)
    const [slot] = await store.lease(database.db, monday, monday.add({ seconds: 60 }), 10)
    await store.finish(database.db, slot?.id ?? 0, { kind: 'done' }, monday)
    await store.finish(database.db, slot?.id ?? 0, { kind: 'failed', reason: 'later' }, monday)
    expect(await slots()).toEqual([{ due: monday.toString(), state: 'done', reason: null, count: 1 }])
  })
})
