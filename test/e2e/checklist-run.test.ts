import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Hands } from '../playground.js'
import { samples } from './acme.js'
import { type Diary, diary, inOneLine } from './diary.js'
import { type House, house } from './house.js'

/**
 * The RevOps implementation from its start to its last signature, on a clock that goes through every working day. Who hears
 * what, when and in which words stands in checklist-run.txt, which is read by people: whatever changes there has to be meant.
 */

const world = z.looseObject({
  people: z.array(z.looseObject({ key: z.string(), name: z.string() })),
  slack: z.looseObject({ channels: z.array(z.looseObject({ name: z.string(), members: z.unknown() })) }),
})

/** The sample company's world, but finance and customer success live in Teams alone. */
const teamsOnly = ['omar', 'kenji', 'parisa']
function worldOf() {
  const { people, slack } = world.parse(parse(readFileSync(join(samples, 'playground.yaml'), 'utf8')))
  const channels = slack.channels.map((one) => ({
    ...one,
    members: Array.isArray(one.members) ? one.members.filter((key) => !teamsOnly.includes(key)) : ('everyone' as const),
  }))
  return {
    people: people.map((one) => ({ ...one, slack: !teamsOnly.includes(one.key) })),
    slack: { channels },
  }
}

let acme: House
let book: Diary
let ledger: string[]
const heard = (): Promise<number> => book.heard()
let now = '2026-11-19T07:00:00Z'

beforeAll(async () => {
  acme = await house({ schedules: ['checklists', 'mornings'], config: worldOf() })
  book = diary(acme)
  ledger = book.lines
  // The sample's own checklist is over: the ledger is about one run.
  const { sql } = acme.database
  await sql`update checklist_stages set opened_at = coalesce(opened_at, now()), closed_at = now()`
  await sql`update checklist_runs set closed_at = now()`
  await sql`update schedules set state = 'paused' where subject = 'checklist:1'`
})
afterAll(() => acme.stop())

/** Nine in Tokyo; nine in Berlin, with Tehran and Bucharest before it; nine in New York. */
const hours = ['00:05', '08:05', '14:05']

/** Lets a day go by up to an hour (all of them without one), and writes down what was said at each. */
async function until(day: string, hour = '14:05'): Promise<void> {
  for (const at of hours.filter((one) => one <= hour)) {
    const next = `${day}T${at}:00Z`
    if (next <= now) continue
    now = next
    await acme.clock(next)
    const before = ledger.length
    await heard()
    if (ledger.length > before) ledger.splice(before, 0, `${day} ${at}Z`)
  }
}

/** Every day from the present one until another, weekends included. */
async function pass(to: string): Promise<void> {
  for (let day = now.slice(0, 10); day < to; day = next(day)) await until(day)
}
const next = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

const hand = (person: string): Hands => acme.as(person, teamsOnly.includes(person) ? 'teams' : 'slack')

/** Somebody types words in their direct conversation. */
async function types(person: string, text: string): Promise<void> {
  ledger.push(`${now.slice(0, 10)} > ${person} types: checklist ${text}`)
  await hand(person).message({ channel: 'direct', text: `checklist ${text}` })
  await heard()
}

/** Somebody presses a button on the latest message that has it in their direct conversation, and fills in its form. */
async function presses(person: string, button: string, values?: Record<string, string>): Promise<void> {
  ledger.push(
    `${now.slice(0, 10)} > ${person} presses [${button}]${values ? ` ${Object.values(values).join(', ')}` : ''}`,
  )
  const result = await hand(person).press({ channel: 'direct', button })
  if (result.toast) ledger.push(`  ${person} sees: ${result.toast}`)
  if (values) {
    await hand(person).waitForDialog()
    const submitted = await hand(person).submit({ values: await chosen(person, values) })
    if (submitted.toast) ledger.push(`  ${person} sees: ${submitted.toast}`)
  }
  await heard()
}

/** A person is searched for by the beginning of their name, and the one found is chosen. */
async function chosen(person: string, values: Record<string, string>): Promise<Record<string, string>> {
  const { Person: typed } = values
  if (typed === undefined) return values
  const { options = [] } = await hand(person).search({ dialog: 'top', field: 'Person', text: typed })
  return { ...values, Person: options[0]?.value ?? 'nobody was found' }
}

const idOf = async (key: string): Promise<string> => {
  const [row] = await acme.database.sql`select id from checklist_items where key = ${key} and run > 1`
  return `#${row?.id}`
}
const done = async (person: string, key: string, proof = ''): Promise<void> =>
  types(person, `done ${await idOf(key)} ${proof}`.trim())

/** What stands on the live card in the channel. */
async function board(): Promise<void> {
  await book.drawn()
  const cards = hand('maya')
    .sees({ channel: '#revenue', text: 'RevOps implementation' })
    .filter((one) => one.onlyFor === null)
  ledger.push(`  the card in slack #revenue now: ${cards[0] ? inOneLine(cards[0]) : 'is not there'}`)
}

const doc = (name: string): string => `https://drive.example/${name}`

test('everybody hears what they have to, when they have to, and nothing else', async () => {
  await heard()
  ledger.length = 0
  await prepare()
  await define()
  await workflow()
  await transparencyAndOperate()
  await expect(`${ledger.join('\n')}\n`).toMatchFileSnapshot('./checklist-run.txt')
  const [row] = await acme.database.sql`select closed_at is not null as over from checklist_runs where id > 1`
  expect(row?.over).toBe(true)
}, 600_000)

async function prepare(): Promise<void> {
  await pass('2026-11-23')
  await until('2026-11-23', '08:05')
  ledger.push('2026-11-23 > nadia starts the RevOps implementation in #revenue, by form')
  const nadia = hand('nadia')
  await nadia.command({ channel: '#revenue', text: '/checklist start revops-implementation' })
  await nadia.waitForDialog()
  await nadia.submit({ values: {} })
  await heard()
  await types('nadia', `assign ${await idOf('listen-sales')} to Lena`)
  await pass('2026-11-30')
  await until('2026-11-30', '08:05')
  for (const department of ['marketing', 'success', 'finance'])
    await done('nadia', `listen-${department}`, doc(department))
  await pass('2026-12-01')
  await until('2026-12-01', '08:05')
  await presses('lena', 'Done…', { Link: doc('sales') })
  await pass('2026-12-03')
  await done('nadia', 'pitch', doc('pitch'))
  await pass('2026-12-10')
  await done('nadia', 'vision', 'Every customer is somebody’s, from the first call to the tenth renewal.')
  await pass('2026-12-11')
  await until('2026-12-11', '08:05')
  await done('nadia', 'team', doc('team'))
  await presses('maya', 'Sign')
  await presses('omar', 'Decline…', { Reason: 'The hiring costs are missing' })
  await types('lena', 'sign')
  await pass('2026-12-14')
  await until('2026-12-14', '08:05')
  await presses('kenji', 'Sign')
  await presses('ioana', 'Delegate…', { Person: 'Sara', Until: '2026-12-18' })
  await pass('2026-12-15')
  await until('2026-12-15', '08:05')
  await presses('sara', 'Sign')
  await pass('2026-12-16')
  await until('2026-12-16', '08:05')
  await presses('omar', 'Sign')
  await board()
}

async function define(): Promise<void> {
  await types('ioana', 'mine')
  await done('ioana', 'customer-map', doc('map'))
  await done('ioana', 'map-audit', 'The first Tuesday of each quarter')
  await pass('2026-12-17')
  await until('2026-12-17', '08:05')
  await done('maya', 'market-plan', doc('plan'))
  await done('omar', 'data-strategy', doc('data'))
  await types('nadia', `done ${await idOf('win-rate')}`)
  await pass('2026-12-18')
  await until('2026-12-18', '08:05')
  for (const person of ['maya', 'omar', 'kenji']) await types(person, 'sign')
  await board()
}

async function workflow(): Promise<void> {
  await done('maya', 'revenue-process', doc('process'))
  await done('kenji', 'handoffs', doc('handoffs'))
  await done('nadia', 'feedback-loop', 'Thursdays at ten')
  await types('kenji', 'sign')
  await types('kenji', 'withdraw The deadline for onboarding is wrong')
  await types('maya', 'sign')
  await types('maya', 'sign')
  await pass('2026-12-22')
  await until('2026-12-22', '08:05')
  await types('kenji', 'sign')
  await types('kenji', `undo ${await idOf('handoffs')}`)
  await pass('2026-12-29')
}

async function transparencyAndOperate(): Promise<void> {
  await until('2026-12-29', '08:05')
  await done('nadia', 'one-place')
  await done('nadia', 'platform')
  await done('kenji', 'onboarding', doc('training'))
  await done('omar', 'playbook', doc('playbook'))
  await types('ioana', 'sign')
  await types('omar', 'sign')
  await done('nadia', 'defects', doc('defects'))
  await done('nadia', 'improve', 'Two of three helped; the third is tried again')
  await types('omar', 'sign')
  await board()
  await types('nadia', 'history revops-implementation-2026-11-23')
  await pass('2027-01-12')
}
