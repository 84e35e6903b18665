import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSample } from '../../../samples/generate.js'
import { loadMapping } from '../mapping.js'
import { columnsOf } from '../mapping-schema.js'
import { openTable } from '../open.js'
import { beginDraft, nameOf, slugOf } from './draft.js'
import { candidatesFor, readFile } from './facts.js'
import { type FileProfile, profileTable } from './profile.js'

const folder = mkdtempSync(join(tmpdir(), 'drumbeat-recognition-'))
beforeAll(() => writeSample(folder, { asOf: '2026-11-19' }))
afterAll(() => rmSync(folder, { recursive: true }))

const profiled = async (name: string): Promise<FileProfile> => profileTable(await openTable(join(folder, name)))

async function profileOf(content: string): Promise<FileProfile> {
  writeFileSync(join(folder, 'try.csv'), content)
  return profiled('try.csv')
}

const mappings = 'samples/mappings'
const known = readdirSync(mappings)
  .filter((file) => file.startsWith('acme-'))
  .map((file) => loadMapping(join(mappings, file)))

test.each(known.flatMap((mapping) => (mapping.file === undefined ? [] : [[mapping.file, mapping] as const])))(
  'the export %s of the sample company is recognised, with the columns that its mapping names by hand',
  async (file, mapping) => {
    const reading = readFile(await profiled(file), file)
    expect(reading).toMatchObject({ kind: 'fact', candidate: { fact: mapping.fact } })
    const matches = candidatesFor(await profiled(file), file)[0]?.matches ?? []
    const own = Object.entries(mapping.columns).filter(
      ([, spec]) => spec.lookup === undefined && spec.column !== undefined,
    )
    const found = own.filter(([field, spec]) =>
      matches.some((one) => one.field === field && columnsOf(spec).includes(one.column)),
    )
    // A column that is not recognised costs a question; one that is recognised wrongly would cost a number.
    const wrong = matches.filter((one) => {
      const meant = mapping.columns[one.field]
      return meant?.column !== undefined && meant.lookup === undefined && meant.column !== one.column
    })
    expect(wrong).toEqual([])
    expect(found.length).toBeGreaterThanOrEqual(Math.ceil(own.length * 0.8))
  },
)

test.each(['accounts.csv', 'products.csv', 'sales_teams.csv'])('%s is a list of names', async (file) => {
  expect(readFile(await profiled(file), file).kind).toBe('list')
})

describe('what values look like', () => {
  test.each<[string, string[], object]>([
    ['days of ISO', ['2026-01-31', '2026-02-28'], { kind: 'days', formats: ['ISO'], ambiguous: false }],
    ['days of which one tells the order', ['1/2/2026', '31/1/2026'], { formats: ['D/M/YYYY'], ambiguous: false }],
    ['days that read either way', ['1/2/2026', '3/4/2026'], { formats: ['D/M/YYYY', 'M/D/YYYY'], ambiguous: true }],
    ['days with a time', ['1/31/2026 9:05 PM'], { formats: ['M/D/YYYY h:mm A'], ambiguous: false }],
    ['days in two forms', ['2026-01-31', '2026-02-01', '31.12.2025'], { formats: ['ISO', 'D.M.YYYY'] }],
    ['amounts with a comma', ['"1.234,50"', '"7,5"'], { kind: 'amounts', decimals: [','] }],
    ['amounts that read either way', ['"1,234"'], { kind: 'amounts', decimals: ['.', ','] }],
    ['whole numbers', ['12', '1300'], { kind: 'amounts', decimals: ['.'] }],
    ['amounts with their sign', ['€5', '€7.50'], { kind: 'amounts', currency: 'EUR' }],
    ['a sign of many currencies', ['$5'], { kind: 'amounts', currency: null }],
    ['names', ['Delta', '2026-13-45 or so'], { kind: 'names' }],
    ['nothing', ['""'], { kind: 'empty' }],
  ])('%s', async (_what, values, shape) => {
    const profile = await profileOf(['Column,Other', ...values.map((value) => `${value},x`)].join('\n'))
    expect(profile.columns[0]?.shape).toMatchObject(shape)
  })

  test('the order of day and month in one column is that of the others; a sample tells the readings apart', async () => {
    const { columns } = await profileOf('Created,Closed\n03/03/2026,13/04/2026\n04/05/2026,14/05/2026\n')
    expect(columns[0]?.shape).toEqual({ kind: 'days', formats: ['D/M/YYYY'], ambiguous: false })
    const alone = await profileOf('Created,Other\n03/03/2026,x\n04/05/2026,x\n')
    expect(alone.columns[0]).toMatchObject({ samples: ['04/05/2026', '03/03/2026'], shape: { ambiguous: true } })
  })

  test('rows that no column tells apart alone are told apart by the fewest that do', async () => {
    const rows = [
      'Day,Account,Note,Amount',
      '2026-01-01,A,x,1',
      '2026-01-01,B,x,1',
      '2026-01-02,A,x,1',
      '2026-01-02,B,x,1',
    ]
    expect((await profileOf(rows.join('\n'))).together).toEqual(['Day', 'Account'])
  })
})

test('a source is called after its file, without the day of the export', () => {
  expect(nameOf('sales_pipeline_2026-11.xlsx')).toBe('Sales pipeline')
  expect(slugOf(nameOf('Übersicht (neu).csv'))).toBe('ubersicht')
  expect([slugOf('日本'), slugOf('2026')]).toEqual(['source', 'source'])
})

test('a draft takes the currency of a header, and no word that only looks like one', async () => {
  const begin = (profile: FileProfile) =>
    beginDraft({
      profile,
      file: 'deals.csv',
      sheet: null,
      fact: 'opportunities',
      matches: candidatesFor(profile, 'deals.csv').find((one) => one.fact === 'opportunities')?.matches ?? [],
      owner: 'nadia@acme.example',
    })
  expect(begin(await profileOf('Deal ID,Stage,Amount (CHF)\n1,Won,5\n2,Lost,6\n')).currency).toBe('CHF')
  expect(begin(await profileOf('Deal ID,Stage,Amount ALL\n1,Won,5\n2,Lost,6\n')).currency).toBeUndefined()
})
