import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { addDaysOff } from '../../src/company/absence-store.js'
import { applyCompany } from '../../src/company/apply.js'
import { companyFile } from '../../src/company/file.js'
import { companyOf, personByEmail } from '../../src/company/store.js'
import { standupsFile } from '../../src/standups/model.js'
import { applyStandups } from '../../src/standups/save.js'
import { context } from '../context.js'
import type { Hands } from '../playground.js'
import { acmeDatabase, samples } from './acme.js'
import { type Diary, diary, inOneLine } from './diary.js'
import { type House, house } from './house.js'

/**
 * Two weeks of standups of twelve people in seven time zones on both platforms, on a moved clock.
 * Who hears what, when and in which words stands in standup-fortnight.txt, which is read by people: whatever changes there has to
 * be meant. Sara is on leave in the first week; the second begins with summer time in New York; its Friday is a holiday in
 * Switzerland, and Fridays are no working days in Tehran. Lena answers the evening before, Tom late, and Omar changes his answers.
 */

const teamsOnly = ['omar', 'kenji', 'parisa', 'priya']
const newcomers = [
  { key: 'priya', name: 'Priya Nair', zone: 'Asia/Kolkata', department: 'marketing', country: 'IN' },
  { key: 'diego', name: 'Diego Ruiz', zone: 'America/Sao_Paulo', department: 'customer_success', country: 'BR' },
]

const yamlOf = (name: string): unknown => parse(readFileSync(join(samples, name), 'utf8'))
const members = z.union([z.literal('everyone'), z.array(z.string())])
const channels = z.array(z.looseObject({ name: z.string(), members }))
const world = z.looseObject({
  people: z.array(z.looseObject({ key: z.string(), name: z.string() })),
  slack: z.looseObject({ channels }),
  teams: z.looseObject({
    teams: z.array(
      z.looseObject({
        name: z.string(),
        members: z.array(z.string()),
        channels: z.array(z.looseObject({ name: z.string() })),
      }),
    ),
  }),
})

/** The sample company's world with two more in it; four of its people live in Teams alone. */
function worldOf() {
  const { people, slack, teams } = world.parse(yamlOf('playground.yaml'))
  const everybody = [
    ...people,
    ...newcomers.map(({ key, name, zone }) => ({ key, name, zone, title: '', locale: 'en-GB' })),
  ]
  return {
    people: everybody.map((one) => ({
      ...one,
      slack: !teamsOnly.includes(one.key),
      ...(teamsOnly.includes(one.key) && { teams: true }),
    })),
    slack: {
      channels: slack.channels.map((one) => ({
        ...one,
        members: one.members === 'everyone' ? one.members : one.members.filter((key) => !teamsOnly.includes(key)),
      })),
    },
    teams: { teams: teams.teams.map((one) => ({ ...one, members: [...one.members, 'priya'] })) },
  }
}

const company = z.looseObject({ people: z.array(z.unknown()), holidays: z.array(z.unknown()) })

function companyWithMore() {
  const { people, holidays, ...rest } = company.parse(yamlOf('company.yaml'))
  return companyFile.parse({
    ...rest,
    people: [...people, ...newcomers.map(({ key, ...one }) => ({ ...one, email: `${key}@acme.example` }))],
    holidays: [...holidays, { day: '2027-03-19', name: 'Saint Joseph', country: 'CH' }],
  })
}

const standups = standupsFile.parse({
  standups: [
    {
      name: 'revenue-standup',
      title: 'Revenue standup',
      owner: 'nadia@acme.example',
      ask: { departments: ['sales', 'marketing', 'customer_success', 'finance'], people: ['nadia@acme.example'] },
      days: ['monday', 'friday'],
      at: '09:30',
      window: '4h',
      reminders: ['2h'],
      summary: { place: 'revenue', missing: true },
      questions: [
        { kind: 'text', label: 'What went well?', part: 'wins' },
        { kind: 'text', label: 'What is next?', part: 'plans' },
        { kind: 'scale', label: 'How full is your week?' },
        { kind: 'blocker', label: 'What blocks you?' },
      ],
    },
    {
      name: 'forecast-check',
      title: 'Forecast check',
      owner: 'omar@acme.example',
      ask: { people: ['maya', 'tom', 'lena', 'omar', 'parisa', 'kenji'].map((key) => `${key}@acme.example`) },
      days: ['wednesday'],
      at: '15:00',
      zone: 'Europe/Berlin',
      window: '1h',
      reminders: ['30m'],
      summary: { place: 'finance' },
      privacy: 'summary',
      questions: [
        { kind: 'choice', label: 'Does the forecast hold?', options: ['Yes', 'No', 'Too early'] },
        { kind: 'number', label: 'Deals that moved' },
      ],
    },
  ],
})

let acme: House
let book: Diary
/** The last half hour that has passed. */
let now = '2027-03-07T17:30:00Z'

beforeAll(async () => {
  const database = await acmeDatabase()
  const { db, sql } = database
  await applyCompany(db, companyWithMore())
  // The sample's own rounds are not those of these two weeks, and the months until then are not looked at.
  await sql`delete from schedules where kind = 'standups'`
  await sql`delete from standups`
  acme = await house({ database, config: worldOf(), schedules: ['standups', 'rounds', 'mornings'] })
  await sql`update schedules set next_due = ${now} where state = 'active'`
  const known = await companyOf(db)
  if (known)
    await applyStandups(context(db, { now: Temporal.Instant.from('2027-03-06T08:00:00Z'), company: known }), standups)
  const sara = await personByEmail(db, 'sara@acme.example')
  if (sara) await addDaysOff(db, [{ person: sara.id, from: '2027-03-08', to: '2027-03-12' }])
  book = diary(acme)
}, 120_000)
afterAll(() => acme.stop())

/** Mondays, Wednesdays and Fridays go by in half hours; between them, where nobody is asked, every four hours do. */
const step = (time: number): number => ([1, 3, 5].includes(new Date(time).getUTCDay()) ? 30 : 240) * 60_000

/** Lets time go by until an instant, and writes down what was said on the way. */
async function until(time: string): Promise<void> {
  const end = Date.parse(time)
  while (Date.parse(now) < end) {
    const last = Date.parse(now)
    const next = Math.min(last - (last % step(last)) + step(last), end)
    now = Temporal.Instant.fromEpochMilliseconds(next).toString()
    await acme.clock(now)
    const before = book.lines.length
    if ((await book.heard()) > 0) book.lines.splice(before, 0, now.replace(':00Z', 'Z').replace('T', ' '))
  }
}

const hand = (person: string): Hands => acme.as(person, teamsOnly.includes(person) ? 'teams' : 'slack')

/** Somebody opens the form by a button of the latest message that has it, and fills it in. */
async function presses(person: string, button: string, values: Record<string, string>): Promise<void> {
  book.lines.push(
    `${now.replace(':00Z', 'Z').replace('T', ' ')} > ${person} presses [${button}]: ${Object.values(values).join(' / ')}`,
  )
  const hands = hand(person)
  await hands.press({ channel: 'direct', button })
  await hands.waitForDialog()
  const submitted = await hands.submit({ values })
  if (submitted.toast) book.lines.push(`  ${person} sees: ${submitted.toast}`)
  await book.heard()
}

async function types(person: string, text: string): Promise<void> {
  book.lines.push(`${now.replace(':00Z', 'Z').replace('T', ' ')} > ${person} types: ${text}`)
  await hand(person).message({ channel: 'direct', text })
  await book.heard()
}

const words = (
  wins: string,
  plans: string,
  full: number,
  blocker?: string,
  waitsFor?: string,
): Record<string, string> => ({
  'What went well?': wins,
  'What is next?': plans,
  'How full is your week?': String(full),
  ...(blocker !== undefined && { 'What blocks you?': blocker }),
  ...(waitsFor !== undefined && { 'Which department could clear it?': waitsFor }),
})

/** What the summary of a day says now. */
async function summary(day: string): Promise<void> {
  await book.drawn()
  const cards = hand('nadia').sees({ channel: '#revenue', text: `Revenue standup, ${day}` })
  book.lines.push(...cards.map((one) => `  the summary of ${day} now: ${inOneLine(one)}`))
}

test('everybody is asked, reminded and told what they have to, when they have to, and nothing else', async () => {
  await book.heard()
  book.lines.length = 0
  await firstMonday()
  await firstWeek()
  await secondWeek()
  await expect(`${book.lines.join('\n')}\n`).toMatchFileSnapshot('./standup-fortnight.txt')
}, 600_000)

async function firstMonday(): Promise<void> {
  await until('2027-03-07T18:30:00Z')
  await types('lena', 'standup')
  await presses('lena', 'Answer', words('Delta signed', 'Epsilon', 4))
  await until('2027-03-08T00:30:00Z')
  await presses('kenji', 'Answer', words('Two renewals', 'Kickoff with Delta', 3, 'PO number for Delta', 'Finance'))
  await until('2027-03-08T08:30:00Z')
  await presses('omar', 'Answer', words('Invoices are out', 'The close', 5))
  await presses('nadia', 'Answer', words('The forecast is in one place', 'Lead routing', 3))
  await until('2027-03-08T15:00:00Z')
  await presses('maya', 'Answer', words('Three demos', 'Pricing for Epsilon', 4, 'No legal answer yet'))
  await until('2027-03-08T16:00:00Z')
  await types('omar', 'standup')
  await presses('omar', 'Change my answer', words('Invoices are out, and paid', 'The close', 4))
  await until('2027-03-08T20:00:00Z')
  await types('tom', 'standup')
  await presses('tom', 'Answer', words('Gamma renewed', 'Holiday cover', 2))
  await summary('8 Mar 2027')
}

async function firstWeek(): Promise<void> {
  await until('2027-03-10T14:00:00Z')
  await presses('maya', 'Answer', { 'Does the forecast hold?': 'Yes', 'Deals that moved': '2' })
  await presses('omar', 'Answer', { 'Does the forecast hold?': 'Too early', 'Deals that moved': '1' })
  await until('2027-03-12T00:30:00Z')
  await presses('kenji', 'Skip', { Why: 'At a customer all day' })
  await until('2027-03-12T12:30:00Z')
  await presses('diego', 'Answer', words('Onboarding of Gamma', 'Training', 4))
  await until('2027-03-12T19:00:00Z')
}

async function secondWeek(): Promise<void> {
  await until('2027-03-15T00:30:00Z')
  await presses('kenji', 'Answer', {
    ...words('Kickoff done', 'Second kickoff', 3),
    'Which of these have been cleared?': 'PO number for Delta',
  })
  await until('2027-03-15T18:00:00Z')
  await until('2027-03-19T18:30:00Z')
}
