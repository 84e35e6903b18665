import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { nextAfter } from '../schedules/next.js'
import { find } from '../schedules/store.js'
import { applyFolder } from '../start/apply.js'
import { exportFolder } from '../start/export.js'
import { planFolder } from '../start/plan.js'
import { readQuestions, writeQuestion } from './questions.js'
import { promptSubject } from './subjects.js'
import { promptTemplates } from './templates.js'

const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
const company = `company: { name: Acme Cloud, zone: Europe/Berlin, currency: EUR }
departments: [{ key: sales, label: Sales }]
people: [{ name: Nadia, email: nadia@acme.example, department: sales }]
places: []
`
const prompts = (more = '') => `prompts:
  - name: pulse
    title: Pulse
    owners: [nadia@acme.example]
    ask: { departments: [sales] }
    when: { every: quarter, day: 10 }
    privacy: anonymous
    results: { when: after_close }
    questions: [{ kind: scale, label: How are you?, feeds: pulse }]${more}
`

let database: Database
const root = mkdtempSync(join(tmpdir(), 'drumbeat-prompts-'))
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  rmSync(root, { recursive: true })
  await database.close()
})

let folders = 0
function folderOf(text: string): string {
  const folder = join(root, `${++folders}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'company.yaml'), company)
  writeFileSync(join(folder, 'prompts.yaml'), text)
  return folder
}

describe('prompts.yaml', () => {
  it('is planned, applied once however often, and written out as it was read', async () => {
    const folder = folderOf(prompts())
    await applyFolder(database.db, folder, now)
    expect((await planFolder(database.db, folder, now)).steps).toEqual([])
    const changed = folderOf(prompts('\n    least: 8'))
    const { steps } = await planFolder(database.db, changed, now)
    expect(steps).toEqual([
      { kind: 'change', what: 'prompt pulse', changes: [{ path: 'least', before: '5', after: '8' }] },
    ])
    const out = join(root, 'out')
    await exportFolder(database.db, out, now)
    const again = folderOf(readFileSync(join(out, 'prompts.yaml'), 'utf8'))
    expect((await planFolder(database.db, again, now)).steps).toEqual([])
  })

  it.each([
    ['an owner whom nobody knows', prompts().replace('nadia@', 'nobody@'), 'prompts[0].owners: nobody in the company'],
    ['a department that is none', prompts().replace('[sales]', '[legal]'), '"legal" is not known; known are sales'],
    ['fewer than five', prompts('\n    least: 4'), 'least'],
    [
      'a verdict without a name',
      prompts().replace(
        '[{ kind: scale',
        '[{ kind: lead, label: Which? }, { kind: verdict, label: Do you take it? }, { kind: scale',
      ),
      'make the prompt named',
    ],
  ])('refuses %s, with the place and the cure', async (_, text, says) => {
    await expect(applyFolder(database.db, folderOf(text), now)).rejects.toThrow(says)
  })

  it('is due when it says: the tenth of the first month of a quarter, where that day begins first', async () => {
    await applyFolder(database.db, folderOf(prompts()), now)
    const schedule = await find(database.db, 'feedback', promptSubject('pulse'))
    const due = schedule && nextAfter(schedule.rule, now, new Set())
    expect(due?.toZonedDateTimeISO('Pacific/Kiritimati').toPlainDate().toString()).toBe('2027-01-10')
  })

  it('that is asked once is over when its day has passed', async () => {
    const once = (day: string) => prompts().replace('{ every: quarter, day: 10 }', `{ on: ${day} }`)
    await applyFolder(database.db, folderOf(once('2026-12-01')), now)
    expect((await find(database.db, 'feedback', promptSubject('pulse')))?.state).toBe('active')
    await applyFolder(database.db, folderOf(once('2026-11-01')), now)
    expect((await find(database.db, 'feedback', promptSubject('pulse')))?.state).toBe('paused')
  })
})

describe('questions as they are typed', () => {
  it('of every template can be typed, and read back as they were', () => {
    const templates = promptTemplates()
    expect(templates.map(({ name }) => name)).toEqual([
      'bad-fit-customers',
      'forecast-review',
      'lead-quality',
      'one-to-one',
      'pulse',
      'tool-audit',
    ])
    for (const { questions } of templates) {
      const read = readQuestions(questions.map(writeQuestion).join('\n'))
      expect(read).toEqual({ kind: 'read', questions })
    }
  })

  it('are refused with the line that cannot be asked', () => {
    expect(readQuestions('How? [1-5]\nWhich? [a]')).toEqual({ kind: 'wrong', line: 'Which? [a]' })
  })
})
