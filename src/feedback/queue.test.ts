import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { testSecrecy } from '../../test/secrecy.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { flatten } from '../chat/text.js'
import { delegate, endDelegation } from '../company/absence-store.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import type { Company, Person } from '../company/model.js'
import { allPeople, companyOf, linkAccounts } from '../company/store.js'
import { drawing } from '../deliveries/live.js'
import { feedbackLines } from '../digests/loop-lines.js'
import { openHandoff } from '../handoffs/open.js'
import { textsFor } from '../locales/texts.js'
import { greet } from '../mornings/greet.js'
import { giveNamed, type Said } from './give.js'
import { itemSubject } from './item.js'
import { itemRenderer } from './item-renderer.js'
import { byId, openOf } from './item-store.js'
import { mergeItems, replyToItem, stepItem } from './queue.js'
import { feedbackDues } from './queue-due.js'
import { answerBack } from './reply.js'

const file = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example', home: 'sales' },
    { key: 'marketing', label: 'Marketing', leader: 'ioana@acme.example', home: 'revenue' },
    { key: 'revops', label: 'Revenue operations', leader: 'nadia@acme.example' },
  ],
  people: [
    { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader' },
    { name: 'Lena', email: 'lena@acme.example', department: 'sales' },
    { name: 'Ioana', email: 'ioana@acme.example', department: 'marketing', role: 'leader' },
    { name: 'Sara', email: 'sara@acme.example', department: 'marketing' },
    { name: 'Nadia', email: 'nadia@acme.example', department: 'revops', role: 'revops' },
  ],
  places: [
    {
      name: 'sales',
      platform: 'slack',
      workspace: 'T0ACME',
      channel: 'C0SALES',
      audience: { departments: ['sales', 'revops'] },
    },
    { name: 'revenue', platform: 'slack', workspace: 'T0ACME', channel: 'C0REVENUE', audience: { company: true } },
  ],
})

let database: Database
let company: Company
const people = new Map<string, Person>()

beforeAll(async () => {
  database = await testDatabase()
  await applyCompany(database.db, file)
  const known = await companyOf(database.db)
  if (known) company = known
  await linkAccounts(
    database.db,
    (await allPeople(database.db)).map(({ id, name }) => ({
      account: { platform: 'slack', workspace: 'T0ACME', user: name },
      person: id,
    })),
  )
  for (const one of await allPeople(database.db)) people.set(one.name, one)
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate feedback_items, feedback_letters, handoffs, deliveries, mornings restart identity cascade`
})

let causes = 0
/** Somebody acts on a day, at ten in Berlin. */
function acting(name: string, day = '2026-11-23', cause = `press ${++causes}`) {
  const by = people.get(name)
  if (!by) throw new Error(`Nobody is called ${name}`)
  const now = Temporal.ZonedDateTime.from(`${day}T10:00[Europe/Berlin]`).toInstant()
  return { ...context(database.db, { now, company, cause, t: textsFor('en-GB', by.zone) }), by }
}
const stale: Said = {
  department: 'marketing',
  kind: 'general',
  topic: 'lead quality',
  words: 'The last list was stale.',
}
async function given(name: string, change: Partial<Said> = {}) {
  const item = await giveNamed(acting(name), { ...stale, ...change })
  if (!item) throw new Error('It was given before')
  return item
}

/** What went out since the last look, by the channel or the person it went to. */
async function said(): Promise<readonly (readonly [string, string])[]> {
  const rows = await database.sql<{ channel: string; message: unknown }[]>`
    with gone as (delete from deliveries returning id, channel, message) select channel, message from gone order by id`
  return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
}

describe('giving feedback with one’s name', () => {
  it('puts its card before the department alone: where others read its channel too, before its leader', async () => {
    await given('Lena')
    await given('Sara', { department: 'sales', topic: '', words: 'Close plans never reach us.\nSince May.' })
    expect(await said()).toEqual([
      [
        'Ioana',
        '#1 lead quality | For: Marketing | From: Lena, Nov 23, 2026 | The last list was stale. | Waits for a first look.',
      ],
      ['C0SALES', expect.stringMatching(/^#2 Close plans never reach us\. \| For: Sales \| From: Sara/)],
    ])
  })

  it('is once for a cause, however often it comes', async () => {
    const same = acting('Lena', '2026-11-23', 'the same press')
    expect(await giveNamed(same, stale)).not.toBeNull()
    expect(await giveNamed(same, stale)).toBeNull()
    expect(await said()).toHaveLength(1)
  })

  it('brings a structural defect to RevOps, whomever it was told to', async () => {
    await given('Lena', { kind: 'data', topic: '', words: 'Success cannot see what was promised.' })
    expect(await openOf(database.db, ['marketing'])).toEqual([])
    expect(await said()).toEqual([
      ['Nadia', expect.stringContaining('Kind: Data that cannot be reached | Success cannot see what was promised.')],
    ])
  })
})

describe('what becomes of it', () => {
  it('is heard by who said it, in their direct message: who acts, what came of it, or why not', async () => {
    const { id } = await given('Lena')
    await said()
    await stepItem(acting('Sara'), id, 'see')
    expect(await said()).toEqual([])
    await stepItem(acting('Sara'), id, 'act')
    await replyToItem(acting('Ioana'), id, 'Which list do you mean?')
    await stepItem(acting('Sara'), id, 'finish', 'The list is cleaned every Friday now.')
    expect(await said()).toEqual([
      ['Lena', 'Marketing acts on what you said, #1 lead quality. Sara has it.'],
      ['Lena', 'Ioana (Marketing) answers on #1 lead quality: Which list do you mean?'],
      ['Lena', 'Marketing is done with what you said, #1 lead quality: The list is cleaned every Friday now.'],
    ])
    const other = await given('Lena', { topic: 'a fair' })
    await said()
    await stepItem(acting('Ioana'), other.id, 'decline', 'The budget is spent.')
    expect(await said()).toEqual([
      ['Lena', 'Marketing will not act on what you said, #2 a fair. Ioana says why: The budget is spent.'],
    ])
  })

  it('can be asked about: what is answered back reaches the department, and stands on the card', async () => {
    const { id } = await given('Lena')
    await replyToItem(acting('Ioana'), id, 'Which list?')
    await said()
    const once = acting('Lena', '2026-11-24', 'one press')
    await answerBack(once, testSecrecy, id, 'The one of the fair.')
    await answerBack(once, testSecrecy, id, 'The one of the fair.')
    expect(await said()).toEqual([['Ioana', 'Lena answered on #1 lead quality: The one of the fair.']])
    expect(await drawn(id)).toContain('Ioana: Which list? | Lena: The one of the fair.')
    await expect(answerBack(acting('Maya'), testSecrecy, id, 'Me too.')).rejects.toThrow('feedback_items.not_yours')
  })

  it('goes for all who said the same', async () => {
    const [one, two, three] = [await given('Lena'), await given('Maya'), await given('Sara')]
    await mergeItems(acting('Ioana'), three.id, two.id)
    await mergeItems(acting('Ioana'), two.id, one.id)
    await said()
    await stepItem(acting('Nadia'), one.id, 'act')
    expect((await said()).map(([to]) => to).toSorted()).toEqual(['Lena', 'Maya', 'Sara'])
    expect(await drawn(one.id)).toContain('2 more say the same.')
    await expect(stepItem(acting('Nadia'), two.id, 'act')).rejects.toThrow('feedback_items.too_late')
    await expect(mergeItems(acting('Nadia'), one.id, one.id)).rejects.toThrow('feedback_items.unknown')
  })

  it('is for the department and RevOps to decide, and once when two press', async () => {
    const { id } = await given('Lena')
    await expect(stepItem(acting('Maya'), id, 'act')).rejects.toThrow('feedback_items.looked_after')
    await expect(replyToItem(acting('Lena'), id, 'mine')).rejects.toThrow('feedback_items.looked_after')
    const both = await Promise.allSettled([stepItem(acting('Sara'), id, 'act'), stepItem(acting('Nadia'), id, 'act')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await stepItem(acting('Nadia'), id, 'finish', 'Done.')
    await stepItem(acting('Ioana'), id, 'reopen')
    expect(await byId(database.db, id)).toMatchObject({ state: 'acting', result: null })
  })

  it('shows on the card what was handed over because of it', async () => {
    const { id } = await given('Lena')
    const wish = { to: 'sales', title: 'Say which deals', why: '', evidence: '', due: null, record: itemSubject(id) }
    await openHandoff(acting('Ioana'), wish)
    expect(await drawn(id)).toContain('Handed over as #1 Say which deals.')
  })
})

/** The card of an item as its department sees it now. */
async function drawn(id: number): Promise<string> {
  const draw = drawing([itemRenderer], async (db) => ({ ...acting('Nadia'), db, by: 'clock' }))
  const to = { platform: 'slack', workspace: 'T0ACME', kind: 'direct', channel: 'Ioana', thread: null } as const
  const card = await draw(database.db, { about: itemSubject(id), view: 'card', to })
  return card ? plainLines(card).join(' | ') : ''
}

describe('a digest', () => {
  it('says how much waits, is acted on and was closed, and nothing of what it says', async () => {
    const lines = async (day: string) =>
      (await feedbackLines(acting('Nadia', day), textsFor('en', 'Europe/Berlin'))).map(flatten)
    expect(await lines('2026-11-23')).toEqual([])
    const [one, two] = [await given('Lena'), await given('Maya')]
    await given('Sara')
    await stepItem(acting('Ioana'), one.id, 'act')
    await stepItem(acting('Ioana'), two.id, 'decline', 'The budget is spent.')
    expect(await lines('2026-11-24')).toEqual([
      'Feedback: 1 waits for somebody to act, 1 is acted on, 1 was closed in the last week.',
    ])
    expect(await lines('2026-12-24')).toEqual([
      'Feedback: 1 waits for somebody to act, 1 is acted on, 0 were closed in the last week.',
    ])
  })
})

describe('the morning note', () => {
  const morning = async (day: string) => {
    const now = Temporal.ZonedDateTime.from(`${day}T09:00[Europe/Berlin]`).toInstant()
    await said()
    await greet({ ...acting('Nadia'), now, by: 'clock' }, [feedbackDues], null)
    return said()
  }

  it('tells a leader how much waits for a first look and for how long, until somebody looks', async () => {
    const { id } = await given('Lena')
    await given('Maya')
    expect(await morning('2026-11-25')).toEqual([
      [
        'Ioana',
        'Good morning, Ioana. | 2 pieces of feedback for Marketing wait for a first look, the oldest for 2 days',
      ],
    ])
    await stepItem(acting('Sara'), id, 'see')
    await stepItem(acting('Sara'), 2, 'see')
    expect(await morning('2026-11-26')).toEqual([])
  })

  it('tells the delegate of a leader who is away, who may look after it so long', async () => {
    const { id } = await given('Lena')
    const lena = { person: people.get('Lena')?.id ?? 0, from: '2026-11-24', to: '2026-11-25' }
    await delegate(database.db, 'marketing', lena)
    expect((await morning('2026-11-25')).map(([to]) => to)).toEqual(['Lena'])
    await expect(stepItem(acting('Lena', '2026-11-26'), id, 'act')).rejects.toThrow('feedback_items.looked_after')
    expect((await stepItem(acting('Lena', '2026-11-25'), id, 'act')).owner).toBe(lena.person)
    await endDelegation(database.db, 'marketing')
  })

  it('reminds who acts on something that somebody waits to hear', async () => {
    const { id } = await given('Lena')
    await stepItem(acting('Sara'), id, 'act')
    expect(await morning('2026-12-02')).toEqual([])
    expect(await morning('2026-12-04')).toEqual([
      ['Sara', 'Good morning, Sara. | You act on #1 lead quality: tell who said it how it goes'],
    ])
    await replyToItem(acting('Sara', '2026-12-04'), id, 'Half of it is clean.')
    expect(await morning('2026-12-07')).toEqual([])
  })
})
