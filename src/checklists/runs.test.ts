import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '../../test/database.js'
import { plainLines } from '../chat/plain.js'
import { placesOf } from '../company/store.js'
import { textsFor } from '../locales/texts.js'
import { greet } from '../mornings/greet.js'
import { find } from '../schedules/store.js'
import { finishItem } from './finish.js'
import { commentOn, snoozeItem } from './hand.js'
import { historyCard } from './history.js'
import { template } from './model.js'
import { checklistsDue } from './morning.js'
import { cronOf, recur, recurringData, startDue } from './recurring.js'
import { signStage } from './sign.js'
import { openRuns, openStage } from './store.js'
import { saveTemplate } from './template-store.js'
import { exportNamed } from './terminal.js'
import { type Bench, benchIn, close, refusalOf } from './testing/acme.js'
import { planUpgrade, upgradeRun } from './upgrade.js'

let bench: Bench
let run: number
beforeAll(async () => {
  bench = await benchIn(await testDatabase())
})
afterAll(async () => bench.database.close())
beforeEach(async () => {
  await bench.database.sql`update checklist_stages set opened_at = coalesce(opened_at, now()), closed_at = now()`
  await bench.database.sql`update checklist_runs set closed_at = now()`
  await saveTemplate(bench.database.db, close, null, bench.clock('2026-11-23').now)
  run = await bench.start()
  await bench.said()
})

describe('a running checklist whose template changed', () => {
  const newer = template.parse({
    ...close,
    stages: [
      {
        ...close.stages[0],
        items: [
          {
            key: 'deals',
            label: 'Bring every deal up to date',
            owner: { department: 'sales' },
            due: '+4 working days',
          },
          { key: 'forecast', label: 'Commit the forecast', owner: { department: 'sales' }, due: '+5 working days' },
        ],
      },
      close.stages[1],
      { label: 'Look back', due: '+15 working days', owner: { department: 'finance' } },
    ],
  })
  const save = async (one = newer) => saveTemplate(bench.database.db, one, null, bench.clock('2026-11-24').now)

  it('shows what would change before anything does, and changes exactly that', async () => {
    const nadia = await bench.as('Nadia')
    expect(await planUpgrade(nadia, run)).toBeNull()
    const { version } = await save()
    const plan = await planUpgrade(nadia, run)
    expect(plan?.added.map((one) => one.key)).toEqual(['forecast', 'look-back'])
    expect(plan?.removed.map((one) => one.key)).toEqual(['compare'])
    expect(plan?.changed.map(({ before, after }) => [before.dueOn, after.dueOn])).toEqual([
      ['2026-11-26', '2026-11-27'],
    ])
    expect((await bench.run(run)).stages[0]?.items.map((one) => one.key)).toEqual(['deals', 'compare'])
    await upgradeRun(nadia, run, version)
    const { stages } = await bench.run(run)
    expect(stages.map((one) => one.label)).toEqual(['Freeze', 'Send', 'Look back'])
    expect(stages[0]?.items.map((one) => [one.key, one.dueOn])).toEqual([
      ['deals', '2026-11-27'],
      ['forecast', '2026-11-30'],
    ])
    expect(await upgradeRun(nadia, run, version)).toBeNull()
  })

  it('keeps what is done and what was commented on', async () => {
    await finishItem(await bench.as('Maya'), (await bench.item(run, 'deals')).id, null)
    await commentOn(await bench.as('Omar'), (await bench.item(run, 'compare')).id, 'two are missing')
    const { version } = await save()
    await upgradeRun(await bench.as('Nadia'), run, version)
    const [stage] = (await bench.run(run)).stages
    expect(stage?.items.map((one) => [one.key, one.doneAt !== null]).toSorted()).toEqual([
      ['compare', false],
      ['deals', true],
      ['forecast', false],
    ])
  })

  it('is left alone by others, by stages in another order, and by a version that nobody looked at', async () => {
    const { version } = await save()
    const maya = await bench.as('Maya')
    expect(await refusalOf(maya, planUpgrade(maya, run))).toBe('Only Nadia and RevOps can change Quarter close.')
    const nadia = await bench.as('Nadia')
    await save(template.parse({ ...newer, stages: newer.stages.toReversed() }))
    expect(await refusalOf(nadia, planUpgrade(nadia, run))).toContain('let this one end, and start a new one')
    await save(template.parse({ ...newer, title: 'Another title' }))
    expect(await refusalOf(nadia, upgradeRun(nadia, run, version))).toContain('The template has changed again since')
  })
})

describe('a checklist that begins again', () => {
  it.each([
    ['week', '2026-11-23', '0 9 * * 1'],
    ['month', '2026-11-30', '0 9 28 * *'],
    ['quarter', '2026-12-01', '0 9 1 3,6,9,12 *'],
  ] as const)('every %s from %s on has the rule %s', (repeat, day, cron) => expect(cronOf(repeat, day)).toBe(cron))

  const data = async () => {
    const [place] = await placesOf(bench.database.db)
    const { by: owner } = await bench.as('Nadia')
    if (!place) throw new Error('The company has no channel')
    const one = { name: 'again', template: 'close', title: null, place, owner, cron: '0 9 1 * *', zone: null }
    await recur(bench.clock('2026-11-23'), { ...one, holidays: 'after' })
    const schedule = await find(bench.database.db, 'checklist_starts', 'checklist_start:again')
    return recurringData.parse(schedule?.data)
  }
  const due = Temporal.Instant.from('2026-12-01T08:00:00Z')

  it('starts one run for each due time, called after its day', async () => {
    const stored = await data()
    expect(await startDue(bench.clock('2026-12-01'), stored, { id: null, due })).toBe(true)
    expect(await startDue(bench.clock('2026-12-01'), stored, { id: null, due })).toBe(false)
    const started = (await openRuns(bench.database.db)).find((one) => one.name === 'again-2026-12-01')
    expect(started).toMatchObject({ title: 'Quarter close, Dec 1, 2026', startedOn: '2026-12-01' })
  })

  it('that cannot start says so to its owner', async () => {
    const stored = await data()
    await bench.said()
    await bench.database.sql`update departments set leader = null where key = 'finance'`
    const later = Temporal.Instant.from('2027-01-01T08:00:00Z')
    expect(await startDue(bench.clock('2027-01-01'), stored, { id: null, due: later })).toBe(false)
    await bench.database
      .sql`update departments set leader = (select id from people where name = 'Omar') where key = 'finance'`
    const [told, ...others] = await bench.said()
    expect([told?.to, others]).toEqual(['UNADIA', []])
    expect(told?.lines[0]).toContain('which has no leader. Name one first')
  })
})

describe('a checklist as CSV', () => {
  it('has a line for each item and each signature, and nothing that a spreadsheet would calculate', async () => {
    await commentOn(await bench.as('Omar'), (await bench.item(run, 'compare')).id, 'x')
    await finishItem(await bench.as('Maya'), (await bench.item(run, 'deals')).id, '=HYPERLINK("http://evil.example")')
    const { name } = await bench.run(run)
    const csv = await exportNamed(bench.database.db, name, bench.clock('2026-11-24').now, textsFor('en', 'UTC'))
    const rows = csv.trimEnd().split('\r\n')
    expect(rows).toHaveLength(1 + 3 + 2)
    expect(rows[1]).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect(rows[3]).toBe('Quarter close,Freeze,,approval,Sales,,,waiting,,,')
    const missing = exportNamed(bench.database.db, 'nothing', bench.clock('2026-11-24').now, textsFor('en', 'UTC'))
    await expect(missing).rejects.toThrow('There is no checklist nothing. There is:')
  })
})

describe('the history of a checklist', () => {
  it('says who did what, the latest first', async () => {
    const { id } = await bench.item(run, 'deals')
    await finishItem(await bench.as('Maya'), id, null)
    const nadia = await bench.as('Nadia')
    const card = await historyCard(nadia, run, nadia.t)
    const lines = card ? plainLines(card) : []
    expect(lines[1]).toMatch(/Maya finished Bring deals up to date$/)
    expect(lines.at(-1)).toMatch(/Drumbeat started the checklist$/)
  })
})

describe('the morning note', () => {
  /** Who hears what of the run on a day, at nine in Berlin. */
  async function notes(day: string): Promise<Record<string, readonly string[]>> {
    await greet(bench.clock(day), [checklistsDue], null)
    const said = await bench.said()
    return Object.fromEntries(said.map(({ to, lines }) => [to, lines.slice(1)]))
  }

  it('names an item before, on and after its day, to its holder alone, and then to the leader', async () => {
    const { id } = await bench.item(run, 'deals')
    const lena = await bench.as('Lena')
    await bench.database.sql`update checklist_items set assignee = ${lena.by.id} where id = ${id}`
    expect(await notes('2026-11-24')).toEqual({})
    expect(await notes('2026-11-25')).toEqual({
      ULENA: ['Bring deals up to date is due on Nov 26, 2026 (Quarter close)'],
    })
    expect(await notes('2026-11-26')).toEqual({ ULENA: ['Bring deals up to date is due today (Quarter close)'] })
    expect(await notes('2026-11-27')).toMatchObject({
      ULENA: ['Bring deals up to date is overdue, it was due on Nov 26, 2026 (Quarter close)'],
    })
    expect(await notes('2026-12-01')).toMatchObject({
      UMAYA: ['Bring deals up to date of Lena is overdue since Nov 26, 2026 (Quarter close)'],
    })
  })

  it('is silent about what is put off, and says to who started the checklist what has nobody any more', async () => {
    const { id } = await bench.item(run, 'deals')
    await snoozeItem(await bench.as('Maya', '2026-12-02'), id, '2026-12-10')
    const lena = await bench.as('Lena')
    await bench.database.sql`update checklist_items set due_on = '2026-12-03' where id = ${id}`
    expect((await notes('2026-12-03')).UMAYA).toBeUndefined()
    await bench.database
      .sql`update checklist_items set assignee = ${lena.by.id}, due_on = '2026-12-14' where id = ${id}`
    await bench.database.sql`update people set active = false where id = ${lena.by.id}`
    expect(await notes('2026-12-14')).toMatchObject({
      UNADIA: ['Lena left, and Bring deals up to date has nobody (Quarter close)'],
    })
    await bench.database.sql`update people set active = true where id = ${lena.by.id}`
  })

  it('reminds of a signature the day after it was asked for, once a week, and on the last day', async () => {
    const of = { run, stage: 0, round: null }
    await finishItem(await bench.as('Maya', '2026-12-15'), (await bench.item(run, 'deals')).id, null)
    await finishItem(
      await bench.as('Omar', '2026-12-15'),
      (await bench.item(run, 'compare')).id,
      'https://drive.example/x',
    )
    await signStage(await bench.as('Omar', '2026-12-15'), of)
    await bench.said()
    const heard = []
    for (const day of ['16', '17', '18', '21', '22']) {
      const { UMAYA: lines } = await notes(`2026-12-${day}`)
      if (lines) heard.push([day, lines[0]])
    }
    const said = 'Freeze of Quarter close waits for the signature of Sales, until Dec 22, 2026'
    expect(heard).toEqual([
      ['16', said],
      ['22', said],
    ])
    expect(openStage(await bench.run(run))?.label).toBe('Freeze')
  })
})
