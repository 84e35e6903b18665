import { afterEach, beforeEach, expect, test } from 'vitest'
import { renewals } from '../../db/schema/facts.js'
import { surveyScores } from '../../db/schema/facts-plans.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Button, Message } from '../../src/chat/message.js'
import { plainLines } from '../../src/chat/plain.js'
import { flatten } from '../../src/chat/text.js'
import { applyChecklists } from '../../src/checklists/apply.js'
import { checklistsFile } from '../../src/checklists/model.js'
import type { Context } from '../../src/company/context.js'
import { withheld } from '../../src/deliveries/withhold.js'
import { promptsFile } from '../../src/feedback/model.js'
import { applyPrompts } from '../../src/feedback/prompt-save.js'
import { mayDisclose } from '../../src/metrics/disclose.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { noteCard } from '../../src/mornings/card.js'
import { playbooksFile } from '../../src/playbooks/model.js'
import { playbookDues } from '../../src/playbooks/morning.js'
import { proposalsRenderer } from '../../src/playbooks/renderer.js'
import { applyPlaybooks, exportPlaybooks } from '../../src/playbooks/save.js'
import { watchPlaybooks } from '../../src/playbooks/watch.js'
import { standupsFile } from '../../src/standups/model.js'
import { applyStandups } from '../../src/standups/save.js'
import { type KpiDoor, kpiDoor, type Who } from '../../test/kpi-door.js'
import { rendered } from '../../test/rendered.js'
import { slotOf } from '../../test/slot.js'
import { playbookCommand } from './command.js'

const catalogue = catalogueWith()
const command = playbookCommand(catalogue)

let door: KpiDoor
let crm: { source: number; import: number }

beforeEach(async () => {
  door = await kpiDoor(async () => catalogue)
  crm = await addSource(door.database.db, 'opportunities')
  await addDeals(door.database.db, crm, decided('won', '2026-07-20', 3, { account: 'Alpha', amount: 10_000_00 }))
})
afterEach(() => door[Symbol.asyncDispose]())

const won = {
  name: 'deal-won',
  title: 'A deal is won',
  owner: 'nadia@acme.example',
  when: { record: 'opportunities', where: { outcome: 'won' } },
  say: '{account} is won, {amount}. Finance needs a PO number to start.',
  needs: 'PO number',
  do: {
    action: 'handoff',
    from: 'sales',
    to: 'finance',
    title: '{account}: set up invoicing',
    why: 'Won on {closed_on}.',
  },
  check: { after: '14d', metric: 'win_rate', period: 'this quarter' },
}

async function clock(hours = 0): Promise<Context> {
  const { at: _at, on: _on, ...asking } = await door.asking('nadia')
  return { ...asking, by: 'clock', now: asking.now.add({ hours }) }
}

const agree = async (...list: readonly object[]): Promise<void> =>
  applyPlaybooks(await clock(), playbooksFile.parse({ playbooks: list }), catalogue)

/** Deals arrive, as an import would bring them. */
async function arrive(...deals: Parameters<typeof addDeals>[2][]): Promise<void> {
  const [run] = await door.database.sql<{ id: number }[]>`
    insert into imports (source, started_at, finished_at, report)
    values (${crm.source}, '2026-08-13T09:00:00Z', '2026-08-13T09:00:00Z', '{}') returning id`
  await addDeals(door.database.db, { source: crm.source, import: run?.id ?? 0 }, deals.flat())
}

/** The clock looks at the playbooks. @returns the new messages */
async function look(hours = 0, metrics = catalogue) {
  const before = (await door.posted()).length
  await watchPlaybooks(await clock(hours), metrics, await slotOf(door.database, 'playbooks'))
  return (await door.posted()).slice(before)
}

const buttonsOf = (message: Message): readonly Button[] =>
  message.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))

/** @param index of the button among those of the same label */
async function press(who: Who, message: Message, label: string, index = 0): Promise<Reply> {
  const found = buttonsOf(message).filter((one) => one.label === label)[index]
  const press = command.bindings.find(({ id }) => found?.kind === 'call' && id === found.call.action)?.press
  if (found?.kind !== 'call' || !press)
    throw new Error(`no "${label}" among ${buttonsOf(message).map((one) => one.label)}`)
  return press(JSON.parse(JSON.stringify(found.call.args)), await door.asking(who))
}

async function submit(who: Who, reply: Reply, values: Record<string, string>): Promise<Reply> {
  if (reply.kind !== 'form') throw new Error(`the reply is a ${reply.kind}`)
  const { call } = reply.form
  const take = command.bindings.find(({ id }) => id === call.action)?.submit
  if (!take) throw new Error(`nothing takes ${call.action}`)
  return take(JSON.parse(JSON.stringify(call.args)), values, await door.asking(who))
}

const say = async (who: Who, text: string): Promise<Reply> => command.words(text, await door.asking(who))
const messageOf = (reply: Reply): Message => {
  if (reply.kind !== 'tell') throw new Error(`the reply is a ${reply.kind}`)
  return reply.message
}
const linesOf = (reply: Reply): readonly string[] => plainLines(messageOf(reply))

const delta = decided('won', '2026-08-13', 1, { account: 'Delta', amount: 60_000_00 })

/** Delta is won, and proposed to Nadia. */
async function proposed() {
  await agree(won)
  expect(await look()).toEqual([])
  await arrive(delta)
  const [told, ...more] = await look(1)
  expect(more).toEqual([])
  if (!told) throw new Error('nothing was proposed')
  return told
}

test('a deal that is won is proposed once, what is missing is added by form, and the other department gets it', async () => {
  const told = await proposed()
  expect(told).toMatchObject({ to: 'U-nadia' })
  expect(told.lines).toContain('Delta is won, €60K. Finance needs a PO number to start.')
  expect(told.lines.join('\n')).toContain('I would: hand over to finance: Delta: set up invoicing. (A deal is won)')
  expect(await look(2)).toEqual([])
  const form = await press('nadia', told.message, 'Add PO number and do it')
  expect(linesOf(await submit('nadia', form, { words: 'PO 4711' }))).toEqual([
    'Handed over: #1 Delta: set up invoicing.',
  ])
  const [handoff] = await door.database.sql`select * from handoffs`
  expect(handoff).toMatchObject({
    title: 'Delta: set up invoicing',
    why: 'Won on Aug 13, 2026.',
    evidence: 'PO 4711',
    from_department: 'sales',
    to_department: 'finance',
  })
  expect(handoff?.record).toMatch(/^opportunities:crm\/D-\d+$/)
  expect(linesOf(await submit('nadia', form, { words: 'again' }))).toEqual(['That was decided already.'])
  // The message stands as decided from then on.
  const id = told.key.slice('playbooks:'.length)
  const drawn = await proposalsRenderer(catalogue).draw(await clock(), {
    id,
    view: 'proposals',
    to: (await door.asking('nadia')).at,
  })
  expect(drawn && plainLines(drawn).join('\n')).toContain('Nadia Petrova: Handed over: #1 Delta: set up invoicing.')
})

test('what is left as it is stays so, and nobody decides for somebody else', async () => {
  const told = await proposed()
  await expect(press('tom', told.message, 'Not now')).rejects.toMatchObject({ key: 'playbooks.not_asked' })
  expect(linesOf(await press('nadia', told.message, 'Not now'))).toEqual(['Left as it is, and recorded.'])
  expect(linesOf(await press('nadia', told.message, 'Not now'))).toEqual(['That was decided already.'])
  expect(await door.database.sql`select * from handoffs`).toHaveLength(0)
  expect(await door.database.sql`select state, decided_by is not null as by from playbook_firings`).toEqual([
    { state: 'declined', by: true },
  ])
})

test('what was agreed to be done at once is done once, in the name of the owner; what cannot be done says why', async () => {
  const { needs: _needs, ...without } = won
  const atOnce = { ...without, how: 'at once', owner: 'maya@acme.example' }
  await agree(atOnce, {
    ...atOnce,
    name: 'to-oneself',
    do: { action: 'handoff', to: 'sales', title: 'Look at {account}' },
  })
  await look()
  await arrive(delta)
  const told = (await look(1)).filter(({ key }) => key.startsWith('playbooks:'))
  expect(told).toHaveLength(1)
  expect(told[0]?.lines.join('\n')).toContain('Maya Okafor: Handed over: #1 Delta: set up invoicing.')
  expect(told[0]?.lines.join('\n')).toContain('This could not be done: ')
  expect(await door.database.sql`select sender from handoffs`).toHaveLength(1)
  expect(await look(2)).toEqual([])
})

test('a playbook whose decider has left is silent, and the list says so', async () => {
  await agree({ ...won, ask: 'omar@acme.example' })
  await look()
  expect(linesOf(await say('nadia', 'list'))).toContain('A deal is won: has not spoken yet')
  await door.database.sql`update people set active = false where email = 'omar@acme.example'`
  await arrive(delta)
  expect(await look(1)).toEqual([])
  expect(linesOf(await say('nadia', 'list'))).toContain(
    'A deal is won (silent: Omar Haddad is not there any more): has not spoken yet',
  )
})

test('a record with more in it than fits holds up nobody: it is proposed as agreed, and what cannot be done says why', async () => {
  const { needs: _needs, ...without } = won
  await agree({ ...without, how: 'at once', name: 'at-once' }, { ...without, name: 'b-proposed' })
  await look()
  const long = 'Delta '.repeat(60).trim()
  await arrive(decided('won', '2026-08-13', 1, { account: long, amount: 60_000_00 }), delta)
  const [told] = (await look(1)).filter(({ key }) => key.startsWith('playbooks:'))
  const lines = told?.lines.join('\n')
  expect(lines).toContain('This could not be done: With what stands in the record it cannot be done: title: ')
  expect(lines).toContain('I would: hand over to finance: {account}: set up invoicing.')
  expect(lines).toContain('I would: hand over to finance: Delta: set up invoicing.')
  expect(await door.database.sql`select title from handoffs`).toEqual([{ title: 'Delta: set up invoicing' }])
})

test('a message is told where it was agreed, with what was added, and not where outsiders read', async () => {
  const tell = { ...won, needs: 'why they bought', do: { action: 'message', to: 'general', text: '{account} is won!' } }
  await agree(tell, { ...tell, name: 'to-partners', do: { ...tell.do, to: 'partners' } })
  await look()
  await arrive(delta)
  const [told] = await look(1)
  if (!told) throw new Error('nothing was proposed')
  const form = await press('nadia', told.message, 'Add why they bought and do it')
  expect(linesOf(await submit('nadia', form, { words: 'The price' }))).toEqual(['Told general.'])
  const posted = await door.posted()
  expect(posted.at(-1)).toMatchObject({ to: 'C0GENERAL', lines: ['Delta is won!', 'The price'] })
  const [, outside] = buttonsOf(told.message).filter(({ label }) => label.startsWith('Add '))
  if (outside?.kind !== 'call') throw new Error('there is no second proposal')
  const refused = command.bindings.find(({ id }) => id === outside.call.action)?.submit
  await expect(refused?.(outside.call.args, { words: 'x' }, await door.asking('nadia'))).rejects.toMatchObject({
    key: 'playbooks.message_outsiders',
  })
  expect(await door.database.sql`select state from playbook_firings order by id`).toEqual([
    { state: 'done' },
    { state: 'proposed' },
  ])
})

/** A checklist, a standup and a prompt of the company, playbooks that begin them when a deal is won, and a deal that is. */
async function wonWith(how: 'propose' | 'at once') {
  const context = await clock()
  const stages = [
    { label: 'Kick-off', due: '+2 working days', items: [{ label: 'Call them', owner: { department: 'sales' } }] },
  ]
  const template = { name: 'onboard', title: 'Onboarding', stages }
  await applyChecklists(context, checklistsFile.parse({ templates: [template] }), catalogue)
  const asked = { title: 'Why we won', ask: { departments: ['sales', 'finance'] } }
  const questions = [{ kind: 'text', label: 'Why did they buy?' }]
  const days = { days: ['monday'], at: '10:00', summary: { place: 'general' } }
  const standup = { ...asked, ...days, name: 'won-deals', owner: 'maya@acme.example', questions }
  await applyStandups(context, standupsFile.parse({ standups: [standup] }))
  const prompt = { ...asked, name: 'why-won', owners: ['maya@acme.example'], privacy: 'named', results: {}, questions }
  await applyPrompts(context, promptsFile.parse({ prompts: [prompt] }))
  const { needs: _needs, check: _check, ...usual } = { ...won, how, owner: 'maya@acme.example' }
  const checklist = { action: 'checklist', template: 'onboard', place: 'general', title: 'Onboard {account}' }
  await agree(
    { ...usual, name: 'a', do: checklist },
    { ...usual, name: 'b', do: { action: 'standup', standup: 'won-deals' } },
    { ...usual, name: 'c', do: { action: 'prompt', prompt: 'why-won' } },
  )
  await look()
  await arrive(delta)
  const [told, ...more] = (await look(1)).filter(({ key }) => key.startsWith('playbooks:'))
  expect(more).toEqual([])
  if (!told) throw new Error('nothing was told')
  return told
}

/** What has begun: checklists with their items, rounds with how many are asked, and what the playbooks know of it. */
async function begun() {
  const { sql } = door.database
  return {
    checklists: await sql`
      select r.title, p.email as owner, (select string_agg(label, ', ') from checklist_items where run = r.id) as items
      from checklist_runs r join people p on p.id = r.owner`,
    rounds: await sql`
      select kind, count(*)::int as people from rounds r join round_people p on p.round = r.id group by kind order by kind`,
    firings: await sql`select state, made from playbook_firings order by playbook`,
  }
}
const allBegun = {
  checklists: [{ title: 'Onboard Delta', owner: 'maya@acme.example', items: 'Call them' }],
  rounds: [
    { kind: 'feedback', people: 3 },
    { kind: 'standups', people: 3 },
  ],
  firings: [
    { state: 'done', made: 'checklist:1' },
    { state: 'done', made: 'standup:won-deals' },
    { state: 'done', made: 'prompt:why-won' },
  ],
}
const saidOfThem = ['Started as checklist #1 in general.', 'Asking: Why we won.', 'Asking: Why we won.']

test('a checklist, a standup and a prompt are proposed, and begin with the press', async () => {
  const told = await wonWith('propose')
  const lines = told.lines.join('\n')
  for (const would of [
    'I would: start the checklist Onboard Delta in general.',
    'I would: ask the standup Why we won now.',
    'I would: ask the prompt Why we won.',
  ])
    expect(lines).toContain(would)
  expect(await begun()).toMatchObject({ checklists: [], rounds: [] })
  for (const [index, said] of saidOfThem.entries()) {
    expect(linesOf(await press('maya', told.message, 'Do it', index))).toEqual([said])
    expect(linesOf(await press('maya', told.message, 'Do it', index))).toEqual(['That was decided already.'])
  }
  expect(await begun()).toEqual(allBegun)
})

test('a checklist, a standup and a prompt that were agreed to be done at once begin once, by themselves', async () => {
  const told = await wonWith('at once')
  for (const said of saidOfThem) expect(told.lines.join('\n')).toContain(`Maya Okafor: ${said}`)
  expect(await begun()).toEqual(allBegun)
  await look(2)
  expect(await begun()).toEqual(allBegun)
})

test('an export that brings many at once does nothing by itself: they are proposed, and counted', async () => {
  const { needs: _needs, ...without } = won
  await agree({ ...without, how: 'at once', owner: 'maya@acme.example' })
  await look()
  await arrive(decided('won', '2026-08-12', 25, { account: 'Many' }))
  const [told] = await look(1)
  expect(told?.lines.join('\n')).toContain('And 20 more.')
  expect(await door.database.sql`select * from handoffs`).toHaveLength(0)
})

test('the first import is where things begin, unless what is so already is meant too', async () => {
  const { sql } = door.database
  await sql`delete from imports`
  await agree(won, { ...won, name: 'all-of-them', existing: true })
  expect(await look()).toEqual([])
  await arrive(decided('won', '2026-08-10', 30, { account: 'Old' }))
  const [told, ...more] = await look(1)
  expect(more).toEqual([])
  // Every one of them is there to be decided, and none of the playbook that only speaks of what is new.
  expect(told?.lines.join('\n')).toContain('And 28 more.')
  expect(await sql`select playbook, count(*)::int as count from playbook_firings group by 1`).toEqual([
    { playbook: 'all-of-them', count: 33 },
  ])
})

test('a renewal is spoken of when it comes near and the latest answer of its account is low, not an earlier one', async () => {
  const { db } = door.database
  const owed = {
    ...(await addSource(db, 'renewals', { name: 'billing' })),
    outcome: 'pending',
    arrDue: 12_000_00,
    currency: 'EUR',
  }
  await db.insert(renewals).values([
    { ...owed, id: 'R-1', account: 'Low', dueOn: '2026-10-20' },
    { ...owed, id: 'R-2', account: 'Better', dueOn: '2026-09-01' },
    { ...owed, id: 'R-3', account: 'Far', dueOn: '2027-03-01' },
  ])
  const asked = { ...(await addSource(db, 'survey_scores', { name: 'survey' })), kind: 'nps', askedOn: '2026-01-01' }
  await db.insert(surveyScores).values([
    { ...asked, id: 'S-1', account: 'Low', answeredOn: '2026-02-01', score: 9 },
    { ...asked, id: 'S-2', account: 'Low', answeredOn: '2026-06-01', score: 3 },
    { ...asked, id: 'S-3', account: 'Better', answeredOn: '2026-02-01', score: 2 },
    { ...asked, id: 'S-4', account: 'Better', answeredOn: '2026-06-01', score: 10 },
    { ...asked, id: 'S-5', account: 'Far', answeredOn: '2026-06-01', score: 1 },
  ])
  await agree({
    ...won,
    when: {
      record: 'renewals',
      where: { outcome: 'pending', due_on: { within: '60d' } },
      latest: {
        record: 'survey_scores',
        by: 'account',
        on: 'answered_on',
        among: { kind: 'nps' },
        where: { score: { below: 7 } },
      },
    },
    say: '{account} renews on {due_on}.',
    do: { action: 'message', to: 'general', text: '{account} is not happy.' },
  })
  // In August its renewal is 68 days away, ten days later it is near: no import was needed for that.
  expect(await look()).toEqual([])
  const told = await look(24 * 10)
  expect(told.map(({ lines }) => lines[0])).toEqual(['Low renews on Oct 20, 2026.'])
})

test('a number that falls is spoken of once until it is back, for each part by itself', async () => {
  await agree({
    ...won,
    needs: undefined,
    when: { metric: 'win_rate', period: 'this quarter', by: 'region', is: 'below 20%' },
    say: '{sentence} Agreed: look at the lost deals.',
    do: { action: 'message', to: 'nadia@acme.example', text: '{part}: {value}' },
    often: 'every time',
  })
  const region = (name: string, wins: number, losses: number) => [
    ...decided('won', '2026-08-01', wins, { region: name }),
    ...decided('lost', '2026-08-01', losses, { region: name }),
  ]
  await arrive(region('EMEA', 5, 5), region('APAC', 5, 5))
  expect(await look()).toEqual([])
  await arrive(region('EMEA', 0, 20))
  const [told] = await look(1)
  expect(told?.lines[0]).toBe('Win rate, EMEA, this quarter: 17% (5 of 30), below 20%. Agreed: look at the lost deals.')
  if (!told) throw new Error('nothing was proposed')
  expect(told.message.discloses).toEqual(['metric:win_rate'])
  // The number stands with the posted ones, and what is told of it goes to nobody who may not read it.
  expect(
    await door.database.sql`select metric, question->'where' as where from posted_numbers where delivery = ${told.key}`,
  ).toEqual([{ metric: 'win_rate', where: [{ dimension: 'region', values: ['EMEA'] }] }])
  await press('nadia', told.message, 'Do it')
  const message = (await door.posted()).at(-1)
  expect(message).toMatchObject({ to: 'U-nadia', lines: ['EMEA: 17%'] })
  expect(message?.message.discloses).toEqual(['metric:win_rate'])
  await arrive(region('EMEA', 1, 0))
  expect(await look(2)).toEqual([])
  await arrive(region('EMEA', 9, 0))
  expect(await look(3)).toEqual([])
  await arrive(region('EMEA', 0, 60))
  expect(await look(4)).toHaveLength(1)
})

/** Proposes to Omar what a number of finance alone is, beside a record; the catalogue has the number restricted. */
async function secretProposed() {
  const secret = catalogueWith(`
- name: secret_wins
  label: Secret wins
  owner: { department: finance }
  unit: count
  direction: up
  description: Deals won, for finance.
  formula_text: count of won deals
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: [won] } }
  visibility: { departments: [finance], roles: [] }
`)
  const { needs: _needs, ...without } = { ...won, check: { after: '1d' }, owner: 'omar@acme.example' }
  const when = { metric: 'secret_wins', period: 'this quarter', is: 'above 3' }
  const to = (name: string) => ({ action: 'message', to: name, text: 'It is {value}.' })
  const number = { ...without, when, say: '{sentence}', title: 'Secret wins rise' }
  await applyPlaybooks(
    await clock(),
    playbooksFile.parse({
      playbooks: [
        { ...number, name: 'a-number', do: to('finance') },
        { ...number, name: 'b-elsewhere', do: to('general') },
        { ...without, name: 'c-record' },
      ],
    }),
    secret,
  )
  await look(0, secret)
  await arrive(delta)
  const [told, ...more] = await look(1, secret)
  expect(more).toEqual([])
  if (!told) throw new Error('nothing was proposed')
  return { told, secret }
}

const demote = () => door.database.sql`update people set department = 'sales' where email = 'omar@acme.example'`

test('a permission withdrawn between composing and sending takes the proposal out with its buttons, on both platforms', async () => {
  const { told, secret } = await secretProposed()
  const { at } = await door.asking('omar')
  const sent = () => withheld(told.message, at, (one, to) => mayDisclose(door.database.db, secret, one.discloses, to))
  expect(await sent()).toEqual(told.message)
  await demote()
  const left = await sent()
  expect(left && plainLines(left)).toEqual([
    'Delta is won, €60K. Finance needs a PO number to start.',
    'I would: hand over to finance: Delta: set up invoicing. (A deal is won)',
  ])
  expect(left && buttonsOf(left).map(({ label }) => label)).toEqual(['Do it', 'Not now'])
  for (const one of left ? rendered(left) : ['Secret']) expect(one).not.toMatch(/secret|general/i)
  // Drawn again, as when somebody decides, it is the same.
  const card = { id: told.key.slice('playbooks:'.length), view: 'proposals', to: at }
  expect(await proposalsRenderer(secret).draw(await clock(), card)).toEqual(left)
})

test('who may not read a number any more finds it nowhere: not among what waits, not in what was, not in the morning note', async () => {
  const { told, secret } = await secretProposed()
  const own = playbookCommand(secret)
  const press = own.bindings.find(({ id }) => id === 'playbooks.do')?.press
  const [first] = buttonsOf(told.message)
  if (first?.kind !== 'call') throw new Error('nothing is proposed')
  await press?.(first.call.args, await door.asking('omar'))
  const omar = async () => ({
    person: await door.person('omar'),
    day: '2026-08-15',
    again: true,
    calendar: { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() },
  })
  const read = async (): Promise<string> => {
    const { t } = await door.asking('omar')
    const dues = await playbookDues(secret).due(await clock(48), [await omar()])
    const note = noteCard(await door.person('omar'), dues, t)
    const replies = [
      await own.words('waiting', await door.asking('omar')),
      await own.words('show a-number', await door.asking('omar')),
    ]
    return [...replies.map(messageOf), note].flatMap((one) => [...plainLines(one), ...rendered(one)]).join('\n')
  }
  expect(await read()).toContain('Secret wins, this quarter: 4, above 3')
  await demote()
  const after = await read()
  expect(after).not.toContain('this quarter: 4')
  expect(after).toContain('Delta is won')
})

test('a message about a number is not told where somebody reads who may not read it: whoever pressed hears so, and it still waits', async () => {
  const { told, secret } = await secretProposed()
  const press = playbookCommand(secret).bindings.find(({ id }) => id === 'playbooks.do')?.press
  const [here, there] = buttonsOf(told.message).filter(({ label }) => label === 'Do it')
  if (here?.kind !== 'call' || there?.kind !== 'call' || !press) throw new Error('nothing is proposed')
  expect(linesOf(await press(here.call.args, await door.asking('omar')))).toEqual(['Told finance.'])
  const before = await door.posted()
  await expect(press(there.call.args, await door.asking('omar'))).rejects.toMatchObject({
    key: 'playbooks.message_readers',
    args: { to: 'general' },
  })
  expect((await door.posted()).filter(({ key }) => !before.some((one) => one.key === key))).toEqual([])
  expect(await door.database.sql`select playbook, state from playbook_firings order by playbook`).toEqual([
    { playbook: 'a-number', state: 'done' },
    { playbook: 'b-elsewhere', state: 'proposed' },
    { playbook: 'c-record', state: 'proposed' },
  ])
})

test('how a number stands when it can be judged for the first time is no news, unless that is meant too', async () => {
  const when = { metric: 'win_rate', period: 'this quarter', is: 'below 20%' }
  const do_ = { action: 'message', to: 'nadia@acme.example', text: '{value}' }
  const falls = { ...won, needs: undefined, check: undefined, when, say: '{sentence}', do: do_ }
  await agree(falls, { ...falls, name: 'also-now', existing: true, say: 'Now: {sentence}' })
  await arrive(decided('won', '2026-10-02', 1), decided('lost', '2026-10-02', 9))
  expect(await look(24 * 51)).toEqual([])
  const [told, ...more] = await look(24 * 58)
  expect(more).toEqual([])
  expect(told?.lines.filter((line) => line.includes('Win rate'))).toEqual([
    'Now: Win rate, this quarter: 10% (1 of 10), below 20%.',
  ])
})

/** The usual metrics and one more, as finance would define it. */
const quietWins = (visibility = '') =>
  catalogueWith(`
- name: quiet_wins
  label: Quiet wins
  owner: { department: finance }
  unit: count
  direction: up
  description: Deals won.
  formula_text: count of won deals
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: [won] } }
${visibility}`)
const closedWins = quietWins('  visibility: { departments: [finance] }\n')
const quietWinsRise = {
  ...won,
  needs: undefined,
  check: undefined,
  owner: 'omar@acme.example',
  when: { metric: 'quiet_wins', period: 'this quarter', is: 'above 3' },
  say: '{sentence}',
  do: { action: 'handoff', from: 'finance', to: 'sales', title: 'Look at {value} wins' },
}

/** Omar is asked by a playbook whose number rises to 4. @returns who presses [Do it] on that card, with the metrics of then */
async function risen(one: object, metrics: ReturnType<typeof quietWins>) {
  await applyPlaybooks(await clock(), playbooksFile.parse({ playbooks: [one] }), metrics)
  await look(0, metrics)
  await arrive(delta)
  const [told] = await look(1, metrics)
  const button = told && buttonsOf(told.message).find(({ label }) => label === 'Do it')
  if (button?.kind !== 'call') throw new Error('nothing is proposed')
  return async (then: ReturnType<typeof quietWins>) => {
    const press = playbookCommand(then).bindings.find(({ id }) => id === 'playbooks.do')?.press
    if (!press) throw new Error('nothing takes the press')
    return press(button.call.args, await door.asking('omar'))
  }
}

test('a number that was closed since it was agreed stands in nothing that others read', async () => {
  const doIt = await risen(quietWinsRise, quietWins())
  await expect(doIt(closedWins)).rejects.toMatchObject({ key: 'playbooks.shows_restricted' })
  expect(await door.database.sql`select * from handoffs`).toHaveLength(0)
})

test('a number that is gone since it was proposed stands in nothing that others read', async () => {
  const doIt = await risen(quietWinsRise, quietWins())
  await expect(doIt(catalogue)).rejects.toMatchObject({
    key: 'playbooks.shows_restricted',
    args: { metric: 'quiet_wins' },
  })
  expect(await door.database.sql`select * from handoffs`).toHaveLength(0)
})

test('what a proposal said of a closed number is not told by a playbook that is about something else by now', async () => {
  const toFinance = { action: 'message', to: 'finance', text: 'It is {value}.' }
  const doIt = await risen({ ...quietWinsRise, do: toFinance }, closedWins)
  const open = { ...quietWinsRise, when: { ...quietWinsRise.when, metric: 'deals_won' } }
  await applyPlaybooks(await clock(2), playbooksFile.parse({ playbooks: [open] }), closedWins)
  await expect(doIt(closedWins)).rejects.toMatchObject({
    key: 'playbooks.shows_restricted',
    args: { metric: 'Quiet wins' },
  })
  // What shows no number is done; it is no handoff of a record, whatever the playbook is about by now.
  const record = { ...won, ...open, when: won.when, say: 'Look', do: { ...quietWinsRise.do, title: 'Look at it' } }
  await applyPlaybooks(await clock(3), playbooksFile.parse({ playbooks: [record] }), closedWins)
  expect(linesOf(await doIt(closedWins))).toEqual(['Handed over: #1 Look at it.'])
  expect(await door.database.sql`select record from handoffs`).toEqual([{ record: null }])
})

test('what was so while nobody could be told of a number is no news once somebody may read it', async () => {
  const { sql } = door.database
  const move = (department: string) =>
    sql`update people set department = ${department} where email = 'omar@acme.example'`
  const tell = { action: 'message', to: 'finance', text: '{value}' }
  const one = playbooksFile.parse({ playbooks: [{ ...quietWinsRise, do: tell, often: 'every time' }] })
  await move('sales')
  await applyPlaybooks(await clock(), one, closedWins)
  await arrive(delta)
  expect(await look(0, closedWins)).toEqual([])
  await move('finance')
  await arrive(decided('lost', '2026-08-13', 1))
  expect(await look(1, closedWins)).toEqual([])
  // From there on it speaks: of what falls and rises again.
  await sql`delete from opportunities where account = 'Alpha'`
  await arrive()
  expect(await look(2, closedWins)).toEqual([])
  await arrive(decided('won', '2026-08-13', 3))
  expect((await look(3, closedWins))[0]?.lines[0]).toBe('Quiet wins, this quarter: 4, above 3.')
})

test('a number that cannot be judged yet is read again only when there is something new', async () => {
  const when = { metric: 'deals_won', period: 'last month', is: 'unusual' }
  const do_ = { action: 'message', to: 'nadia@acme.example', text: '{value}' }
  await agree({ ...won, needs: undefined, check: undefined, when, say: '{sentence}', do: do_ })
  const reads = async (hours: number): Promise<number> => {
    const context = await clock(hours)
    let count = 0
    const db = new Proxy(context.db, {
      get: (target, name) => {
        if (name === 'select') count += 1
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await watchPlaybooks({ ...context, db }, catalogue, await slotOf(door.database, 'playbooks'))
    return count
  }
  const first = await reads(0)
  const again = await reads(1)
  expect(again).toBeLessThan(first)
  // Once there are enough months it begins, and how things stand then is no news.
  const months = ['2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04']
  await arrive(months.flatMap((month) => decided('won', `${month}-10`, 3)))
  expect(await reads(2)).toBeGreaterThan(again)
  expect((await door.posted()).map(({ key }) => key)).toEqual([])
  await arrive(decided('won', '2026-07-22', 90))
  expect((await look(3)).map(({ lines }) => lines[0])).toEqual([expect.stringContaining('unusually high')])
})

test('a changed definition of its number is looked at anew without new data', async () => {
  const when = { metric: 'pace', period: 'this quarter', is: 'above 3' }
  const pace = (outcome: string, version: number) =>
    catalogueWith(`
- name: pace
  version: ${version}
  label: Pace
  owner: { department: sales }
  unit: count
  direction: up
  description: Deals of the quarter.
  formula_text: count of deals
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: [${outcome}] } }
`)
  const say = '{sentence}'
  const to = { action: 'message', to: 'nadia@acme.example', text: '{value}' }
  const one = playbooksFile.parse({ playbooks: [{ ...won, needs: undefined, check: undefined, when, say, do: to }] })
  await applyPlaybooks(await clock(), one, pace('won', 1))
  await arrive(decided('lost', '2026-08-01', 2))
  expect(await look(1, pace('won', 1))).toEqual([])
  expect((await look(2, pace('won, lost', 2)))[0]?.lines[0]).toBe('Pace, this quarter: 5, above 3.')
  expect(await look(3, pace('won, lost', 2))).toEqual([])
})

test('after a fortnight the morning asks whether it helped, with the number then and now, and the playbook counts it', async () => {
  const told = await proposed()
  await submit('nadia', await press('nadia', told.message, 'Add PO number and do it'), { words: 'PO 1' })
  await arrive(decided('lost', '2026-08-20', 4))
  await look(24 * 15)
  const source = playbookDues(catalogue)
  const later = await clock(24 * 15)
  const nadia = await door.person('nadia')
  const calendar = { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() }
  const waking = [{ person: nadia, day: '2026-08-28', calendar, again: false }]
  expect(await source.due(await clock(24), waking)).toEqual([])
  const [due, ...more] = await source.due(later, waking)
  expect(more).toEqual([])
  expect(due && flatten(due.line(later.t))).toBe(
    'Aug 13, 2026: Delta is won, €60K. Finance needs a PO number to start. Handed over: #1 Delta: set up invoicing. ' +
      'Did it help (Win rate was 100%, is 50%)?',
  )
  // Who has not said it within a week does not want to, and is left in peace.
  expect(await source.due(await clock(24 * 20), waking)).toHaveLength(1)
  expect(await source.due(await clock(24 * 22), waking)).toEqual([])
  const buttons = due?.buttons(later.t) ?? []
  const message = { blocks: [{ kind: 'actions' as const, buttons }], discloses: [] }
  expect(linesOf(await press('nadia', message, 'It helped'))).toEqual(['Thank you. That is kept with the playbook.'])
  expect(await source.due(later, waking)).toEqual([])
  const shown = linesOf(await say('nadia', 'show deal-won')).join('\n')
  expect(shown).toContain('spoke once: 1 done, 0 left, 0 waiting; it helped 1 of 1')
})

test('a number that was kept to see whether it helped is not shown as the one that was agreed on since', async () => {
  const told = await proposed()
  await submit('nadia', await press('nadia', told.message, 'Add PO number and do it'), { words: 'PO 1' })
  await look(24 * 15)
  const kept = () => door.database.sql`select before, after from playbook_firings`
  expect(await kept()).toEqual([{ before: 1, after: 1 }])
  await agree({ ...won, check: { ...won.check, after: '10d' } })
  expect(await kept()).toEqual([{ before: 1, after: 1 }])
  await agree({ ...won, check: { ...won.check, metric: 'deals_won' } })
  await look(24 * 15 + 1)
  const calendar = { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() }
  const waking = [{ person: await door.person('nadia'), day: '2026-08-28', calendar, again: false }]
  const later = await clock(24 * 15 + 1)
  const [due] = await playbookDues(catalogue).due(later, waking)
  expect(due && flatten(due.line(later.t))).toMatch(/#1 Delta: set up invoicing\. Did it help\?$/)
})

test('what waits since yesterday stands in the morning note, and what was proposed today does not', async () => {
  await proposed()
  const nadia = await door.person('nadia')
  const { t } = await door.asking('nadia')
  const calendar = { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() }
  const on = async (day: string) => {
    const dues = await playbookDues(catalogue).due(await clock(), [{ person: nadia, day, calendar, again: false }])
    return dues.map(({ line }) => flatten(line(t)))
  }
  expect(await on('2026-08-13')).toEqual([])
  expect(await on('2026-08-14')).toEqual([
    'Delta is won, €60K. Finance needs a PO number to start. It still waits for you',
  ])
  await arrive(delta)
  await look(1)
  expect(await on('2026-08-14')).toEqual(['2 proposals wait for you to decide'])
})

test('a file that cannot work is refused with the place in it, the value and the cure', async () => {
  const refused = async (change: object) =>
    agree({ ...won, ...change }).then(
      () => '',
      (error: Error) => error.message,
    )
  expect(await refused({ when: { record: 'opportunities', where: { colour: 'red' } } })).toContain(
    'playbooks.yaml, playbooks[0].when.where.colour: opportunities have no such field; known are id, account',
  )
  expect(await refused({ when: { record: 'opportunities', where: { outcome: 'gone' } } })).toContain(
    '"gone" is none of open, won, lost',
  )
  expect(await refused({ say: '{colour} is won' })).toContain('{colour} is not known here')
  expect(await refused({ do: { action: 'dance' } })).toContain(
    '"dance" is not known; known are handoff, checklist, standup, prompt, message',
  )
  expect(await refused({ do: { ...won.do, to: 'legal' } })).toContain('There is no department "legal"')
  expect(await refused({ how: 'at once' })).toContain('propose it instead')
  const burning = { when: { metric: 'burn_multiple', period: 'last quarter', is: 'above 3' }, say: '{sentence}' }
  expect(await refused({ ...burning, do: { ...won.do, title: 'Look at it', why: 'It is {value}' } })).toContain(
    '{value} would show Burn multiple to people who may not read it; leave it out, or make it a message',
  )
  const growing = { when: { metric: 'deals_won', period: 'this quarter', is: 'below 5' }, say: '{sentence}' }
  expect(await refused({ ...growing, do: { ...won.do, title: 'Look', why: '' } })).toContain(
    'playbooks[0].when: Deals won grows until its period is over',
  )
  expect(await refused({ owner: 'nobody@acme.example' })).toContain('nobody in the company has the e-mail')
  expect(await exportPlaybooks(door.database.db)).toEqual({ playbooks: [] })
})

test('applying a file again changes nothing, and what is exported is what was applied', async () => {
  await agree(won)
  const [before] = await door.database.sql`select count(*)::int as changes from audit`
  await agree(won)
  const [after] = await door.database.sql`select count(*)::int as changes from audit`
  expect(after).toEqual(before)
  expect(await exportPlaybooks(door.database.db)).toEqual(playbooksFile.parse({ playbooks: [won] }))
})

test('what stands there as it is can be applied again, although nobody could agree on it any more', async () => {
  const { sql } = door.database
  const when = { metric: 'deals_won', period: 'this quarter', is: 'above 5' }
  const rises = { ...won, when, say: '{sentence}', do: { ...won.do, title: 'Look', why: '' } }
  await agree(rises)
  // As it was stored before such a line was refused for a number that grows until its period is over.
  const growing = { ...rises, when: { ...when, is: 'below 5' } }
  await sql`update playbooks set definition = jsonb_set(definition, '{when,is}', '"below 5"')`
  await agree(growing, { ...won, name: 'beside-it' })
  expect((await exportPlaybooks(door.database.db)).playbooks.map(({ name }) => name)).toEqual(['beside-it', 'deal-won'])
  const grows = 'playbooks[0].when: Deals won grows until its period is over'
  await expect(agree({ ...growing, title: 'Changed' })).rejects.toThrow(grows)
  await sql`update playbooks set state = 'ended'`
  await expect(agree(growing)).rejects.toThrow(grows)
})

test('a playbook is made and changed by form; what is wrong comes back beside its field with what was filled in', async () => {
  await expect(press('tom', messageOf(await say('tom', 'new')), 'New playbook')).rejects.toMatchObject({
    key: 'playbooks.only_leaders',
  })
  const form = await press('maya', messageOf(await say('maya', 'new')), 'New playbook')
  const filled = {
    title: 'Big deal won',
    about: 'opportunities',
    when: 'outcome is won\namount above 50000',
    say: '{account} is big.',
    action: 'handoff',
    with: 'to: finance\ntitle: "{account}: check the contract"',
    needs: '',
    how: 'propose',
    after: '',
  }
  expect(await submit('maya', form, { ...filled, when: 'outcome maybe' })).toMatchObject({
    kind: 'form',
    form: { draft: { title: 'Big deal won' }, errors: { when: expect.stringContaining('outcome maybe') } },
  })
  expect(await submit('maya', form, { ...filled, with: 'to: legal\ntitle: x' })).toMatchObject({
    form: { errors: { with: expect.stringContaining('legal') } },
  })
  expect(linesOf(await submit('maya', form, filled))[0]).toContain('Big deal won is agreed.')
  await arrive(delta)
  expect(linesOf(await say('maya', 'try big-deal-won'))[0]).toBe('One record is so now. I would say: Delta is big.')
  const edit = await press('maya', messageOf(await say('maya', 'edit big deal won')), 'Change')
  expect(edit).toMatchObject({
    form: { draft: { when: expect.stringContaining('amount above 50000'), action: 'handoff' } },
  })
  const number = {
    ...filled,
    about: 'number',
    when: 'win rate last quarter below 20%',
    say: '{sentence}',
    with: 'to: finance\ntitle: look',
  }
  expect(linesOf(await submit('maya', edit, number))[0]).toContain('is agreed')
  expect((await exportPlaybooks(door.database.db)).playbooks[0]?.when).toEqual({
    metric: 'win_rate',
    period: 'last quarter',
    filters: {},
    is: 'below 0.2',
  })
  expect(linesOf(await say('maya', 'pause big deal won'))).toEqual(['Big deal won is paused.'])
})
