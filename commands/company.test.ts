import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Values } from '../src/chat/form.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import { type AcmeDoor, acmeDoor, presses, says, wordsOf } from '../test/acme-door.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('omar', 'lena', 'gus')
})
afterAll(async () => door[Symbol.asyncDispose]())

const linesOf = (reply: Reply): readonly string[] => wordsOf(reply).split('\n')

function submits(user: string, action: string, values: Values): Incoming {
  const { key, from, at, locale } = says(user, '')
  return { key, from, at, locale, kind: 'submit', call: { action, args: {}, opens: 'form' }, values }
}

const me = async (user: string) => linesOf(await door.handle(says(user, 'me')))
const hours = { language: 'de-AT', zone: 'Europe/Vienna', days: ['5', '1', '2'], from: '07:30', to: '15:00' }

describe('/drumbeat me', () => {
  it('says what is known of the person, and when they will hear from the bot', async () => {
    expect(await me('omar')).toEqual([
      'What I know about you',
      'Name: Omar Haddad, omar@acme.example',
      'Department: Finance, leader',
      'Language: British English',
      'Working hours: Monday, Tuesday, Wednesday, Thursday and Friday, 09:00 to 17:00, Europe/Berlin',
      'Away: No days noted',
      'Decides in your absence: Nobody chosen',
      'Name, department and role decide what you may see, so they are set by your RevOps team.',
    ])
  })

  it('takes a correction, in the new language and zone at once, and keeps it when the file is applied again', async () => {
    await door.handle(submits('lena', 'company.me', hours))
    const lines = await me('lena')
    expect(lines.find((line) => line.startsWith('Language'))).toBe('Language: Österreichisches Deutsch')
    expect(lines.find((line) => line.startsWith('Working'))).toMatch(
      /Monday.*Tuesday.*Friday, 07:30 to 15:00, Europe\/Vienna/,
    )
    const [row] = await door.database.sql`select before, after from audit where verb = 'correct'`
    expect(row).toMatchObject({
      before: { zone: 'Europe/Berlin' },
      after: { zone: 'Europe/Vienna', workDays: [1, 2, 5] },
    })
  })

  it.each([
    [{ ...hours, zone: 'Vienna' }, { zone: 'Choose a time zone from the list, for example Europe/Berlin.' }],
    [{ ...hours, days: [] }, { days: 'Choose at least one day.' }],
    [{ ...hours, from: '15:00', to: '07:30' }, { to: 'The day has to end after it begins.' }],
  ])('gives the form back filled, with what is wrong beside its field', async (values, errors) => {
    expect(await door.handle(submits('omar', 'company.me', values))).toMatchObject({
      kind: 'form',
      form: { draft: values, errors },
    })
  })

  it('finds time zones by what is typed', async () => {
    const { key, from, at, locale } = says('omar', '')
    const reply = await door.handle({
      key,
      from,
      at,
      locale,
      kind: 'search',
      call: { action: 'company.me', args: {}, opens: 'form' },
      field: 'zone',
      text: 'new york',
    })
    expect(reply).toEqual({ kind: 'options', options: [{ value: 'America/New_York', label: 'America/New York' }] })
  })
})

describe('days off', () => {
  it('are noted from a form, shown, and taken back by a press', async () => {
    const said = await door.handle(submits('omar', 'company.away', { from: '2026-12-21', to: '2026-12-23' }))
    expect(linesOf(said)).toEqual([
      'Noted: you are away from 21 Dec 2026 to 23 Dec 2026. Until you are back I will not write to you.',
    ])
    expect(await me('omar')).toContain('Away: 21 Dec 2026 to 23 Dec 2026')
    await door.handle(presses('omar', 'company.back', { from: '2026-12-21', to: '2026-12-23' }))
    expect(await me('omar')).toContain('Away: No days noted')
  })

  it.each([
    [{ from: '2026-12-23', to: '2026-12-21' }, { to: 'The last day is before the first one.' }],
    [{ from: '2020-01-01', to: '2020-01-02' }, { to: 'These days are over. Choose days from today on.' }],
    [{ from: '2026-12-23', to: '2028-12-23' }, { to: 'This is more than a year. Check the year of the last day.' }],
    [{ from: null, to: null }, { from: 'Choose a day.' }],
  ])('are refused beside the field when they make no sense', async (values, errors) => {
    expect(await door.handle(submits('omar', 'company.away', values))).toMatchObject({
      form: { draft: values, errors },
    })
  })
})

describe('a delegate', () => {
  const days = { from: '2026-12-21', to: '2026-12-23' }

  it('is chosen by the leader of a department, the colleagues of it first', async () => {
    const opened = await door.handle(presses('omar', 'company.delegate', {}))
    const field = opened.kind === 'form' ? opened.form.fields[0] : null
    const options = field?.kind === 'choice' ? field.options : []
    expect(options[0]?.label).toBe('Parisa Karimi')
    expect(options.map(({ label }) => label)).not.toContain('Gus Hall')
    await door.handle(submits('omar', 'company.delegate', { ...days, person: options[0]?.value ?? '' }))
    expect(await me('omar')).toContain('Decides in your absence: Parisa Karimi, 21 Dec 2026 to 23 Dec 2026')
  })

  it('is nothing for who leads no department', async () => {
    expect(linesOf(await door.handle(presses('lena', 'company.delegate', {})))).toEqual([
      'Only the leader of a department can choose a delegate for it.',
    ])
  })
})

it('tells a guest nothing of themselves', async () => {
  expect(await me('gus')).toEqual(['This is only for people of the company.'])
})
