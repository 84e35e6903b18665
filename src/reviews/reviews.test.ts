import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { writeSample } from '../../samples/generate.js'
import { context } from '../../test/context.js'
import { acmeDatabase } from '../../test/e2e/acme.js'
import { workbench } from '../../test/importing.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import type { Company, Person } from '../company/model.js'
import { allPeople, companyOf, linkAccounts } from '../company/store.js'
import { loadMapping } from '../facts/mapping.js'
import { openHandoff } from '../handoffs/open.js'
import { takeStep } from '../handoffs/step.js'
import { textsFor } from '../locales/texts.js'
import { type Catalogue, catalogueOf } from '../metrics/catalogue.js'
import { currentCatalogue } from '../metrics/current.js'
import { greet } from '../mornings/greet.js'
import { openFor, saveAnswers } from '../standups/answer.js'
import { openDay } from '../standups/open.js'
import { byName } from '../standups/store.js'
import { record, settle, settleAll } from './decide.js'
import { decisionDues } from './due.js'
import { reviewSubject } from './model.js'
import { postReview, previewReview, reviewRenderers } from './post.js'
import { postsOf, reviewByName } from './store.js'
import { prepareTalk } from './talk.js'
import { talkCard } from './talk-card.js'
import { keepNote } from './talk-post.js'

let database: Database
let company: Company
let catalogue: Catalogue
let people: readonly Person[]
let causes = 0

beforeAll(async () => {
  database = await acmeDatabase()
  const known = await companyOf(database.db)
  if (known) company = known
  await linkAccounts(
    database.db,
    (await allPeople(database.db)).map(({ id, email }) => ({
      account: { platform: 'slack', workspace: 'T0ACME', user: email.split('@')[0] ?? '' },
      person: id,
    })),
  )
  people = await allPeople(database.db)
  catalogue = await currentCatalogue(database.db, instant('2026-11-19T08:00'))
})
afterAll(async () => database.close())

const instant = (time: string) => Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).toInstant()
const who = (name: string): Person => {
  const found = people.find(({ email }) => email === `${name}@acme.example`)
  if (!found) throw new Error(`Nobody is called ${name}`)
  return found
}
const acting = (name: string, time: string) => ({
  ...context(database.db, {
    now: instant(time),
    company,
    cause: `press ${++causes}`,
    t: textsFor('en-GB', 'Europe/Berlin'),
  }),
  by: who(name),
})
const clock = (time: string) => ({ ...acting('nadia', time), by: 'clock' as const })

/** What was put into the outbox since the last look: to whom, and its lines. */
async function said(): Promise<readonly (readonly [string, readonly string[]])[]> {
  const rows = await database.sql<{ id: number; channel: string; message: unknown }[]>`
    select id, channel, message from deliveries where id > ${seen} order by id`
  seen = rows.at(-1)?.id ?? seen
  return rows.map(({ channel, message: one }) => [channel, plainLines(message.parse(one))])
}
let seen = 0

const t = textsFor('en-GB', 'Europe/Berlin')
const source = reviewSubject('weekly-review')
async function post(time: string) {
  const review = await reviewByName(database.db, 'weekly-review')
  if (!review) throw new Error('The sample company has no weekly review')
  return postReview(clock(time), catalogue, review, { key: time, slot: null })
}
async function decide(what: string, name: string, by: string, time: string) {
  const one = await record(acting('nadia', time), { source, what, person: who(name).id, by })
  if (!one) throw new Error('It was recorded before')
  return one
}
/** The decisions below the latest review as they stand now. */
async function standing(time: string): Promise<readonly string[]> {
  const [latest] = await postsOf(database.db, 'weekly-review', 1)
  const [renderer] = reviewRenderers
  const to = { platform: 'slack', workspace: 'T0ACME', kind: 'channel', channel: 'C0REVENUE', thread: null } as const
  const drawn = await renderer?.draw(clock(time), { id: String(latest?.id), view: 'card', to })
  return drawn ? plainLines(drawn).slice(1) : []
}

/** Sales waits for finance again and again, and got back what it handed over; finance is late. */
beforeAll(async () => {
  const wish = { to: 'finance', why: '', evidence: '', due: null, record: null }
  await openHandoff(acting('maya', '2026-11-12T15:00'), { ...wish, title: 'Delta: set up invoicing' })
  const beta = await openHandoff(acting('maya', '2026-11-12T15:00'), { ...wish, title: 'Beta: new contract' })
  if (beta) await takeStep(acting('omar', '2026-11-13T12:00'), beta.id, 'return', 'tax ID')
  const standup = (await byName(database.db, 'revenue-standup'))?.standup
  if (!standup) throw new Error('The sample company has no standup')
  for (const [day, name, text] of [
    ['2026-11-05', 'lena', 'the order form'],
    ['2026-11-09', 'tom', 'the price list'],
  ] as const) {
    const round = await openDay(clock(`${day}T01:00`), standup, instant(`${day}T01:00`))
    const by = acting(name, `${day}T16:00`)
    if (round)
      await saveAnswers(
        by,
        await openFor(by, round.id),
        [null, null, null, { kind: 'blocker', text, waitsFor: 'finance' }],
        [],
      )
  }
  await said()
})

describe('the weekly review', () => {
  it('shows the numbers, what moved, a line per department, what is open, and which teams need support', async () => {
    expect(await post('2026-11-23T10:00')).toEqual({ kind: 'posted', deliveries: 2 })
    const [[channel, lines] = ['', []], [, decisions] = ['', []]] = await said()
    expect(channel).toBe('C0REVENUE')
    expect(lines.slice(0, 3)).toEqual([
      'Weekly review',
      'Needs support: Finance (1 handoff overdue and somebody has waited for 17 days) and Sales (2 checklist items are overdue).',
      'At a glance',
    ])
    expect(lines).toContainEqual(expect.stringMatching(/^ARR +€6\.61m +€6\.61m$/))
    const under = (title: string) => lines[lines.indexOf(title) + 1]
    expect(under('What moved')).toBe(
      'Customer churn, this quarter: 4.8% so far, was 0.6% at this point last quarter (+4 points). Most of it: Americas, 5.4%.',
    )
    const departments = lines.slice(lines.indexOf('By department') + 1, lines.indexOf('Open between departments'))
    expect(departments).toEqual([
      'Customer success: NRR 105% (was 105%).',
      'Finance: ARR €6.61m (was €6.61m), 1 handoff to do (1 overdue) and 2 blockers wait for them, the oldest for 17 days.',
      'Marketing: Marketing-sourced revenue €35.6k (was €76.7k).',
      'Revenue operations: nothing open.',
      'Sales: Win rate 26% (was 29%), 1 handoff came back to be completed and 2 checklist items are overdue.',
    ])
    expect(under('Open between departments')).toBe('Handoffs: 2 open, 1 overdue, most of them with Finance.')
    expect(decisions).toEqual([
      'Decisions: Weekly review',
      'Nothing was open from before. What you decide now stands here.',
    ])
  })

  it('is posted once for its time', async () => {
    expect(await post('2026-11-23T10:00')).toEqual({ kind: 'before' })
    expect(await said()).toEqual([])
  })
})

describe('a decision', () => {
  it('is told to who has it, once, and stands below the review in which it was made', async () => {
    const one = await decide('Settle which ARR counts', 'omar', '2026-11-27', '2026-11-23T10:20')
    const [[to, lines] = ['', []], ...others] = await said()
    expect(others).toEqual([])
    expect([to, ...lines]).toEqual([
      'omar',
      'Omar Haddad: Settle which ARR counts, by 27 Nov 2026.',
      'Recorded by Nadia Petrova, 23 Nov 2026, 10:20',
    ])
    expect(await standing('2026-11-23T10:21')).toEqual([
      'Decided now',
      'Omar Haddad: Settle which ARR counts, by 27 Nov 2026.',
    ])
    expect(one.state).toBe('open')
  })

  it('is in the morning note from the day before until it is settled', async () => {
    const lines = async (time: string, name: string) => {
      await greet(clock(time), [decisionDues], null)
      return (await said()).filter(([to]) => to === name).flatMap(([, words]) => words)
    }
    expect(await lines('2026-11-25T09:01', 'omar')).toEqual([])
    expect((await lines('2026-11-26T09:01', 'omar')).join()).toContain(
      '“Settle which ARR counts” is to be done by 27 Nov',
    )
    expect((await lines('2026-11-27T09:01', 'omar')).join()).toContain('“Settle which ARR counts” is to be done today')
  })

  it('is followed up a week later: done, not done, moved or late', async () => {
    const price = await decide('Publish the price list', 'maya', '2026-11-25', '2026-11-23T10:25')
    const hire = await decide('Hire an analyst', 'nadia', '2026-11-26', '2026-11-23T10:26')
    const survey = await decide('Ask customers why they left', 'kenji', '2026-11-26', '2026-11-23T10:27')
    await settle(acting('maya', '2026-11-24T16:00'), price.id, { kind: 'done' })
    await settle(acting('nadia', '2026-11-24T16:00'), hire.id, { kind: 'dropped', reason: 'no budget' })
    await settle(acting('kenji', '2026-11-26T03:00'), survey.id, { kind: 'moved', to: '2026-12-03', reason: null })
    await said()
    await post('2026-11-30T10:00')
    const [, [, below] = ['', []]] = await said()
    expect(below.slice(1)).toEqual([
      'Decided before',
      'Late: Omar Haddad: Settle which ARR counts, by 27 Nov 2026.',
      '✓ Maya Okafor: Publish the price list, by 25 Nov 2026. Done.',
      '✗ Nadia Petrova: Hire an analyst, by 26 Nov 2026. Not done: no budget.',
      'Kenji Sato: Ask customers why they left, by 3 Dec 2026 (moved once).',
    ])
  })

  it('is settled by who has it, who recorded it, or who owns the review, and once', async () => {
    const one = await decide('Count twice', 'omar', '2026-12-04', '2026-11-30T10:10')
    await expect(settle(acting('lena', '2026-11-30T11:00'), one.id, { kind: 'done' })).rejects.toMatchObject({
      key: 'reviews.not_yours',
    })
    await settle(acting('omar', '2026-11-30T11:00'), one.id, { kind: 'done' })
    await expect(settle(acting('nadia', '2026-11-30T12:00'), one.id, { kind: 'done' })).rejects.toMatchObject({
      key: 'reviews.settled_before',
    })
    expect(await standing('2026-11-30T12:00')).toContain('✓ Omar Haddad: Count twice, by 4 Dec 2026. Done.')
  })
})

it('is followed up by two people at once without either waiting for ever, and each decision is settled once', async () => {
  const first = await decide('First of two', 'omar', '2026-12-04', '2026-11-30T10:11')
  const second = await decide('Second of two', 'maya', '2026-12-04', '2026-11-30T10:12')
  const both = new Map([
    [second.id, { kind: 'done' }],
    [first.id, { kind: 'done' }],
  ] as const)
  const follow = (name: string) => {
    const context = acting(name, '2026-11-30T11:30')
    return database.db.transaction((tx) => settleAll({ ...context, db: tx }, both))
  }
  const outcomes = await Promise.allSettled([follow('nadia'), follow('nadia'), follow('nadia')])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  for (const one of outcomes)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ key: 'reviews.settled_before' })
})

describe('a one-to-one', () => {
  const prepared = async (department: string, lead: string, time: string) => {
    const preparation = await prepareTalk(clock(time), catalogue, department, who(lead))
    return preparation && plainLines(talkCard(preparation, instant('2026-11-17T15:00'), time.slice(0, 10), t))
  }

  it('is prepared from recurring blockers, returned handoffs, and what is urgent', async () => {
    expect(await prepared('sales', 'nadia', '2026-11-17T13:00')).toEqual([
      'One-to-one with Maya Okafor, Sales',
      'You meet: 17 Nov 2026, 15:00',
      'What blocks them again and again',
      '“the order form” (Lena Vogt) has stood for 11 days, waiting for Finance',
      '“the price list” (Tom Reyes) has stood for 7 days, waiting for Finance',
      'Waited for Finance 2 times in four weeks',
      'Handed over, and came back',
      '#2 Beta: new contract: Finance returned it, waiting for tax ID',
    ])
    expect(await prepared('finance', 'nadia', '2026-11-17T13:00')).toContainEqual(
      expect.stringMatching(/^#1 Delta: set up invoicing is overdue since 16 Nov 2026/),
    )
  })

  it('does not say what a standup keeps to its owner', async () => {
    await database.sql`update standups set definition = jsonb_set(definition, '{privacy}', '"owner"')`
    expect(await prepared('sales', 'nadia', '2026-11-17T13:00')).toContain(
      'A blocker that is told to its owner alone has stood for 11 days, waiting for Finance',
    )
    await database.sql`update standups set definition = jsonb_set(definition, '{privacy}', '"public"')`
  })

  it('is nothing with somebody who leads themselves', async () => {
    expect(await prepared('sales', 'maya', '2026-11-17T13:00')).toBeNull()
  })

  it('begins with what was agreed and noted last time, which nobody else reads', async () => {
    await said()
    const agreed = { what: 'Bring the order form to finance', person: who('maya').id, by: '2026-11-20' }
    await keepNote(acting('nadia', '2026-11-17T15:40'), 'sales', who('maya').id, {
      words: 'Order forms pile up',
      agreed,
    })
    expect((await said()).map(([to]) => to)).toEqual(['maya'])
    const lines = await prepared('sales', 'nadia', '2026-11-24T13:00')
    expect(lines?.slice(2, 4)).toEqual([
      'Agreed before',
      'Late: Maya Okafor: Bring the order form to finance, by 20 Nov 2026.',
    ])
    expect(lines?.slice(-2)).toEqual(['Noted last time', '17 Nov 2026, 15:40: Order forms pile up'])
    expect(await prepared('sales', 'omar', '2026-11-24T13:00')).not.toContain('17 Nov 2026, 15:40: Order forms pile up')
    const audit = await database.sql<{ after: unknown }[]>`select after from audit where subject like 'one_to_one:%'
      or subject like 'decision:%'`
    expect(JSON.stringify(audit)).not.toMatch(/Order forms pile up|Bring the order form/)
  })
})

describe('what keeps those who lead busy', () => {
  const bench = workbench()
  beforeAll(async () => {
    writeSample(bench.folder, { asOf: '2026-11-19' })
    await bench.run(database, loadMapping('samples/mappings/contracts.yaml'))
    await database.sql`update checklist_stages set asked_at = '2026-11-20T08:00:00Z', expires_on = '2026-12-02',
      opened_at = '2026-11-20T08:00:00Z' where ctid = (select min(ctid) from checklist_stages where approval is not null)`
  })
  afterAll(() => bench.close())

  it('is named: numbers at risk, who decides what disagrees, and which approvals wait for whom', async () => {
    const target = { value: 0.5, per: 'quarter', warn_at: 0.45, at_risk_at: 0.4, linear: true } as const
    const strict = catalogueOf(
      catalogue.metrics.map((one) =>
        one.definition.name === 'win_rate' ? { ...one, definition: { ...one.definition, target } } : one,
      ),
    )
    const stored = await reviewByName(database.db, 'weekly-review')
    if (!stored) throw new Error('The sample company has no weekly review')
    const lines = plainLines(await previewReview(acting('nadia', '2026-11-23T12:00'), strict, stored.review))
    expect(lines[1]).toMatch(/^Needs support: .*Sales \(Win rate is behind at 26% and 2 checklist items are overdue\)/)
    expect(lines).toContainEqual(expect.stringMatching(/^Win rate +26% +29% +at risk$/))
    expect(lines).toContainEqual(expect.stringMatching(/^Sales: Win rate 26% \(was 29%\), 0 of 1 number on target/))
    const under = (title: string) => lines[lines.indexOf(title) + 1]
    expect(under('Who decides')).toMatch(/^ARR: Sales says €[\d.]+m, Finance €[\d.]+m\. Omar Haddad decides\.$/)
    expect(under('Approvals due')).toMatch(/^“.+” of .+ waits for .+, until 2 Dec 2026$/)
  })
})
