import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { testDatabase } from '../../test/database.js'
import { catalogueOf } from '../metrics/catalogue.js'
import { applyChecklists } from './apply.js'
import { exportChecklists } from './export.js'
import { runFile, templatesFile } from './files.js'
import { commentOn } from './hand.js'
import { checklistsFile } from './model.js'
import { type Bench, benchIn, close, refusalOf } from './testing/acme.js'

let bench: Bench
beforeAll(async () => {
  bench = await benchIn(await testDatabase())
})
afterAll(async () => bench.database.close())

const apply = (file: unknown) => applyChecklists(bench.clock('2026-11-23'), checklistsFile.parse(file), catalogueOf([]))
const versions = async () =>
  (
    await bench.database.sql`select name, max(version) as version from checklist_templates group by name order by name`
  ).map(({ name, version }) => `${name} ${version}`)

describe('templates as a file', () => {
  it('are refused while there is none of the company’s own, with what to do instead', async () => {
    const nadia = await bench.as('Nadia')
    expect(await refusalOf(nadia, templatesFile(nadia, null))).toContain('/checklist new')
    expect(await refusalOf(nadia, templatesFile(nadia, 'cloze'))).toContain('cloze')
  })

  it('leave what is stored as it is, also where the template came with the product', async () => {
    const nadia = await bench.as('Nadia')
    const before = await versions()
    await templatesFile(nadia, 'customer-handoff')
    expect(await versions()).toEqual(before)
  })

  it('are the company’s own, and applying them again changes nothing', async () => {
    const nadia = await bench.as('Nadia')
    await bench.start()
    const built = await templatesFile(nadia, 'quarter-close')
    expect(built.name).toBe('quarter-close.yaml')
    const own = await templatesFile(nadia, null)
    expect(own.name).toBe('checklists.yaml')
    const written = checklistsFile.parse(parse(own.text))
    expect(written.templates).toEqual([close])
    const before = await versions()
    await apply(parse(own.text))
    expect(await versions()).toEqual(before)
    await apply(parse(built.text))
    expect(await templatesFile(nadia, null)).toEqual(own)
  })

  it('say what starts by itself beside them, in the export of all that is set up', async () => {
    const schedule = {
      name: 'audit',
      template: 'close',
      title: 'Audit of the map',
      place: 'revenue',
      owner: 'nadia@acme.example',
      cron: '0 9 1 1,4,7,10 *',
      zone: 'Europe/Berlin',
      holidays: 'after',
    }
    await apply({ schedules: [schedule] })
    const setup = await exportChecklists(bench.database.db)
    expect(setup).toMatchObject({ templates: [{ name: 'close' }], schedules: [schedule] })
    await apply(setup)
    expect(await exportChecklists(bench.database.db)).toEqual(setup)
  })
})

describe('a run as a file', () => {
  it('is CSV of any length whose cells no spreadsheet calculates', async () => {
    const formula = '=HYPERLINK("http://evil.example","Deals")'
    const [stage] = close.stages
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...stage?.items[0],
      key: `item-${index}`,
      label: `${formula} ${index}`,
    }))
    const template = checklistsFile.parse({
      templates: [{ ...close, name: 'long', stages: [{ ...stage, items: many }] }],
    })
    const [long] = template.templates
    if (!long) throw new Error('The template was not read')
    const run = await bench.run(await bench.start(long))
    const nadia = await bench.as('Nadia')
    await commentOn(nadia, (await bench.item(run.id, 'item-1')).id, 'look')
    const file = await runFile(nadia, run)
    expect(file.name).toBe(`${run.name}.csv`)
    const rows = file.text.split('\r\n').filter((row) => row !== '')
    expect(rows).toHaveLength(1 + 40 + 2)
    expect(rows.every((row) => !/(^|,)"?=/.test(row))).toBe(true)
    expect(rows[1]).toContain(`"'=HYPERLINK(""http://evil.example"",""Deals"") 0"`)
  })
})
