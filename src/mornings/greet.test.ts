import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { type Action, callOf } from '../chat/action.js'
import { type Message, message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { textOf } from '../chat/text.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import type { Company } from '../company/model.js'
import { allPeople, companyOf, linkAccounts, personByEmail } from '../company/store.js'
import { withheld } from '../deliveries/withhold.js'
import type { Due, DueSource, Urgency } from './due.js'
import { greet, noteRenderer, redrawNotes } from './greet.js'

const file = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [{ key: 'sales', label: 'Sales' }],
  people: [
    { name: 'Ioana Marin', email: 'ioana@acme.example', zone: 'Europe/Bucharest' },
    { name: 'Tom Reyes', email: 'tom@acme.example', zone: 'America/New_York', country: 'US' },
    {
      name: 'Parisa Karimi',
      email: 'parisa@acme.example',
      zone: 'Asia/Tehran',
      work: { days: ['saturday', 'sunday', 'monday'], from: '08:00', to: '16:00' },
    },
    { name: 'Gus Hall', email: 'gus@acme.example', zone: 'Europe/Bucharest', guest: true },
    { name: 'Nora Noone', email: 'nora@acme.example', zone: 'Europe/Bucharest' },
  ],
  holidays: [
    { day: '2026-11-26', name: 'Thanksgiving', country: 'US' },
    { day: '2026-12-25', name: 'Christmas Day', country: 'DE' },
  ],
})

const place = { platform: 'slack', workspace: 'T0ACME', kind: 'direct', thread: null } as const
const noNote: Message = { blocks: [], discloses: [] }

let database: Database
let company: Company
beforeAll(async () => {
  database = await testDatabase()
  await applyCompany(database.db, file)
  const known = await companyOf(database.db)
  if (known) company = known
  const reachable = (await allPeople(database.db)).filter(({ name }) => name !== 'Nora Noone')
  await linkAccounts(
    database.db,
    reachable.map(({ id, name }) => ({ account: { platform: 'slack', workspace: 'T0ACME', user: name }, person: id })),
  )
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries, mornings`
})

const at = (instant: string, cause = instant) =>
  context(database.db, { now: Temporal.Instant.from(instant), company, cause })

const done: Action<string> = { id: 'items.done', args: z.string(), opens: null }

/** A source with the same things for everybody. */
function sourceOf(name: string, open: readonly (readonly [string, Urgency])[]): DueSource {
  const dueOf = (person: number, what: string, urgency: Urgency): Due => ({
    person,
    about: `item:${what}`,
    urgency,
    line: () => textOf(what),
    buttons: (t) => [
      {
        kind: 'call',
        label: t.plain('checklists.done'),
        call: callOf(done, what),
        style: 'normal',
        confirm: null,
      },
    ],
  })
  return {
    name,
    due: async (_context, people) =>
      people.flatMap(({ person }) => open.map(([what, urgency]) => dueOf(person.id, what, urgency))),
  }
}

const items = sourceOf('items', [
  ['Map the touchpoints', 'today'],
  ['Send the invoice', 'overdue'],
])
const prompts = sourceOf('prompts', [['Two questions about tools', 'asked']])

async function notes(): Promise<readonly { readonly to: string; readonly lines: readonly string[] }[]> {
  const rows = await database.sql<{ channel: string; message: unknown }[]>`
    select channel, message from deliveries order by id`
  return rows.map((row) => ({ to: row.channel, lines: plainLines(message.parse(row.message)) }))
}

describe('the morning note', () => {
  it('is one message with all that any capability has, the most urgent first', async () => {
    expect(await greet(at('2026-11-24T07:00:00Z'), [prompts, items], null)).toBe(1)
    expect(await notes()).toEqual([
      {
        to: 'Ioana Marin',
        lines: ['Good morning, Ioana.', 'Send the invoice', 'Map the touchpoints', 'Two questions about tools'],
      },
    ])
  })

  it('comes at the hour of each person, on their own working days', async () => {
    const beats = ['04:30', '05:00', '07:00', '14:00'].map((time) => `2026-11-22T${time}:00Z`)
    for (const beat of [...beats, ...beats.map((one) => one.replace('-22T', '-23T'))]) {
      await greet(at(beat), [items], null)
    }
    // Sunday is a working day in Tehran alone; at 08:00 there it is 04:30 in UTC.
    expect((await notes()).map(({ to }) => to)).toEqual(['Parisa Karimi', 'Parisa Karimi', 'Ioana Marin', 'Tom Reyes'])
  })

  it('leaves people alone on the holidays of their own country', async () => {
    await greet(at('2026-11-26T07:00:00Z'), [items], null)
    await greet(at('2026-11-26T14:00:00Z'), [items], null)
    await greet(at('2026-12-25T14:00:00Z'), [items], null)
    expect((await notes()).map(({ to }) => to)).toEqual(['Ioana Marin', 'Tom Reyes'])
  })

  it('is decided once a day: later beats, other processes and a quiet day add nothing', async () => {
    const beat = at('2026-11-24T07:00:00Z')
    const both = await Promise.all([greet(beat, [items], null), greet(beat, [items], null)])
    expect(both.toSorted()).toEqual([0, 1])
    expect(await greet(at('2026-11-24T07:15:00Z'), [items], null)).toBe(0)
    expect(await greet(at('2026-11-25T07:00:00Z'), [], null)).toBe(0)
    expect(await greet(at('2026-11-25T07:15:00Z'), [items], null)).toBe(0)
    expect(await notes()).toHaveLength(1)
  })

  it('comes late after a short outage, and not at all when the morning is over', async () => {
    expect(await greet(at('2026-11-24T10:59:00Z'), [items], null)).toBe(1)
    await database.sql`truncate mornings, deliveries`
    expect(await greet(at('2026-11-24T11:00:00Z'), [items], null)).toBe(0)
  })

  it('counts what is too much for a note', async () => {
    const many = sourceOf(
      'items',
      Array.from({ length: 13 }, (_, index) => [`Item ${index + 1}`, 'today'] as const),
    )
    await greet(at('2026-11-24T07:00:00Z'), [many], null)
    expect((await notes())[0]?.lines.slice(-2)).toEqual(['Item 10', 'And 3 more things for you today.'])
  })

  it('loses what has been done when it is drawn again, and gains nothing', async () => {
    const now = at('2026-11-24T07:00:00Z')
    await greet(now, [items], null)
    const ioana = await personByEmail(database.db, 'ioana@acme.example')
    if (!ioana) throw new Error('Ioana was not applied')
    const later = sourceOf('items', [
      ['Map the touchpoints', 'today'],
      ['Something new', 'overdue'],
    ])
    const card = { id: `${ioana.id}:2026-11-24`, view: 'note', to: { ...place, channel: ioana.name } }
    const redrawn = async (source: DueSource) => plainLines((await noteRenderer([source]).draw(now, card)) ?? noNote)
    expect(await redrawn(later)).toEqual(['Good morning, Ioana.', 'Map the touchpoints'])
    expect(await redrawn(sourceOf('items', []))).toEqual(['Good morning, Ioana.', 'Nothing is left for you of this.'])
  })

  it('loses a line with its buttons where a button alone names what its reader may not see any more, and keeps the others', async () => {
    const naming: DueSource = {
      name: 'numbers',
      due: async (context, people) =>
        (await sourceOf('numbers', [['Look at the board', 'asked']]).due(context, people)).map((due) => ({
          ...due,
          buttons: (t) => due.buttons(t).map((one) => ({ ...one, discloses: ['metric:cash_balance'] })),
        })),
    }
    await greet(at('2026-11-24T07:00:00Z'), [items, naming], null)
    const [row] = await database.sql<{ message: unknown }[]>`select message from deliveries`
    const note = message.parse(row?.message)
    const permits = async ({ discloses }: Message) => discloses.length === 0
    const left = await withheld(note, { ...place, channel: 'Ioana Marin' }, permits)
    expect(plainLines(note)).toContain('Look at the board')
    expect(left && plainLines(left)).toEqual(['Good morning, Ioana.', 'Send the invoice', 'Map the touchpoints'])
    expect(left?.blocks.filter(({ kind }) => kind === 'actions')).toHaveLength(2)
    expect(left?.discloses).toEqual([])
  })

  it('is drawn again when something in it changes, and the note of an earlier day is not', async () => {
    await greet(at('2026-11-24T07:00:00Z'), [items], null)
    await database.sql`update deliveries set state = 'sent', sent = '{"place": {}, "id": "1"}'`
    await greet(at('2026-11-25T07:00:00Z'), [items], null)
    await database.sql`update deliveries set state = 'sent', sent = '{"place": {}, "id": "2"}' where state = 'waiting'`
    await redrawNotes(at('2026-11-25T09:00:00Z'), 'item:Send the invoice')
    await redrawNotes(at('2026-11-25T09:00:00Z'), 'item:Something else')
    const edits = await database.sql<{ about: string }[]>`select about from deliveries where edits is not null`
    const ioana = await personByEmail(database.db, 'ioana@acme.example')
    expect(edits.map(({ about }) => about)).toEqual([`morning:${ioana?.id}:2026-11-25`])
  })
})
