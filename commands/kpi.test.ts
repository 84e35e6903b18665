import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../db/connect.js'
import type { Reply } from '../src/chat/incoming.js'
import type { Button, Message } from '../src/chat/message.js'
import { type Place, place } from '../src/chat/place.js'
import { plainLines } from '../src/chat/plain.js'
import type { Audience, Person } from '../src/company/model.js'
import { saveDepartments, savePlaces } from '../src/company/store.js'
import { Refusal } from '../src/locales/refusal.js'
import { textsFor } from '../src/locales/texts.js'
import { acme, catalogueWith, now, person } from '../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../src/metrics/testing/rows.js'
import { recordVersions } from '../src/metrics/versions.js'
import { testDatabase } from '../test/database.js'
import type { Asking, Command } from './command.js'
import { kpiCommand } from './kpi.js'

const channel = (id: string, thread: string | null = null): Place =>
  place.parse({ platform: 'slack', workspace: 'T1', kind: 'channel', channel: id, thread })
const direct: Place = { platform: 'slack', workspace: 'T1', kind: 'direct', channel: 'U1', thread: null }

let database: Database
let kpi: Command
beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  await saveDepartments(db, [
    { key: 'sales', label: 'Sales', leader: null, home: null },
    { key: 'finance', label: 'Finance', leader: null, home: null },
  ])
  const places: readonly (readonly [string, Audience])[] = [
    ['revenue', { outsiders: false, readers: { kind: 'company' } }],
    ['finance', { outsiders: false, readers: { kind: 'departments', departments: ['finance'] } }],
    ['partners', { outsiders: true, readers: { kind: 'company' } }],
  ]
  await savePlaces(
    db,
    places.map(([name, audience]) => ({ name, place: channel(name), audience, locale: null, zone: null })),
  )
  const crm = await addSource(db, 'opportunities')
  await addDeals(db, crm, [
    ...decided('won', '2026-07-20', 4, { region: 'EMEA', amount: 12_345_00 }),
    ...decided('lost', '2026-07-21', 22, { region: 'EMEA', reason: 'price' }),
  ])
  const catalogue = catalogueWith('- { name: won_revenue, visibility: { departments: [finance] } }')
  kpi = kpiCommand(await recordVersions(db, catalogue, now))
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.sql`delete from deliveries`
})

const maya = person()
const omar = person({ id: 2, name: 'Omar Haddad', email: 'omar@acme.example', department: 'finance' })

let cause = 0
function asking(at: Place = direct, by: Person = maya): Asking {
  cause += 1
  const t = textsFor('en', acme.zone)
  return { db: database.db, now, by, t, cause: `cause-${cause}`, company: acme, at, on: null }
}

function messageOf(reply: Reply): Message {
  if (reply.kind !== 'tell' && reply.kind !== 'redraw') throw new Error(`the reply is a ${reply.kind}`)
  return reply.message
}

const buttonsOf = (message: Message): readonly Extract<Button, { kind: 'call' }>[] =>
  message.blocks
    .flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
    .filter((one) => one.kind === 'call')

const say = async (text: string, at?: Place, by?: Person): Promise<Message> =>
  messageOf(await kpi.words(text, asking(at, by)))
const lines = async (text: string, at?: Place, by?: Person) => plainLines(await say(text, at, by))

async function press(message: Message, label: string, context: Asking): Promise<Reply> {
  const call = buttonsOf(message).find((button) => button.label === label)?.call
  const binding = kpi.bindings.find(({ id }) => id === call?.action)
  if (!call || !binding?.press)
    throw new Error(`no button "${label}" among ${buttonsOf(message).map((one) => one.label)}`)
  return binding.press(JSON.parse(JSON.stringify(call.args)), context)
}

const outbox = () => database.sql`select key, about, channel, place, message, priority from deliveries order by id`

describe('/kpi with a question', () => {
  it('answers privately', async () => {
    expect((await lines('win rate emea this qtr'))[0]).toBe('Win rate, EMEA, this quarter: 15% so far (4 of 26).')
    expect(await outbox()).toHaveLength(0)
  })

  it('that is not understood offers readings that answer when pressed', async () => {
    const unsure = await say('win rate blorb this quarter')
    expect(plainLines(unsure)[0]).toBe('I understood win rate, but not “blorb”. Did you mean one of these?')
    const answered = messageOf(await press(unsure, 'win rate this quarter', asking()))
    expect(plainLines(answered)[0]).toContain('Win rate, this quarter: 15% so far')
  })

  it('that means nothing leads to the list', async () => {
    const unsure = await say('asdf qwer')
    expect(plainLines(unsure)[0]).toContain('I don’t know “asdf qwer”')
    expect(plainLines(messageOf(await press(unsure, 'All metrics', asking())))).toContain('What you can ask')
  })
})

describe('[Share here]', () => {
  it('stands only where others read along', async () => {
    const labels = async (at: Place) => buttonsOf(await say('win rate', at)).map(({ label }) => label)
    expect(await labels(direct)).toEqual(['Show deals', 'About this number', 'Follow'])
    expect(await labels(channel('revenue'))).toEqual(['Share here', 'Show deals', 'About this number', 'Follow'])
  })

  it('posts the same question into the thread where it was asked, in the name of who shared it', async () => {
    const at = channel('revenue', '169.5')
    const reply = await press(await say('win rate emea this qtr', at), 'Share here', asking(at))
    expect(reply.kind).toBe('redraw')
    const [posted, ...more] = await outbox()
    expect(more).toEqual([])
    expect(posted).toMatchObject({ about: 'metric:win_rate', channel: 'revenue', priority: 0 })
    expect(posted?.place).toMatchObject({ thread: '169.5' })
    expect(JSON.stringify(posted?.message)).toContain('Maya Lindqvist shared:')
    expect(JSON.stringify(posted?.message)).toContain('15%')
    const changes = await database.sql`select subject, verb, person from audit`
    expect(changes.map((row) => ({ ...row }))).toEqual([{ subject: 'metric:win_rate', verb: 'share', person: 1 }])
  })

  it('posts once when the same press is delivered again', async () => {
    const at = channel('revenue')
    const card = await say('win rate', at)
    const same = asking(at)
    await press(card, 'Share here', same)
    await press(card, 'Share here', same)
    expect(await outbox()).toHaveLength(1)
  })

  it('refuses what some readers of the place may not see, and posts nothing', async () => {
    for (const name of ['revenue', 'partners']) {
      const card = await say('won revenue this quarter', channel(name), omar)
      await expect(press(card, 'Share here', asking(channel(name), omar))).rejects.toMatchObject({
        key: 'answers.not_shareable',
      })
    }
    const open = await say('win rate', channel('partners'), omar)
    await expect(press(open, 'Share here', asking(channel('partners'), omar))).rejects.toBeInstanceOf(Refusal)
    expect(await outbox()).toHaveLength(0)
    const finance = await say('won revenue this quarter', channel('finance'), omar)
    await press(finance, 'Share here', asking(channel('finance'), omar))
    expect(await outbox()).toHaveLength(1)
  })

  it('goes by the rights of whoever presses', async () => {
    const card = await say('won revenue this quarter', channel('finance'), omar)
    const reply = await press(card, 'Share here', asking(channel('finance'), maya))
    expect(plainLines(messageOf(reply))).toEqual(['Won revenue is shared with Finance and executives only.'])
    expect(await outbox()).toHaveLength(0)
  })
})

describe('a number that somebody may not read', () => {
  it('is refused with whom it is shared, in questions, certificates, lists and scorecards', async () => {
    const refusal = ['Won revenue is shared with Finance and executives only.']
    for (const text of ['won revenue', 'revenue by region', 'about revenue', 'won revenue for region=atlantis']) {
      expect(await lines(text), text).toEqual(refusal)
    }
    expect((await lines('average deal'))[0]).toMatch(/is shared with Finance and executives only\.$/)
    for (const text of ['list', '']) {
      expect((await lines(text)).join('\n'), text).not.toContain('Won revenue')
      expect((await lines(text, direct, omar)).join('\n'), text).toContain('Won revenue')
    }
    expect(plainLines(await say('won revnue by moon', direct, omar)).join('\n')).not.toContain('12,345')
  })

  it('is every number for somebody from outside', async () => {
    const guest = person({ outsider: true })
    for (const text of ['win rate', 'list', '', 'about win rate', 'asdf']) {
      await expect(kpi.words(text, asking(direct, guest)), text).rejects.toMatchObject({
        key: 'answers.refused_outsider',
      })
    }
  })
})

describe('/kpi about', () => {
  it('says what a number means and where it comes from', async () => {
    const text = (await lines('about win rate')).join('\n')
    expect(text).toContain('Formula: won / (won + lost), by close date')
    expect(text).toContain('Owner: Sales')
    expect(text).toContain('Version: 1, since Aug 13, 2026, 12:00 PM')
    expect(text).toContain('Sources: CRM export, read Aug 13, 2026, 8:00 AM')
    expect(text).toContain('Shared with: Everybody in the company')
    expect(text).toContain('Which side it takes: By close date and of closed deals only.')
  })

  it('forgives a typing error, and leads from the card to the number', async () => {
    const card = await say('about wni rate')
    expect(plainLines(card)[0]).toBe('Win rate')
    expect(plainLines(messageOf(await press(card, 'Ask for it', asking())))[0]).toContain('15%')
  })

  it('says what is not connected', async () => {
    expect((await lines('about arr')).join('\n')).toContain('Sources: None yet: subscription data is not connected')
  })

  it('is behind the button of an answer', async () => {
    const about = await press(await say('win rate'), 'About this number', asking())
    expect(plainLines(messageOf(about))[0]).toBe('Win rate')
  })
})

describe('/kpi list', () => {
  it('shows what the data can answer, and apart what it cannot', async () => {
    const text = await lines('list')
    expect(text[0]).toBe('What you can ask')
    expect(text.some((line) => line.startsWith('Win rate '))).toBe(true)
    expect(text.at(-1)).toMatch(/^Not answerable yet: .*MRR, ARR, .* and \d+ more\. Missing: .*subscription data/)
    expect(text.join('\n')).not.toContain('Won list value')
  })
})

describe('/kpi alone', () => {
  it("shows the scorecard of the asker's department, and says what is missing", async () => {
    const text = await lines('', direct, omar)
    expect(text[0]).toBe('Scorecard: Finance')
    expect(text.join('\n')).toMatch(/Won revenue +€49\.4K/)
    expect(text).toContain('There is no MRR yet: subscription data is not connected.')
    expect((await lines(''))[0]).toBe('Scorecard: Sales')
  })

  it("shows executives the company's", async () => {
    const executive = person({ department: null, role: 'executive' })
    expect((await lines('', direct, executive))[0]).toBe('Scorecard of the company')
  })

  it('says so when a department has none', async () => {
    expect((await lines('', direct, person({ department: 'legal' })))[0]).toContain('no scorecard for legal')
  })
})

it('an old button for a metric that is gone is refused in words', async () => {
  const about = kpi.bindings.find(({ id }) => id === 'metrics.about')
  await expect(about?.press?.({ metric: 'gone' }, asking())).rejects.toMatchObject({ key: 'answers.unknown_metric' })
})
