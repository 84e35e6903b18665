import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context, personOf } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import { personByEmail } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import { applyChecklists } from './apply.js'
import { closeStage } from './close.js'
import { checklistsFile, reminderOn } from './model.js'
import { remind } from './remind.js'
import { openRuns } from './store.js'

const company = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example' },
    { key: 'finance', label: 'Finance', leader: 'omar@acme.example' },
  ],
  people: [
    { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader' },
    { name: 'Omar', email: 'omar@acme.example', department: 'finance', role: 'leader' },
    { name: 'Nadia', email: 'nadia@acme.example', role: 'revops' },
  ],
  places: [
    { name: 'revenue', platform: 'slack', workspace: 'T0ACME', channel: 'C0REVENUE', audience: { company: true } },
  ],
  holidays: [{ day: '2026-12-25', name: 'Christmas' }],
})

const file = checklistsFile.parse({
  templates: [
    {
      name: 'quarter-close',
      title: 'Quarter close',
      stages: [
        {
          label: 'Freeze the forecast',
          due: '+5 working days',
          what: 'Everybody commits a number.',
          owner: { department: 'sales' },
        },
        { label: 'Send the invoices', due: '+10 working days', owner: { person: 'omar@acme.example' } },
      ],
    },
  ],
  runs: [
    { name: 'q4', template: 'quarter-close', place: 'revenue', owner: 'nadia@acme.example', started_on: '2026-11-20' },
  ],
})

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate companies, departments, people, places, holidays, schedules, deliveries, checklist_runs, checklist_templates restart identity cascade`
  await applyCompany(database.db, company)
})

const on = (day: string) => context(database.db, { now: Temporal.Instant.from(`${day}T08:00:00Z`) })
const apply = () => applyChecklists(on('2026-11-20'), file)
const runId = async () => (await openRuns(database.db))[0]?.id ?? 0
const said = async () => {
  const rows = await database.sql<{ message: unknown }[]>`select message from deliveries order by id`
  return rows.map((row) => plainLines(message.parse(row.message))[1])
}

describe('a run of a checklist', () => {
  it('is due by working days from its start', async () => {
    await apply()
    const [run] = await openRuns(database.db)
    expect(run?.stages.map(({ label, dueOn }) => [label, dueOn])).toEqual([
      ['Freeze the forecast', '2026-11-27'],
      ['Send the invoices', '2026-12-04'],
    ])
  })

  it('starts once, however often its file is applied', async () => {
    expect(await apply()).toEqual({ templates: 1, started: 1 })
    expect(await apply()).toEqual({ templates: 1, started: 0 })
    expect(await openRuns(database.db)).toHaveLength(1)
    expect(await database.sql`select 1 from checklist_templates`).toHaveLength(1)
  })

  it('names the place in the file for a name that is not known', async () => {
    const [run] = file.runs
    const broken = { ...file, runs: run ? [{ ...run, place: 'revenu' }] : [] }
    await expect(applyChecklists(on('2026-11-20'), broken)).rejects.toThrow(
      'checklists.yaml, runs[0].place: "revenu" is not known; known are revenue',
    )
  })
})

describe('the reminders of a stage', () => {
  it('come three working days before its date, on the day and after it, each once', async () => {
    await apply()
    const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30']
    const counts = []
    for (const day of days) counts.push(await remind(on(day), await runId(), null))
    expect(counts).toEqual([0, 1, 0, 0, 1, 1])
    expect(await said()).toEqual([
      'Freeze the forecast is due on Nov 27, 2026.',
      'Freeze the forecast is due today.',
      'Freeze the forecast is overdue: it was due on Nov 27, 2026.',
    ])
  })

  it('are made up for on the next day when the bot was away', async () => {
    await apply()
    expect(await remind(on('2026-11-25'), await runId(), null)).toBe(1)
  })

  it('count a holiday as no working day', () => {
    const calendar = { workDays: [1, 2, 3, 4, 5], holidays: new Set(['2026-12-25']) }
    expect(reminderOn('2026-12-22', '2026-12-29', calendar)).toBeNull()
    expect(reminderOn('2026-12-23', '2026-12-29', calendar)).toBe('soon')
  })

  it('end when the stage is done', async () => {
    await apply()
    await database.sql`update checklist_stages set closed_at = now()`
    expect(await remind(on('2026-11-27'), await runId(), null)).toBe(0)
  })
})

describe('finishing a stage', () => {
  const by = async (email: string) => {
    const person = (await personByEmail(database.db, email)) ?? personOf()
    return { ...on('2026-11-27'), by: person }
  }

  it('is for the department whose turn it is, and for the owner of the checklist', async () => {
    await apply()
    const id = await runId()
    await expect(closeStage(await by('omar@acme.example'), id, 0)).rejects.toThrow(Refusal)
    const first = await closeStage(await by('maya@acme.example'), id, 0)
    expect([first.closed, first.who]).toEqual([true, 'Maya'])
    expect((await closeStage(await by('nadia@acme.example'), id, 1)).closed).toBe(true)
    expect(await openRuns(database.db)).toEqual([])
  })

  it('has one effect when two people press at once, and names who was first', async () => {
    await apply()
    const id = await runId()
    const both = { cause: 'both at once' }
    const presses = await Promise.all([
      closeStage({ ...(await by('maya@acme.example')), ...both }, id, 0),
      closeStage({ ...(await by('nadia@acme.example')), ...both }, id, 0),
    ])
    expect(presses.filter((one) => one.closed)).toHaveLength(1)
    expect(new Set(presses.map((one) => one.who)).size).toBe(1)
    expect(await database.sql`select 1 from audit where cause = 'both at once'`).toHaveLength(1)
  })
})
