import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyAlerts } from '../../src/alerts/apply.js'
import { alertsFile } from '../../src/alerts/model.js'
import { alertDues } from '../../src/alerts/morning.js'
import { watchFollows } from '../../src/alerts/watch.js'
import { plainLines } from '../../src/chat/plain.js'
import { flatten } from '../../src/chat/text.js'
import type { Context } from '../../src/company/context.js'
import { withheld } from '../../src/deliveries/withhold.js'
import { mayDisclose } from '../../src/metrics/disclose.js'
import { restatements } from '../../src/metrics/posted.js'
import { catalogueWith } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { channel, type KpiDoor, kpiDoor, labelsOf, linesOf, messageOf } from '../../test/kpi-door.js'
import { rendered } from '../../test/rendered.js'
import { slotOf } from '../../test/slot.js'
import { listFollows } from './list.js'

const target = `
- name: win_rate
  version: 1
  label: Win rate
  aliases: [win rate]
  owner: { department: sales }
  unit: percent
  direction: up
  description: Deals won of all that were decided.
  formula_text: won / decided
  formula: { kind: ratio, num: deals_won, den: deals_closed }
  dimensions: [region]
  target: { value: 0.3, per: quarter, linear: true }
- name: secret_wins
  label: Secret wins
  owner: { department: finance }
  unit: count
  direction: up
  description: Deals won, for finance.
  formula_text: count of won deals
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: [won] } }
  visibility: { departments: [finance] }
`
const catalogue = catalogueWith(target)

let door: KpiDoor
let crm: { source: number; import: number }

beforeEach(async () => {
  door = await kpiDoor(async () => catalogue)
  crm = await addSource(door.database.db, 'opportunities')
  // 30 of 100 are won this quarter: 12 of 50 in EMEA, 18 of 50 in APAC.
  await addDeals(door.database.db, crm, [
    ...decided('won', '2026-07-20', 12, { region: 'EMEA' }),
    ...decided('lost', '2026-07-20', 38, { region: 'EMEA' }),
    ...decided('won', '2026-07-21', 18, { region: 'APAC' }),
    ...decided('lost', '2026-07-21', 32, { region: 'APAC' }),
  ])
})
afterEach(() => door[Symbol.asyncDispose]())

/** More deals arrive, as an import would bring them. */
const arrive = (...deals: Parameters<typeof addDeals>[2][]): Promise<void> => arriveAt('2026-08-13T09:00:00Z', ...deals)

async function arriveAt(instant: string, ...deals: Parameters<typeof addDeals>[2][]): Promise<void> {
  const { db, sql } = door.database
  const [run] = await sql<{ id: number }[]>`
    insert into imports (source, started_at, finished_at, report)
    values (${crm.source}, ${instant}, ${instant}, '{}') returning id`
  await addDeals(db, { source: crm.source, import: run?.id ?? 0 }, deals.flat())
}

/** What the clock acts with, so many hours after the door's own moment. */
async function clock(hours: number): Promise<Context> {
  const { by: _by, at: _at, on: _on, ...asking } = await door.asking('nadia')
  return { ...asking, by: 'clock', now: asking.now.add({ hours }) }
}

/** The clock looks at what is followed. @returns the new messages */
async function look(hours = 0, metrics = catalogue) {
  const before = (await door.posted()).length
  await watchFollows(await clock(hours), metrics, await slotOf(door.database, 'alerts'))
  return (await door.posted()).slice(before)
}

const lost = (count: number, region = 'EMEA') => decided('lost', '2026-08-12', count, { region })
const won = (count: number, region = 'EMEA') => decided('won', '2026-08-12', count, { region })

test('a number that falls below a figure is told once, with its counts, and again when it is back', async () => {
  const reply = linesOf(await door.say('maya', 'follow win rate this quarter below 25% quiet 1h'))
  expect(reply).toEqual([
    "I'll tell you when Win rate, this quarter, is below 25% (over again at 26%).",
    'It is 30% now.',
  ])
  expect(await look()).toEqual([])
  await arrive(lost(30))
  const [told, ...more] = await look(1)
  expect(more).toEqual([])
  expect(told).toMatchObject({
    to: 'U-maya',
    lines: expect.arrayContaining(['Win rate, this quarter: 23% (30 of 130), below 25%.']),
  })
  // Nothing new has come, so nothing is looked at; and then it comes back, but not far enough.
  expect(await look(2)).toEqual([])
  await arrive(won(4))
  expect(await look(3)).toEqual([])
  await arrive(won(4))
  expect((await look(4)).flatMap(({ lines }) => lines)).toContain(
    'Win rate, this quarter: 28% (38 of 138), back from below 25%.',
  )
  const [record] = await door.database.sql`select kind, numbers from alerts order by id limit 1`
  expect(record).toMatchObject({
    kind: 'fired',
    numbers: { numerator: 30, denominator: 130, threshold: { side: 'below', at: 0.25 } },
  })
})

test('without a condition it is told when it crosses its target, and a target that is met is said too', async () => {
  expect(linesOf(await door.say('maya', 'follow win rate this quarter quiet 1h'))).toEqual([
    "I'll tell you when Win rate, this quarter, crosses its target.",
    'It is 30% now.',
  ])
  await arrive(lost(1))
  expect((await look(1))[0]?.lines[0]).toBe('Win rate, this quarter: 30% (30 of 101), short of its target of 30%.')
  await arrive(won(1))
  expect((await look(3))[0]?.lines[0]).toBe('Win rate, this quarter: 30% (31 of 102), meets its target of 30% again.')
})

test('each region is looked at by itself, and all that is told in one place at one moment is one message', async () => {
  expect(linesOf(await door.say('maya', 'follow win rate this quarter by region below 22%'))[1]).toBe(
    'None of them is so now.',
  )
  await door.say('maya', 'follow win rate this quarter below 25%')
  await arrive(lost(40), lost(60, 'APAC'))
  const posted = await look(1)
  expect(posted).toHaveLength(1)
  expect(posted[0]?.lines.slice(0, 3)).toEqual([
    'Win rate, APAC, this quarter: 16% (18 of 110), below 22%.',
    'Win rate, EMEA, this quarter: 13% (12 of 90), below 22%.',
    'Win rate, this quarter: 15% (30 of 200), below 25%.',
  ])
})

test('in a channel it is told to everybody who reads there, with the name of who follows it', async () => {
  await door.say('maya', 'follow win rate this quarter below 25% here', channel('GENERAL'))
  await arrive(lost(40))
  const [told] = await look(1)
  expect(told).toMatchObject({ to: 'C0GENERAL', lines: expect.arrayContaining(['Followed here by Maya Okafor.']) })
  // The line is withheld where its readers may not see it by the time it is sent: it says what it discloses.
  expect(told?.message.discloses).toEqual(['metric:win_rate'])
  expect(told?.message.blocks[0]).toMatchObject({ kind: 'text', discloses: ['metric:win_rate'] })
})

test('nobody follows what they may not read, nor puts it where somebody reads who may not', async () => {
  expect(linesOf(await door.say('maya', 'follow secret wins last month above 3'))[0]).toBe(
    'Secret wins is shared with finance and executives only.',
  )
  await expect(
    door.say('omar', 'follow secret wins last month above 3 here', channel('GENERAL')),
  ).rejects.toMatchObject({
    key: 'answers.not_shareable',
  })
  await expect(door.say('gus', 'follow win rate below 20%')).rejects.toMatchObject({ key: 'answers.refused_outsider' })
})

test('somebody who may not read a number any more is told nothing of it', async () => {
  await door.say('omar', 'follow secret wins last month above 31')
  await door.database.sql`update people set department = 'sales' where email = 'omar@acme.example'`
  await arrive(decided('won', '2026-07-28', 5))
  expect(await look(1)).toEqual([])
  await door.database.sql`update people set department = 'finance' where email = 'omar@acme.example'`
  await arrive(decided('won', '2026-07-29', 1))
  expect((await look(2))[0]?.lines[0]).toBe('Secret wins, last month: 36, above 31.')
})

test('what was composed is held against the rights of the moment in which it is sent: the line is withheld', async () => {
  const { db, sql } = door.database
  await door.say('omar', 'follow secret wins last month above 31', channel('FINANCE'))
  await door.say('omar', 'follow secret wins last month above 31 here', channel('FINANCE'))
  await door.say('omar', 'follow win rate this quarter below 25% here', channel('FINANCE'))
  await arrive(decided('won', '2026-07-28', 5), lost(60))
  const posted = await look(1)
  const [told, alone] = ['C0FINANCE', 'U-omar'].map((place) => posted.find(({ to }) => to === place)?.message)
  if (!told || !alone) throw new Error('nothing was told')
  const left = async () => {
    const sent = (message: typeof told, to: Parameters<typeof withheld>[1]) =>
      withheld(message, to, (one, at) => mayDisclose(db, catalogue, one.discloses, at))
    const { at: omar } = await door.asking('omar')
    return [await sent(told, channel('FINANCE')), await sent(alone, omar)]
  }
  const numbersOf = (message: typeof told | null) => message && plainLines(message).filter((line) => /: \d/.test(line))
  const [secret, open] = [
    'Secret wins, last month: 35, above 31.',
    'Win rate, this quarter: 21% (35 of 165), below 25%.',
  ]
  expect((await left()).map(numbersOf)).toEqual([[secret, open], [secret]])
  await sql`update places set audience = '{"readers":{"kind":"departments","departments":["sales"]},"outsiders":false}' where name = 'finance'`
  await sql`update people set department = 'sales' where email = 'omar@acme.example'`
  const [here = null, his] = await left()
  expect([numbersOf(here), his]).toEqual([[open], null])
  // Nothing in what either platform is sent tells that there was another line: no button, no count, no notification.
  expect(here && plainLines(here)).toEqual([open])
  expect(here && labelsOf(here)).toEqual(['Show Win rate', 'What I follow'])
  for (const sent of here ? rendered(here) : ['Secret']) expect(sent).not.toMatch(/secret|these numbers/i)
})

test('a number is held back while its source is older than its definition allows, and told once that is mended', async () => {
  const strict = catalogueWith(
    target.replace('linear: true }', 'linear: true }\n  freshness: { warn_after: 2h, fail_after: 3h }'),
  )
  await door.say('maya', 'follow win rate this quarter below 25%')
  await arrive(lost(40))
  expect(await look(3, strict)).toEqual([])
  await arriveAt('2026-08-13T13:30:00Z', lost(10))
  expect((await look(4, strict))[0]?.lines[0]).toBe('Win rate, this quarter: 20% (30 of 150), below 25%.')
})

test('before a tenth of a running period has passed nothing is said of it', async () => {
  await door.say('maya', 'follow win rate this quarter below 25%')
  await arrive(decided('won', '2026-10-02', 1), decided('lost', '2026-10-02', 9))
  // The ninth of 92 days is less than a tenth, the tenth is more.
  expect(await look(24 * 57)).toEqual([])
  expect((await look(24 * 58))[0]?.lines[0]).toBe('Win rate, this quarter: 10% (1 of 10), below 25%.')
})

test('a changed definition is looked at anew without new data, and what is told says by which version', async () => {
  await door.say('maya', 'follow win rate this quarter below 25%')
  expect(await look(1)).toEqual([])
  const changed = catalogueWith(
    `${target.replace('version: 1', 'version: 2').replace('num: deals_won', 'num: emea_wins')}
- name: emea_wins
  label: EMEA wins
  owner: { department: sales }
  unit: count
  direction: up
  description: Deals won in EMEA.
  formula_text: count of won deals in EMEA
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: [won], region: [EMEA] } }
`,
  )
  expect((await look(2, changed))[0]?.lines[0]).toBe('Win rate, this quarter: 12% (12 of 100), below 25%.')
  expect(await look(3, changed)).toEqual([])
  expect(await door.database.sql`select numbers->'version' as version from alerts`).toEqual([{ version: 2 }])
})

test('each number that was told stands with the posted numbers, and is corrected like any other of them', async () => {
  const { sql } = door.database
  await door.say('maya', 'follow win rate this quarter by region below 22%')
  await door.say('maya', 'follow win rate this quarter below 25%')
  await arrive(lost(40), lost(60, 'APAC'))
  const [told] = await look(1)
  expect(
    await sql`
      select p.version, round((p.result->>'value')::numeric, 2)::text as value, p.question->'where' as where
      from posted_numbers p where delivery = ${told?.key ?? ''} order by position`,
  ).toEqual([
    { version: 1, value: '0.16', where: [{ dimension: 'region', values: ['APAC'] }] },
    { version: 1, value: '0.13', where: [{ dimension: 'region', values: ['EMEA'] }] },
    { version: 1, value: '0.15', where: [] },
  ])
  expect(await sql`select distinct delivery from alerts`).toEqual([{ delivery: told?.key }])
  await arriveAt('2026-08-13T12:00:00Z', won(10))
  const wrong = await restatements(await clock(3), catalogue, null)
  expect(wrong.map(({ posted }) => posted.question.where.length).toSorted()).toEqual([0, 1])
})

test('what its quiet period held back is told when that ends, without new data', async () => {
  await door.say('maya', 'follow win rate this quarter below 25% quiet 3h')
  await arrive(lost(40))
  expect(await look(1)).toHaveLength(1)
  await arrive(won(40))
  expect(await look(2)).toEqual([])
  expect(await look(3)).toEqual([])
  expect((await look(4))[0]?.lines[0]).toMatch(/back from below 25%/)
  expect(await look(5)).toEqual([])
})

test('a part without any rows any more is zero where it is counted, and told; of a share nothing is known then', async () => {
  await door.say('maya', 'follow deals won yesterday by region below 5')
  await door.say('maya', 'follow win rate yesterday by region below 20%')
  await arrive(won(9), won(9, 'APAC'), lost(1), lost(1, 'APAC'))
  expect(await look()).toEqual([])
  // On the next day only EMEA has won.
  await arrive(decided('won', '2026-08-13', 6, { region: 'EMEA' }))
  const [told, ...more] = await look(24)
  expect(more).toEqual([])
  expect(told?.lines.filter((line) => /\d/.test(line))).toEqual(['Deals won, APAC, yesterday: 0, below 5.'])
  expect(await look(25)).toEqual([])
})

test('a region that falls silent moves in an unusual way, and one that has only just appeared has no history', async () => {
  const weeks = ['06-01', '06-08', '06-15', '06-22', '06-29', '07-06', '07-13', '07-27'].map((day) => `2026-${day}`)
  await arrive(
    weeks.flatMap((day, index) => [
      ...decided('won', day, 9 + (index % 2)),
      ...decided('won', day, 8, { region: 'APAC' }),
    ]),
    decided('won', '2026-08-04', 9),
    decided('won', '2026-08-04', 8, { region: 'APAC' }),
    decided('won', '2026-08-04', 1, { region: 'MEA' }),
  )
  await door.say('maya', 'follow deals won last week by region unusual')
  await arrive(decided('won', '2026-08-12', 9), decided('won', '2026-08-12', 5, { region: 'MEA' }))
  const [told, ...more] = await look(24 * 4)
  expect(more).toEqual([])
  expect(told?.lines.filter((line) => /\d/.test(line))).toEqual([
    expect.stringMatching(/^Deals won, APAC, last week: 0, unusually low: around 8 is usual/),
  ])
})

test('what is not counted like that any more stands in the list until it is ended', async () => {
  await door.say('maya', 'follow win rate this quarter by region below 22%')
  const changed = catalogueWith(target.replace('dimensions: [region]', 'dimensions: [segment]'))
  await arrive(lost(40))
  expect(await look(1, changed)).toEqual([])
  const list = await listFollows(await door.asking('maya'), changed)
  expect(linesOf(list).at(-1)).toBe('win_rate is not counted like that any more, so nothing is told of it.')
  expect(linesOf(await door.press('maya', messageOf(list), 'Stop following'))[0]).toContain("You don't follow Win rate")
  expect(await door.database.sql`select state from follows`).toEqual([{ state: 'ended' }])
})

test('what a file names by another of its names is ended by its own', async () => {
  const follow = {
    name: 'wins',
    owner: 'maya@acme.example',
    metric: 'Win rate',
    period: 'this quarter',
    when: 'below 5%',
  }
  const file = alertsFile.parse({ follows: [{ ...follow, to: { person: 'maya@acme.example' } }] })
  await applyAlerts(await door.asking('nadia'), file, catalogue)
  expect(linesOf(await door.say('maya', 'unfollow win rate'))).toEqual(["You don't follow Win rate any more."])
})

test('what is followed once ends with its first word', async () => {
  await door.say('maya', 'follow win rate this quarter below 25% once')
  await arrive(lost(40))
  expect(await look(1)).toHaveLength(1)
  expect(linesOf(await door.say('maya', 'follows'))[0]).toContain('You follow nothing yet')
})

test('a movement is unusual against the same weeks before, and a short history says nothing', async () => {
  const weeks = [
    '2026-05-25',
    '2026-06-01',
    '2026-06-08',
    '2026-06-15',
    '2026-06-22',
    '2026-06-29',
    '2026-07-06',
    '2026-07-13',
    '2026-07-27',
    '2026-08-03',
  ]
  await arrive(weeks.flatMap((day, index) => decided('won', day, 5 + (index % 2))))
  expect(linesOf(await door.say('maya', 'follow deals won last week unusual'))[1]).toBe('It is 6 now.')
  await arrive(won(5))
  expect(await look(96)).toEqual([])
  await arrive(won(60))
  const told = await look(97)
  expect(told[0]?.lines[0]).toBe(
    'Deals won, last week: 65, unusually high: around 6 is usual (over 11 comparable periods).',
  )
})

test('in the morning note it stands once, and for nobody who may not read it', async () => {
  expect(linesOf(await door.say('maya', 'follow win rate this quarter below 25% in my morning note'))[0]).toContain(
    'in your morning note',
  )
  await arrive(lost(40))
  expect(await look(1)).toEqual([])
  const maya = await door.person('maya')
  const source = alertDues(catalogue)
  const asking = await door.asking('maya')
  const waking = (day: string, again = false) => ({
    person: maya,
    day,
    again,
    calendar: { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() },
  })
  const dues = await source.due(asking, [waking('2026-08-13')])
  expect(dues.map(({ line }) => flatten(line(asking.t)))).toEqual([
    'Win rate, this quarter: 21% (30 of 140), below 25%.',
  ])
  // A right that was taken back since keeps it out of the note, and what stands in one stands with the posted numbers.
  const outsider = { ...maya, outsider: true }
  expect(await source.due(asking, [{ ...waking('2026-08-13'), person: outsider }])).toEqual([])
  expect(await door.database.sql`select delivery, metric from posted_numbers`).toEqual([
    { delivery: dues[0]?.about, metric: 'win_rate' },
  ])
  await source.noted?.(asking, dues)
  expect(await source.due(asking, [waking('2026-08-13')])).toEqual([])
  expect(await source.due(asking, [waking('2026-08-13', true)])).toHaveLength(1)
  expect(await source.due(asking, [waking('2026-08-14')])).toEqual([])
})

test('it stands in the note of the day that it is where its reader is, and stays there when that is drawn again', async () => {
  await door.database.sql`update people set zone = 'Pacific/Auckland' where email = 'maya@acme.example'`
  await door.say('maya', 'follow win rate this quarter below 25% in my morning note')
  await arrive(lost(40))
  await look(1)
  const source = alertDues(catalogue)
  // 08:00 of the 14th in Auckland is the evening of the 13th where the company is.
  const asking = { ...(await door.asking('maya')), now: Temporal.Instant.from('2026-08-13T20:00:00Z') }
  const waking = (again: boolean) => ({
    person: asking.by,
    day: '2026-08-14',
    again,
    calendar: { workDays: [1, 2, 3, 4, 5], holidays: new Set<string>() },
  })
  const dues = await source.due(asking, [waking(false)])
  expect(dues).toHaveLength(1)
  await source.noted?.(asking, dues)
  expect(await source.due(asking, [waking(true)])).toHaveLength(1)
})

test('[Follow] under an answer opens a form; a figure that is none comes back with what was filled in', async () => {
  const answer = messageOf(await door.say('maya', 'win rate this quarter'))
  const form = await door.press('maya', answer, 'Follow')
  expect(form).toMatchObject({ kind: 'form', form: { draft: { when: 'target', to: 'me' } } })
  const wrong = await door.submit('maya', form, { when: 'below', at: 'low', often: 'once', to: 'morning' })
  expect(wrong).toMatchObject({
    kind: 'form',
    form: { draft: { at: 'low', often: 'once' }, errors: { at: expect.stringContaining('20%') } },
  })
  const other = await door.submit('maya', form, { when: 'below', at: '€20', often: 'once', to: 'morning' })
  expect(other).toMatchObject({ form: { errors: { at: 'Win rate is a share: write the figure as 20%.' } } })
  const done = await door.submit('maya', form, { when: 'below', at: '20', often: 'once', to: 'morning' })
  expect(linesOf(done)[0]).toBe(
    "I'll tell you, in your morning note, once when Win rate, this quarter, is below 20% (over again at 21%).",
  )
})

test('the list says what is followed and ends it; what cannot come true is refused with what to say instead', async () => {
  await door.say('maya', 'follow win rate this quarter below 20%')
  const list = messageOf(await door.say('maya', 'follows'))
  expect(linesOf({ kind: 'tell', message: list })).toContain('Win rate, this quarter: is below 20% (over again at 21%)')
  expect(linesOf(await door.press('maya', list, 'Stop following'))).toEqual(["You don't follow Win rate any more."])
  expect(linesOf(await door.say('maya', 'unfollow win rate'))).toEqual(["You don't follow Win rate."])
  await expect(door.say('maya', 'follow deals won this quarter below 20')).rejects.toMatchObject({
    key: 'alerts.still_growing',
  })
  await expect(door.say('maya', 'follow deals won this quarter')).rejects.toMatchObject({ key: 'alerts.no_target' })
  await expect(door.say('maya', 'follow win rate below 20% until 10%')).rejects.toMatchObject({
    key: 'alerts.wrong_way',
  })
})
