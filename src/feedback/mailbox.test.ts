import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { untracedBy } from '../../commands/command.js'
import { type AcmeDoor, acmeDoor, presses, says, sends, wordsOf } from '../../test/acme-door.js'
import { context } from '../../test/context.js'
import { testSecrecy } from '../../test/secrecy.js'
import type { Incoming, Reply } from '../chat/incoming.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { textOf } from '../chat/text.js'
import { companyOf, personByEmail } from '../company/store.js'
import type { DueSource } from '../mornings/due.js'
import { greet } from '../mornings/greet.js'
import { vault } from '../start/secrets.js'
import { beat } from './give-out.js'
import { openOf } from './item-store.js'
import { beatPool, layIn } from './mailbox.js'
import { replyToItem, stepItem } from './queue.js'
import { feedbackDues } from './queue-due.js'
import { secrecyOf } from './secrecy.js'

let door: AcmeDoor
beforeAll(async () => {
  door = await acmeDoor('nadia', 'maya', 'omar', 'ioana', 'lena', 'sara', 'tom', 'gus')
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  await door.database.sql`truncate feedback_items, feedback_letters, feedback_pool, deliveries restart identity cascade`
  door.lines.length = 0
})

const secret = 'Our lists are bought, and everybody looks away.'

let keys = 0
const unnamed = (user: string, words = secret): Incoming =>
  sends(user, 'feedback.give_unnamed', { to: null }, { to: 'marketing', kind: 'general', topic: 'lists', words })

/** The clock beats at an hour of a day, in Berlin. */
async function beats(time: string): Promise<number> {
  const company = await companyOf(door.database.db)
  if (!company) throw new Error('The sample company is gone')
  const now = Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).toInstant()
  return door.database.db.transaction((db) => beat(context(db, { now, company, cause: `beat ${time}` }), testSecrecy))
}

async function acting(name: string, day: string) {
  const by = await personByEmail(door.database.db, `${name}@acme.example`)
  if (!by) throw new Error(`Nobody is called ${name}`)
  const now = Temporal.ZonedDateTime.from(`${day}T10:00[Europe/Berlin]`).toInstant()
  return { ...context(door.database.db, { now, cause: `press ${++keys}` }), by }
}

/** Every row of every table, as somebody with a dump reads it: with its system columns, by table. */
async function dump(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { sql } = door.database
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const all = new Map<string, readonly string[]>()
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`
      select xmin::text || ' ' || xmax::text || ' ' || ctid::text || ' ' || to_jsonb(r)::text as row from ${sql(name)} r order by ctid`
    all.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return all
}

/** The tables in which anything at all differs. */
function changed(a: ReadonlyMap<string, readonly string[]>, b: ReadonlyMap<string, readonly string[]>) {
  return [...b].flatMap(([name, rows]) => (JSON.stringify(a.get(name)) === JSON.stringify(rows) ? [] : [name]))
}

const rowsWith = (all: ReadonlyMap<string, readonly string[]>, words: string): readonly string[] =>
  [...all].flatMap(([name, rows]) => (rows.some((row) => row.includes(words)) ? [name] : []))

describe('feedback without a name', () => {
  it('changes one sealed row of the whole database, and leaves no word and no name in it or in the log', async () => {
    await beats('2026-11-19T04:00')
    const before = await dump()
    expect(wordsOf(await door.handle(unnamed('lena')))).toMatch(/Taken, and sealed/)
    const after = await dump()
    expect(changed(before, after)).toEqual(['feedback_pool'])
    expect(rowsWith(after, 'everybody looks away')).toEqual([])
    expect(door.lines.join('\n')).not.toMatch(/everybody looks away|lena|Lena/)
  })

  it('comes out once a day with whatever else came, by the clock, and joined on nothing with who wrote it', async () => {
    await beats('2026-11-19T06:00')
    await door.handle(unnamed('lena'))
    await door.handle(unnamed('tom', 'Second thought.'))
    expect(await beats('2026-11-19T23:45')).toBe(0)
    expect(await beats('2026-11-20T04:45')).toBe(0)
    const before = await dump()
    expect(await beats('2026-11-20T05:00')).toBe(2)
    const after = await dump()
    // The row of the department is only locked, by the clock too, while items that refer to it are written.
    expect(changed(before, after).toSorted()).toEqual(['deliveries', 'departments', 'feedback_items', 'feedback_pool'])
    expect(rowsWith(after, 'everybody looks away').toSorted()).toEqual(['deliveries', 'feedback_items'])
    const items = after.get('feedback_items') ?? []
    // Both carry the transaction, the day and the state of the clock's beat, and only those.
    expect(new Set(items.map((row) => row.split(' ')[0])).size).toBe(1)
    const people = await door.database.sql<{ id: number; name: string }[]>`select id, name from people`
    const rows = await door.database.sql<Record<string, unknown>[]>`select * from feedback_items`
    for (const row of rows) {
      expect(Object.values(row).filter((value) => typeof value === 'number')).toEqual([row.id])
      for (const { name } of people) expect(JSON.stringify(row)).not.toContain(name)
    }
    const posted = [...(after.get('deliveries') ?? [])].join('\n')
    expect(posted).not.toMatch(/lena|tom@|Lena|Tom|press|T0ACME:\d/)
  })

  it('comes out in an order that says nothing about who came first', async () => {
    const { db } = door.database
    const mailboxes = ['first', 'second', 'third', 'fourth']
    let guessed = 0
    for (let day = 1; day <= 25; day++) {
      for (const mailbox of mailboxes)
        await layIn(db, testSecrecy, { kind: 'letter', once: `${mailbox} ${day}`, mailbox, words: 'x' })
      const date = Temporal.PlainDate.from('2027-01-01').add({ days: day }).toString()
      const out = await db.transaction((tx) => beatPool(tx, testSecrecy, date))
      guessed += out.filter(({ mailbox }, index) => mailbox === mailboxes[index]).length
    }
    // A guess by the order is right for one in four by chance: 25 of 100. 45 come once in a hundred thousand runs.
    expect(guessed).toBeLessThan(45)
  })

  it('shows in the size of the sealed row neither how much lies in it nor how long it is', async () => {
    const length = async () => Number((await door.database.sql`select length(sealed) as n from feedback_pool`)[0]?.n)
    await beats('2026-11-19T06:00')
    const empty = await length()
    await door.handle(unnamed('lena', 'x'))
    expect(await length()).toBe(empty)
    for (let n = 0; n < 20; n++) await door.handle(unnamed('tom', 'y'.repeat(1400)))
    expect(await length()).toBe(empty)
  })

  it('is taken once when the same form comes twice, and all of it or nothing when the database fails', async () => {
    const once = unnamed('lena')
    await door.handle(once)
    await door.handle(once)
    await door.database.sql`alter table feedback_pool rename to feedback_pool_away`
    expect(wordsOf(await door.handle(unnamed('tom', 'Lost?')))).toMatch(/went wrong|did not work/i)
    expect(door.lines.join('\n')).not.toMatch(/Lost\?|looks away/)
    await door.database.sql`alter table feedback_pool_away rename to feedback_pool`
    await beats('2026-11-20T06:00')
    expect((await openOf(door.database.db, ['marketing'])).map(({ words }) => words)).toEqual([secret])
  })

  it('says what to do when it was sealed with another key, and loses nothing meanwhile', async () => {
    await door.handle(unnamed('lena'))
    const other = Buffer.alloc(32, 9)
    const rekeyed = secrecyOf(vault(other), other)
    const { db } = door.database
    await expect(db.transaction((tx) => beatPool(tx, rekeyed, '2026-11-20'))).rejects.toThrow(/sealed with another key/)
    await beats('2026-11-20T06:00')
    expect(await openOf(db, ['marketing'])).toHaveLength(1)
  })

  it('is not taken from words, which carry a name: they are dropped, and the form is offered', async () => {
    const before = await dump()
    const reply = await door.handle(says('lena', `feedback anonymously to marketing: ${secret}`))
    expect(wordsOf(reply)).toMatch(/nothing of it was kept/)
    expect(changed(before, await dump())).toEqual([])
  })

  it('and all that goes with it is never put aside to be answered later, as other presses are', () => {
    const untraced = untracedBy(door.commands)
    expect(untraced(unnamed('lena'))).toBe(true)
    expect(untraced(presses('lena', 'feedback.mail', {}))).toBe(true)
    expect(untraced(presses('lena', 'feedback.from_message_unnamed', { words: 'x', link: null }))).toBe(true)
    expect(untraced(sends('lena', 'feedback.answer_back', { id: 1 }, { words: 'x' }))).toBe(true)
    expect(untraced(sends('lena', 'feedback.give', {}, {}))).toBe(false)
    expect(untraced(says('lena', 'feedback mail'))).toBe(false)
  })
})

describe('the mailbox', () => {
  /** Lena wrote without her name; marketing acts on it and asks. */
  async function asked(): Promise<number> {
    await door.handle(unnamed('lena'))
    await beats('2026-11-20T06:00')
    const [item] = await openOf(door.database.db, ['marketing'])
    if (!item) throw new Error('Nothing came out')
    await stepItem(await acting('ioana', '2026-11-20'), item.id, 'act')
    await replyToItem(await acting('ioana', '2026-11-20'), item.id, 'Which lists do you mean?')
    return item.id
  }
  const looks = (user: string): Promise<Reply> => door.handle(says(user, 'feedback mail'))

  it('is found by the press of who gave it, by nobody else’s, and looking is written down nowhere', async () => {
    await asked()
    const before = await dump()
    expect(wordsOf(await looks('lena'))).toMatch(/lists.*Which lists do you mean\?/s)
    for (const other of ['tom', 'ioana', 'nadia', 'omar', 'maya'])
      expect(wordsOf(await looks(other))).toMatch(/No answers wait for you/)
    expect(changed(before, await dump())).toEqual([])
    // Whoever gave no name is told nothing: there is nobody to tell.
    expect(await door.database.sql`select 1 from deliveries where channel = 'lena'`).toHaveLength(0)
  })

  it('shows the next morning in every note alike that somebody was answered, and writes no note for it', async () => {
    await asked()
    const nadia = await personByEmail(door.database.db, 'nadia@acme.example')
    const tasks: DueSource = {
      name: 'tasks',
      due: async (_context, people) =>
        people.flatMap(({ person }) =>
          person.id !== nadia?.id
            ? []
            : [
                {
                  person: person.id,
                  about: 'task:1',
                  urgency: 'today',
                  line: () => textOf('A task'),
                  buttons: () => [],
                },
              ],
        ),
    }
    const notes = async (day: string) => {
      await door.database.sql`truncate mornings, deliveries cascade`
      const now = Temporal.ZonedDateTime.from(`${day}T09:05[Europe/Berlin]`).toInstant()
      const company = await companyOf(door.database.db)
      if (!company) throw new Error('The sample company is gone')
      await greet(context(door.database.db, { now, company, cause: day }), [tasks, feedbackDues], null)
      const rows = await door.database.sql<
        { channel: string; message: unknown }[]
      >`select channel, message from deliveries`
      return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
    }
    // Answered on a Friday: on Monday, and on no other day.
    expect(await notes('2026-11-23')).toEqual([
      ['nadia', expect.stringMatching(/A task \| There are new answers to feedback that was given without a name/)],
    ])
    expect(await notes('2026-11-24')).toEqual([['nadia', expect.not.stringContaining('new answers')]])
  })

  it('takes an answer back, which reaches the department the next morning and names nobody', async () => {
    const id = await asked()
    const back = sends('lena', 'feedback.answer_back', { id }, { words: 'Those of the fair.' })
    const before = await dump()
    expect(wordsOf(await door.handle(back))).toMatch(/without your name/)
    expect(changed(before, await dump())).toEqual(['feedback_pool'])
    await beats('2026-11-21T06:00')
    const card = wordsOf(await door.handle(presses('ioana', 'feedback.show', { id })))
    expect(card).toMatch(/Ioana Marin: Which lists do you mean\?\n.*Who gave it: Those of the fair\./)
    expect(card).not.toContain('Lena')
    const all = await dump()
    expect(rowsWith(all, 'Those of the fair').toSorted()).toEqual(['deliveries', 'feedback_letters'])
    expect((all.get('feedback_letters') ?? []).join('\n')).not.toMatch(/T0ACME:\d/)
  })

  it('lets nobody answer in the place of who gave it', async () => {
    const id = await asked()
    const forged = sends('tom', 'feedback.answer_back', { id }, { words: 'It was me.' })
    expect(wordsOf(await door.handle(forged))).toMatch(/not yours/)
    expect(await beats('2026-11-21T06:00')).toBe(0)
  })
})
