import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import writeExcel from 'write-excel-file/node'
import { parse } from 'yaml'
import type { Database } from '../db/connect.js'
import type { Call } from '../src/chat/action.js'
import type { Fetched } from '../src/chat/file.js'
import type { Form, Values } from '../src/chat/form.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import type { Message } from '../src/chat/message.js'
import { plainLines } from '../src/chat/plain.js'
import { linkAccounts, saveCompany, saveDepartments, savePeople } from '../src/company/store.js'
import { parseMapping } from '../src/facts/mapping.js'
import { catalogueWith, acme as company, now } from '../src/metrics/testing/acme.js'
import { founded, nobody } from '../test/acme-door.js'
import { personOf } from '../test/context.js'
import { testDatabase } from '../test/database.js'
import { testSecrecy } from '../test/secrecy.js'
import { commandsOf } from './all.js'
import { router } from './router.js'

let database: Database
let handle: (incoming: Incoming) => Promise<Reply>
const folder = mkdtempSync(join(tmpdir(), 'drumbeat-drops-'))
const failures: unknown[] = []
/** What the platform gives for a file's name. */
const shared = new Map<string, Fetched>()
let fetched = 0

beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  await saveCompany(db, company)
  await saveDepartments(db, [{ key: 'sales', label: 'Sales', leader: null, home: null }])
  const people = [
    personOf(),
    personOf({ id: 2, name: 'Maya', email: 'maya@acme.example', role: 'leader', department: 'sales' }),
    personOf({ id: 3, name: 'Lena', email: 'lena@acme.example', role: 'member', department: 'sales' }),
    personOf({ id: 4, name: 'Gus', email: 'gus@acme.example', role: 'member', outsider: true }),
  ]
  for (const [email, person] of await savePeople(db, people)) {
    const user = email.split('@')[0] ?? ''
    await linkAccounts(db, [{ account: { platform: 'slack', workspace: 'T1', user }, person }])
  }
  const drops = {
    database,
    folder,
    fetch: async (_from: unknown, file: { name: string }) => {
      fetched += 1
      return shared.get(file.name) ?? ({ kind: 'gone', code: 'not here' } as const)
    },
  }
  const log = { error: (fields: object) => failures.push(fields) }
  handle = router({
    db,
    now: () => now,
    ...commandsOf(catalogueWith(), { drops, directory: nobody, secrecy: testSecrecy }),
    introduce: async () => {},
    reached: async () => {},
    founding: founded,
    log,
  })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  await database.sql`truncate drops, opportunities, subscriptions, sources, imports cascade`
  shared.clear()
  fetched = 0
  failures.length = 0
})

let keys = 0
const about = (user: string, key = `test:${++keys}`) => ({
  key,
  from: { platform: 'slack', workspace: 'T1', user } as const,
  at: { platform: 'slack', workspace: 'T1', kind: 'direct', channel: user, thread: null } as const,
  locale: null,
})

/** Somebody drops files with this content. */
async function drop(files: Readonly<Record<string, string | Buffer>>, user = 'nadia', key?: string): Promise<Message> {
  for (const [name, content] of Object.entries(files)) {
    shared.set(name, { kind: 'fetched', bytes: Buffer.from(content) })
  }
  const list = Object.keys(files).map((name) => ({ name, size: null, ref: { name } }))
  return messageOf(await handle({ ...about(user, key), kind: 'files', text: '', files: list }))
}

function messageOf(reply: Reply): Message {
  if (reply.kind !== 'tell' && reply.kind !== 'redraw') throw new Error(`The answer is a ${reply.kind}`)
  return reply.message
}

const say = (message: Message): string => plainLines(message).join('\n')

function callOf(message: Message, label: string): Call {
  const buttons = message.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
  const found = buttons.find((one) => one.label === label)
  if (found?.kind !== 'call') throw new Error(`No [${label}] among ${buttons.map((one) => one.label).join(', ')}`)
  return found.call
}

const press = (message: Message, label: string, user = 'nadia'): Promise<Reply> =>
  handle({ ...about(user), kind: 'press', call: callOf(message, label), on: null })

async function pressed(message: Message, label: string, user = 'nadia'): Promise<Message> {
  return messageOf(await press(message, label, user))
}

async function formOf(message: Message, label: string): Promise<Form> {
  const reply = await press(message, label)
  if (reply.kind !== 'form') throw new Error(`[${label}] opened no form but a ${reply.kind}: ${say(messageOf(reply))}`)
  return reply.form
}

const submit = (form: Form, values: Values): Promise<Reply> =>
  handle({ ...about('nadia'), kind: 'submit', call: form.call, values: { ...form.draft, ...values } })

/** The value of an option by its label. */
function option(form: Form, name: string, label: string): string {
  const field = form.fields.find((one) => one.kind === 'choice' && one.name === name)
  const options = field?.kind === 'choice' ? field.options : []
  const found = options.find((one) => one.label === label)
  if (!found) throw new Error(`${name} has no option ${label}, but ${options.map((one) => one.label).join(', ')}`)
  return found.value
}

const header = 'Deal ID,Account,Stage,Amount (EUR),Created,Close date'
const deals = [
  header,
  'D-1,Delta,Closed Won,1000,2026-07-02,2026-08-01',
  'D-2,Echo,Closed Lost,500.50,2026-07-03,2026-08-15',
  'D-3,Foxtrot,Demo,700,2026-07-04,',
  'D-4,Golf,Closed Won,100,2026-02-30,2026-09-01',
].join('\n')

/** A file of deals, with all that is asked of it answered. */
async function imported(content = deals, name = 'deals.csv'): Promise<Message> {
  const form = await formOf(await drop({ [name]: content }), 'Answer 2 questions')
  return messageOf(await submit(form, {}))
}

describe('a file of deals', () => {
  test('is recognised; only which stages mean won and lost is asked, with what was guessed; then its numbers are there', async () => {
    const card = await drop({ 'deals_2026-11.csv': deals })
    expect(say(card)).toContain('deals_2026-11.csv: 4 deals.')
    expect(say(card)).toMatch(/Closed on +Close date +2026-08-01/)
    const form = await formOf(card, 'Answer 2 questions')
    expect(form.fields.map((field) => (field.kind === 'info' ? '' : field.label))).toEqual([
      'Outcome: which words in Stage mean “Won”?',
      'Outcome: which words in Stage mean “Lost”?',
    ])
    const won = option(form, 'values-outcome-won', 'Closed Won')
    expect(form.draft).toMatchObject({ 'values-outcome-won': [won] })
    const report = messageOf(await submit(form, {}))
    expect(say(report)).toContain('Deals: 4 deals read, 1 refused. 3 new, 0 changed, 0 as before.')
    expect(say(report)).toMatch(/Deals won, Q3 2026: 1$/m)
    const rows = await database.sql`select id, outcome, amount::int, currency from opportunities order by id`
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { id: 'D-1', outcome: 'won', amount: 100_000, currency: 'EUR' },
      { id: 'D-2', outcome: 'lost', amount: 50_050, currency: 'EUR' },
      { id: 'D-3', outcome: 'open', amount: 70_000, currency: 'EUR' },
    ])
    expect(say(await pressed(report, 'Show refused rows'))).toContain('Created: “2026-02-30” is not a day')
    expect(callOf(report, 'Make this a digest')).toMatchObject({ action: 'digests.new', opens: 'form' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('writes who imported what into the record of changes', async () => {
    await imported()
    const [line] = await database.sql`select person, verb, subject, after from audit order by id desc limit 1`
    expect(line).toMatchObject({ verb: 'import', subject: 'source:deals/opportunities' })
    expect(line?.after).toMatchObject({ file: 'deals.csv', read: 4, added: 3, refused: 1 })
  })

  test('a wrong form comes back with what was chosen, and says at the field what is wrong', async () => {
    const form = await formOf(await drop({ 'deals.csv': deals }), 'Answer 2 questions')
    const won = option(form, 'values-outcome-won', 'Closed Won')
    const reply = await submit(form, { 'values-outcome-lost': [won] })
    if (reply.kind !== 'form') throw new Error('The form did not come back')
    expect(reply.form.errors).toEqual({
      'values-outcome-lost': '“Closed Won” is chosen above already; it can mean only one thing.',
    })
    expect(reply.form.draft).toMatchObject({ 'values-outcome-won': [won], 'values-outcome-lost': [won] })
    expect(await database.sql`select 1 from opportunities`).toHaveLength(0)
  })

  test('with the same columns is read the same way at one press; a stage that is new is asked about, and nothing else', async () => {
    await imported()
    const again = await drop({ 'deals.csv': `${deals}\nD-5,Hotel,Demo,9,2026-08-01,` })
    expect(say(again)).toContain('The same columns as Deals. I read it the same way.')
    expect(say(await pressed(again, 'Import'))).toContain('1 new, 0 changed, 3 as before')
    const renamed = await drop({ 'deals.csv': `${deals}\nD-6,India,Signed off,9,2026-08-01,2026-08-02` })
    const form = await formOf(renamed, 'Answer 2 questions')
    const signed = option(form, 'values-outcome-won', 'Signed off')
    const won = option(form, 'values-outcome-won', 'Closed Won')
    await submit(form, { 'values-outcome-won': [won, signed] })
    const [row] = await database.sql`select outcome from opportunities where id = 'D-6'`
    expect(row?.outcome).toBe('won')
    expect(await database.sql`select 1 from sources`).toHaveLength(1)
  })

  test('from another system is not counted twice: whether it is newer rows or other ones is asked', async () => {
    await imported()
    const other = deals.replace(header, 'Opportunity,Customer,Phase,Value,Opened,Closed')
    const form = await formOf(await drop({ 'crm.csv': other }), 'Answer 4 questions')
    const source = option(form, 'source', 'Newer rows of Deals')
    await submit(form, { source })
    expect(await database.sql`select 1 from opportunities`).toHaveLength(3)
    expect(await database.sql`select name from sources`).toEqual([{ name: 'deals' }])
  })
})

describe('what a file leaves open', () => {
  test('days that read either way, amounts that read either way, and the currency are asked, each with what it would be', async () => {
    const content =
      'Deal ID,Outcome,Value,Created,Closed\nA,won,"1,234",1/2/2026,3/4/2026\nB,lost,"2,500",5/6/2026,7/8/2026\n'
    const form = await formOf(await drop({ 'deals.csv': content }), 'Answer 3 questions')
    const day = option(form, 'dates', '1/2/2026 is Feb 1, 2026')
    const decimal = option(form, 'decimal', '1.234')
    const wrong = await submit(form, { dates: day, decimal, currency: 'EURO' })
    if (wrong.kind !== 'form') throw new Error('The form did not come back')
    expect(wrong.form.errors).toEqual({
      currency: '“EURO” is not a currency. Type its three letters, for example EUR.',
    })
    expect(wrong.form.draft).toMatchObject({ dates: day, decimal, currency: 'EURO' })
    await submit(form, { dates: day, decimal: option(form, 'decimal', '1,234'), currency: 'usd' })
    const rows =
      await database.sql`select id, created_on, closed_on, amount::int, currency from opportunities order by id`
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { id: 'A', created_on: '2026-02-01', closed_on: '2026-04-03', amount: 123_400, currency: 'USD' },
      { id: 'B', created_on: '2026-06-05', closed_on: '2026-08-07', amount: 250_000, currency: 'USD' },
    ])
  })

  test('of two days of which no word says which is the close date, a person chooses', async () => {
    const content = 'Deal ID,Stage,Date one,Date two\nA,Won,2026-01-01,2026-02-01\nB,Lost,2026-01-02,2026-02-02\n'
    const form = await formOf(await drop({ 'deals.csv': content }), 'Answer 1 question')
    await submit(form, { 'column-closed_on': option(form, 'column-closed_on', 'Date two') })
    const [row] = await database.sql`select closed_on from opportunities where id = 'A'`
    expect(row?.closed_on).toBe('2026-02-01')
  })

  test('what rows are that no fact fits is asked; a list of names waits for the file that uses it', async () => {
    const unsure = await drop({ 'things.csv': 'When,What\n2026-01-01,x\n2026-01-02,y\n' })
    expect(say(unsure)).toContain('I am not sure what they are')
    const list = await drop({ 'accounts.csv': 'Account,Industry\nDelta,Steel\nEcho,Glass\nFoxtrot,Wood\nGolf,Paper\n' })
    expect(say(list)).toContain('accounts.csv is a list of 4 names (Account)')
    await imported()
    const [row] = await database.sql`select segment from opportunities where id = 'D-1'`
    expect(row?.segment).toBe('Steel')
  })

  test('a list that comes later is added with one press, and the rows are read again with it', async () => {
    await imported()
    const list = await drop({ 'accounts.csv': 'Account,Industry\nDelta,Steel\nEcho,Glass\nFoxtrot,Wood\nGolf,Paper\n' })
    expect(say(await pressed(list, 'Add it to Deals'))).toContain('0 new, 3 changed')
    const rows = await database.sql`select segment from opportunities order by id`
    expect(rows.map((row) => row.segment)).toEqual(['Steel', 'Glass', 'Wood'])
  })

  test('every column can be changed by form, and what its words mean is asked again', async () => {
    const form = await formOf(await drop({ 'deals.csv': deals }), 'Change columns')
    const changed = messageOf(await submit(form, { account: null, label: 'Our CRM' }))
    expect(say(changed)).toContain('Our CRM')
    expect(say(changed)).toContain('Not used: Account.')
  })
})

describe('an Excel workbook', () => {
  const rows = [
    ['Deal ID', 'Stage', 'Amount', 'Created', 'Close date'],
    ['D-1', 'Closed Won', 1000.5, new Date('2026-07-01T00:00:00Z'), new Date('2026-08-01T00:00:00Z')],
    ['D-2', 'Closed Lost', 20, new Date('2026-07-02T00:00:00Z'), new Date('2026-08-02T00:00:00Z')],
  ]
  test('with two sheets asks which; its days and amounts arrive as they are', async () => {
    const sheets = [
      {
        data: [
          ['Deal', 'Note'],
          ['x', 'y'],
        ],
        sheet: 'Notes',
      },
      { data: rows, sheet: 'Pipeline', dateFormat: 'dd/mm/yyyy' },
    ]
    const bytes = await writeExcel(sheets, {}).toBuffer()
    const asked = await drop({ 'deals.xlsx': bytes })
    expect(say(asked)).toContain('deals.xlsx has several sheets')
    const card = await pressed(asked, 'Pipeline')
    expect(say(card)).toContain('2 deals')
    await submit(await formOf(card, 'Answer 3 questions'), { currency: 'EUR' })
    const found = await database.sql`select id, amount::int, closed_on from opportunities order by id`
    expect(found.map((row) => ({ ...row }))).toEqual([
      { id: 'D-1', amount: 100_050, closed_on: '2026-08-01' },
      { id: 'D-2', amount: 2_000, closed_on: '2026-08-02' },
    ])
  })
})

describe('names that look alike', () => {
  const content = [
    header.replace('Account', 'Product'),
    ...Array.from(
      { length: 12 },
      (_, at) => `D-${at},${at === 0 ? 'AcmeFlow' : 'Acme Flow'},Closed Won,5,2026-07-02,2026-08-01`,
    ),
  ].join('\n')
  test('are put right in the rows when they are the same', async () => {
    const report = await imported(content)
    expect(say(report)).toContain('Product: AcmeFlow (1 row) looks like Acme Flow.')
    expect(say(await pressed(report, 'Same'))).toContain('1 changed')
    expect(await database.sql`select distinct product from opportunities`).toEqual([{ product: 'Acme Flow' }])
    const yaml = say(await pressed(await drop({ 'deals.csv': content }), 'Import'))
    expect(yaml).not.toContain('looks like')
  })
  test('are not asked about again when they are different', async () => {
    const report = await imported(content)
    expect(say(await pressed(report, 'Different'))).not.toContain('looks like')
    expect(say(await pressed(await drop({ 'deals.csv': content }), 'Import'))).not.toContain('looks like')
    expect(await database.sql`select distinct product from opportunities order by 1`).toHaveLength(2)
  })
})

describe('a stated total', () => {
  test('is held against ours, month by month, with the rows behind it; nonsense brings the form back', async () => {
    const form = await formOf(await imported(), 'Check a total')
    const period = option(form, 'period', 'Q3 2026')
    const metric = option(form, 'metric', 'Deals won')
    const wrong = await submit(form, { metric, period, figure: 'about 70' })
    if (wrong.kind !== 'form') throw new Error('The form did not come back')
    expect(wrong.form).toMatchObject({ draft: { metric, period, figure: 'about 70' } })
    const more = messageOf(await submit(form, { metric, period, figure: '3' }))
    expect(say(more)).toContain('You say 3 for Deals won, Q3 2026. I count 1: 2 less.')
    expect(say(more)).toMatch(/August 2026 +1|Aug 2026 +1/)
    expect(callOf(more, 'Show rows').action).toBe('metrics.rows')
    expect(say(messageOf(await submit(form, { metric, period, figure: '1' })))).toContain('the same')
  })
})

describe('nothing is lost', () => {
  test('the same message a second time fetches and keeps nothing twice', async () => {
    const first = await drop({ 'deals.csv': deals }, 'nadia', 'same')
    const second = await drop({ 'deals.csv': deals }, 'nadia', 'same')
    expect(second).toEqual(first)
    expect(fetched).toBe(1)
    expect(await database.sql`select 1 from drops`).toHaveLength(1)
  })

  test('a process that dies after keeping a file leaves it to be read by the next one', async () => {
    const bytes = Buffer.from(deals)
    const [nadia] = await database.sql`select id from people where email = 'nadia@acme.example'`
    await database.sql`insert into drops (key, person, name, bytes, size, state, at, changed_at)
      values ('dead#0', ${nadia?.id}, 'deals.csv', ${bytes}, ${bytes.length}, 'open', now(), now())`
    const again = messageOf(
      await handle({
        ...about('nadia', 'dead'),
        kind: 'files',
        text: '',
        files: [{ name: 'deals.csv', size: null, ref: {} }],
      }),
    )
    expect(fetched).toBe(0)
    expect(say(again)).toContain('4 deals')
  })

  test('/drumbeat import shows what waits, and goes on from there', async () => {
    await drop({ 'deals.csv': deals })
    const list = messageOf(await handle({ ...about('nadia'), kind: 'words', text: 'drumbeat import' }))
    expect(say(list)).toContain('deals.csv, dropped')
    const card = await pressed(list, 'Go on')
    expect(say(card)).toContain('4 deals')
    expect(say(await pressed(card, 'Throw away'))).toContain('thrown away')
    expect(say(messageOf(await handle({ ...about('nadia'), kind: 'words', text: 'import' })))).not.toContain(
      'deals.csv',
    )
  })

  test('the mapping is shown as YAML that says the same, also where a chat takes the spaces before a line away', async () => {
    const report = await imported()
    const shown = await pressed(report, 'Show the mapping')
    const yaml = plainLines({ ...shown, blocks: shown.blocks.slice(1) })
      .map((line) => line.trim())
      .join('\n')
    const [saved] = await database.sql`select mapping from sources`
    expect(parseMapping(parse(yaml))).toEqual(parseMapping(saved?.mapping))
  })
})

describe('who and what is refused', () => {
  test.each(['lena', 'gus'])('%s may not bring data in, and nothing is fetched', async (user) => {
    const words = say(await drop({ 'deals.csv': deals }, user))
    expect(words).toContain(user === 'lena' ? 'Nadia' : 'only for people of the company')
    expect(fetched).toBe(0)
    expect(await database.sql`select 1 from drops`).toHaveLength(0)
  })

  test('what one leader dropped another one does not import', async () => {
    const card = await drop({ 'deals.csv': deals }, 'maya')
    expect(say(await pressed(card, 'Answer 2 questions', 'lena'))).toContain('Only RevOps')
    const nadias = await drop({ 'deals.csv': deals })
    expect(say(await pressed(nadias, 'Answer 2 questions', 'maya'))).toContain('dropped by somebody else')
  })

  test.each<[string, Fetched | string, string]>([
    ['large.csv', { kind: 'too large' }, 'larger than 20 MB'],
    ['gone.csv', { kind: 'gone', code: 'x' }, 'I cannot see gone.csv'],
    ['later.csv', { kind: 'failed', code: 'x' }, 'Drop it here again'],
    ['empty.csv', '', 'is empty'],
    ['head.xlsx', 'PK\u0003\u0004 broken', 'damaged'],
    ['quote.csv', 'a,b\n"open', 'is not closed'],
  ])('%s is said with its cure, and not kept', async (name, content, words) => {
    shared.set(name, typeof content === 'string' ? { kind: 'fetched', bytes: Buffer.from(content) } : content)
    const files = [{ name, size: null, ref: {} }]
    expect(say(messageOf(await handle({ ...about('nadia'), kind: 'files', text: '', files })))).toContain(words)
    expect(await database.sql`select 1 from drops where bytes is not null`).toHaveLength(0)
    expect(failures).toEqual([])
  })

  test('names are data: a hostile file name leaves no folder, and what looks like markup or a formula stays text', async () => {
    const hostile = '../../<!channel> *x*.csv'
    const content = deals.replace('Delta', '=HYPERLINK("http://evil.example")').replace('Deal ID', '<b>Deal ID</b>')
    const card = await drop({ [hostile]: content })
    expect(say(card)).toContain('_!channel_ _x_.csv')
    const spans = card.blocks.flatMap((block) => (block.kind === 'text' ? block.text : []))
    expect(spans.every((span) => span.kind !== 'link' && span.kind !== 'person')).toBe(true)
    expect(failures).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })
})
