import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { Refusal } from '../../src/locales/refusal.js'
import { textsFor } from '../../src/locales/texts.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { readFigure } from '../../src/metrics/enter.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf, type Who } from '../../test/kpi-door.js'

const own = `
- name: rent
  label: Rent
  owner: { department: finance }
  unit: currency
  direction: down
  description: What the offices cost.
  formula_text: the sum of what is stated
  formula: { kind: entered, metric: rent, combine: sum }
  visibility: { departments: [finance] }
`
let door: KpiDoor
let catalogue: Catalogue
beforeAll(async () => {
  door = await kpiDoor(async () => {
    catalogue = catalogueWith(own)
    return catalogue
  })
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`delete from entered`
})

function formOf(reply: Reply): Form {
  if (reply.kind !== 'form') throw new Error(`the reply is a ${reply.kind}: ${JSON.stringify(reply)}`)
  return reply.form
}
const enter = async (who: Who, metric: string, values: Values) =>
  door.submit(who, await door.say(who, `enter ${metric}`), values)
const july = { period: 'month:2026-07-01' }

describe('/kpi enter', () => {
  it('takes a figure by form, and answers with it from then on, with who stated it', async () => {
    const form = formOf(await door.say('omar', 'enter gross margin'))
    expect(form.fields.map((field) => ('name' in field ? field.name : field.kind))).toEqual([
      'info',
      'period',
      'value',
      'note',
    ])
    const said = await enter('omar', 'gross margin', { ...july, value: '72.5 %', note: 'After hosting' })
    expect(linesOf(said)).toEqual([
      'Gross margin is saved',
      expect.stringMatching(/^.*: 72\.5%, Omar Haddad, .*\. After hosting$/),
    ])
    const [row] = await door.database.sql`
      select metric, starts_on::text as day, per, value::text, entered_by as by from entered`
    expect(row).toEqual({
      metric: 'gross_margin',
      day: '2026-07-01',
      per: 'month',
      value: '0.725',
      by: 'omar@acme.example',
    })
    expect(linesOf(await door.say('omar', 'gross margin')).join('\n')).toMatch(/73%[\s\S]*Typed in/)
  })

  it('puts what is stated again in its place, and remembers what stood there', async () => {
    await enter('omar', 'gross margin', { ...july, value: '72' })
    const again = await enter('nadia', 'gross margin', { ...july, value: '71', note: '' })
    expect(linesOf(again)[1]).toMatch(/: 71% \(was 72%\), Nadia Petrova, /)
    expect(await door.database.sql`select value::text from entered`).toEqual([{ value: '0.71' }])
    const audit = await door.database.sql`
      select before, after from audit where subject = 'metric:gross_margin' order by id desc limit 1`
    expect(audit).toMatchObject([
      { before: { value: '0.72' }, after: { value: '0.71', per: 'month', startsOn: '2026-07-01' } },
    ])
    expect(formOf(await door.press('nadia', messageOf(again), 'Enter another')).title).toBe('Enter a number')
    expect(labelsOf(messageOf(again))).toEqual(['Enter another'])
  })

  it('gives back what is no number, with everything that was typed', async () => {
    const form = formOf(await enter('omar', 'head count', { ...july, value: 'many', note: 'Guessed' }))
    expect(form.errors).toEqual({ value: 'This is not a number that can be kept. Write digits, as 72.5.' })
    expect(form.draft).toEqual({ ...july, value: 'many', note: 'Guessed' })
    expect(formOf(await enter('omar', 'head count', { period: 'month:1999-01-01', value: '4' })).errors).toEqual({
      period: 'Choose one of these.',
    })
    expect(await door.database.sql`select * from entered`).toEqual([])
  })

  it('keeps money in the company’s currency', async () => {
    await enter('omar', 'rent', { period: 'quarter:2026-07-01', value: '12,500.50' })
    expect(await door.database.sql`select per, value::text, currency from entered`).toEqual([
      { per: 'quarter', value: '12500.5', currency: 'EUR' },
    ])
  })

  it.each([
    ['maya', 'gross margin', 'metrics.enter_not_yours'],
    ['ioana', 'head count', 'metrics.enter_not_yours'],
    ['gus', 'gross margin', 'answers.refused_outsider'],
    ['omar', 'win rate', 'metrics.enter_counted'],
  ] as const)('is refused to %s for %s, and so is the form that somebody else has opened', async (who, metric, key) => {
    await expect(door.say(who, `enter ${metric}`)).rejects.toMatchObject({ key })
    const opened = await door.say('omar', 'enter gross margin')
    if (who !== 'omar') await expect(door.submit(who, opened, { ...july, value: '1' })).rejects.toThrow(Refusal)
    expect(await door.database.sql`select * from entered`).toEqual([])
  })

  it('does not tell of a number that is not for the person', async () => {
    const reply = await door.say('maya', 'enter rent')
    expect(labelsOf(messageOf(reply))).toEqual(['Request access'])
  })
})

describe('a figure', () => {
  it.each([
    ['gross_margin', '72', '0.72'],
    ['gross_margin', '7', '0.07'],
    ['gross_margin', '100 %', '1'],
    ['gross_margin', '-3.25', '-0.0325'],
    ['gross_margin', '0.5', '0.005'],
    ['gross_margin', '12.34567', null],
    ['head_count', '1,204', '1204'],
    ['head_count', '-5', '-5'],
    ['head_count', '1e5', null],
    ['head_count', '', null],
  ])('of %s typed as “%s” is kept as %s', (name, text, kept) => {
    const definition = catalogue.get(name)?.definition
    if (!definition) throw new Error(`no metric ${name}`)
    expect(readFigure(text, definition, textsFor('en', 'UTC'))).toBe(kept)
  })
})
