import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { unguard } from '../facts/cells.js'
import { CsvRecords } from '../facts/csv.js'
import { tell } from './ballot-store.js'
import { prompt as promptShape } from './model.js'
import { openPrompt } from './prompt-open.js'
import { savePrompt } from './prompt-save.js'
import { roundById } from './prompt-store.js'
import { answersCsv } from './results-csv.js'
import { type House, houseOf } from './testing/house.js'

/** What a spreadsheet would calculate or call (OWASP, "CSV Injection", with its full-width forms). */
const payloads = [
  '=HYPERLINK("http://evil.example","x")',
  '+1',
  '-1+cmd',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '"=1',
  '＝1',
  '\n=1',
  "'=1",
]
const rows = 10_000

let database: Database
let house: House
let text = ''
const said: string[] = []
beforeAll(async () => {
  database = await testDatabase()
  house = await houseOf(database)
  const prompt = promptShape.parse({
    ...{
      name: 'words',
      title: '=Words',
      owners: ['nadia@acme.example'],
      ask: { departments: ['sales'] },
      privacy: 'anonymous',
    },
    ...{ results: {}, questions: [{ kind: 'text', label: '@What?' }] },
  })
  const context = house.at('2026-11-23T08:05:00Z')
  await savePrompt(context, prompt)
  const round = await openPrompt(context, prompt, 'now', { instant: context.now })
  const asked = round && (await roundById(database.db, round.id))
  if (!asked) throw new Error('No round was opened')
  const piece = fc.oneof(
    fc.constantFrom(...payloads),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(';', '","', '\r\n', '-5.2'),
  )
  const words = fc.array(piece, { minLength: 1, maxLength: 4 }).map((list) => `${list.join('').replaceAll('\0', '')}.`)
  said.push(...fc.sample(words, { numRuns: rows - payloads.length, seed: 11 }), ...payloads)
  const list = said.map((one, at) => {
    return { department: null, mailbox: `${at}`, answers: [{ kind: 'words' as const, text: one }] }
  })
  await tell(database.db, asked.round, list)
  text = await answersCsv(house.at('2026-12-01T08:00:00Z'), asked, {
    day: '2026-11-23',
    reader: 'owner',
    departments: new Set(),
  })
})
afterAll(async () => database.close())

const cellsOf = (csv: string): readonly (readonly string[])[] =>
  new CsvRecords(',').add(Buffer.from(csv), true).map(({ cells }) => cells)

describe('ten thousand answers that somebody else made up, as CSV', () => {
  it('hold no cell that begins as a formula does, in no line', () => {
    const cells = cellsOf(text).slice(1).flat()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: TAB, CR, LF and NUL are among what a formula may begin with
    const formula = /^[\s\u0000]*[=+\-@\t\r\n\u0000＝＋－＠]/
    const genuine = /^-?\d+([.,]\d+)*%?$/
    expect(cells.filter((cell) => formula.test(cell) && !genuine.test(cell))).toEqual([])
    expect(cells.length).toBe(rows * 8)
  })

  it('say what was said, word for word, when the guard is taken off', () => {
    const read = cellsOf(text)
      .slice(1)
      .map((line) => unguard(line[6] ?? ''))
    expect(read.toSorted()).toEqual([...said].toSorted())
  })

  it('are opened by LibreOffice without one formula', (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'drumbeat-csv-'))
    try {
      writeFileSync(join(folder, 'answers.csv'), text)
      try {
        execFileSync(
          'soffice',
          ['--headless', '--convert-to', 'fods', '--outdir', folder, join(folder, 'answers.csv')],
          { stdio: 'ignore' },
        )
      } catch {
        return test.skip('LibreOffice (soffice) is not on this machine: the cells were read by our own parser alone')
      }
      expect(readFileSync(join(folder, 'answers.fods'), 'utf8')).not.toContain('table:formula')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
