import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { commandsOf } from '../commands/all.js'
import { bind, type Command } from '../commands/command.js'
import type { Call } from '../src/chat/action.js'
import { builtInDepartments } from '../src/company/departments.js'
import { loadCatalogue } from '../src/metrics/catalogue.js'
import { type AcmeDoor, acmeDoor, emptyDesk, presses, says, submits, wordsOf } from './acme-door.js'

let door: AcmeDoor
/** The house's commands, with deals won for finance alone; #revenue is read by sales too. */
let financeOnly: ReturnType<typeof commandsOf>
const handle: AcmeDoor['handle'] = (...asked) => door.handle(...asked)
beforeAll(async () => {
  door = await acmeDoor('nadia', 'maya', 'omar', 'ioana', 'gus')
  const text = '- name: deals_won\n  visibility: { departments: [finance], roles: [] }\n'
  financeOnly = commandsOf(
    loadCatalogue([...builtInDepartments], { name: 'metrics.yaml', text }),
    emptyDesk(door.database),
  )
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(() => {
  door.lines.length = 0
})

/** What people did to the company, as far as anything is remembered of it. */
async function effects(): Promise<unknown> {
  const [row] = await door.database.sql`
    select (select count(*)::int from audit) as audit, (select count(*)::int from deliveries) as deliveries,
      (select count(*)::int from checklist_items where done_at is not null) as done,
      (select count(*)::int from inbox) as inbox`
  return { ...row }
}

/** An item of the sample's checklist that is sales', and Maya's. */
const itemId = async (): Promise<number> =>
  Number((await door.database.sql`select id from checklist_items where key = 'open-deals'`)[0]?.id)
const oldButton = /belongs to an older version/
const stack = /\n\s+at |\.ts:\d|Error:|node_modules|select |insert /

/** Arguments that no card of ours carries: other types, other depths, other people's prototypes. */
const forged: readonly Call['args'][] = [
  null,
  true,
  0,
  '',
  'x'.repeat(100_000),
  [],
  [[[]]],
  {},
  { run: '1', stage: '0' },
  { run: 1.5, stage: 0 },
  { run: null, stage: null },
  { run: 1e308, stage: -1e308 },
  { digest: 7 },
  { digest: { toString: 'x' } },
  { text: ['kpi'] },
  { metric: 1 },
  { words: null },
  { question: { metric: 'win_rate' } },
  JSON.parse('{"__proto__": {"run": 1, "stage": 0}, "constructor": {"prototype": {}}}'),
]

describe('a button that nobody drew', () => {
  test.each([
    '',
    'x',
    'checklists.close_all',
    'toString',
    '__proto__',
    'constructor',
    'CHECKLISTS.DONE',
    'checklists.done\n',
  ])('of the action %j is refused in words, and nothing happens (ASVS 2.2.1)', async (action) => {
    const before = await effects()
    expect(wordsOf(await handle(presses('nadia', action, {})))).toMatch(oldButton)
    const [submitted, searched] = await Promise.all(submits('nadia', action).map((one) => handle(one)))
    expect(submitted).toMatchObject({ kind: 'tell' })
    expect(searched).toEqual({ kind: 'options', options: [] })
    expect(await effects()).toEqual(before)
    expect(door.lines).toEqual([])
  })

  test.each(forged.map((args) => [JSON.stringify(args).slice(0, 60), args] as const))(
    'with the forged arguments %s is refused in words by every action, and nothing happens (ASVS 2.2.1, 2.2.2)',
    async (_shown, args) => {
      const actions = [...door.commands.flatMap((command) => command.bindings).map(({ id }) => id), 'router.say']
      expect(actions.length).toBeGreaterThan(2)
      const before = await effects()
      for (const action of actions) {
        const words = wordsOf(await handle(presses('nadia', action, args)))
        expect(words, action).not.toBe('')
        expect(words).not.toMatch(stack)
        expect(words.length, `${action}: ${words.slice(0, 300)}`).toBeLessThan(8_000)
      }
      expect(await effects()).toEqual(before)
      expect(door.lines.filter((line) => line.includes('A command failed'))).toEqual([])
    },
  )

  test('of a checklist that is not there, or of another stage, is refused (ASVS 8.2.2)', async () => {
    const item = await itemId()
    const before = await effects()
    for (const other of [item + 1000, 0, -1, 2 ** 31 - 1])
      expect(
        wordsOf(await handle(presses('nadia', 'checklists.done', { item: other, from: 'note' }))),
        `${other}`,
      ).toMatch(/There is no item/)
    for (const args of [
      { item: 2 ** 31, from: 'note' },
      { item: 1.5, from: 'note' },
      { item, from: 'elsewhere' },
    ])
      expect(wordsOf(await handle(presses('nadia', 'checklists.done', args))), JSON.stringify(args)).toMatch(oldButton)
    for (const args of [
      { run: 2 ** 31 - 1, stage: 0, round: 1 },
      { run: 1, stage: 99, round: 1 },
      { run: 1, stage: -1, round: 1 },
    ])
      expect(wordsOf(await handle(presses('nadia', 'checklists.sign', args))), JSON.stringify(args)).toMatch(oldButton)
    expect(await effects()).toEqual(before)
  })
})

/** What [Share here] carries under an answer. */
const shared = (change: Readonly<Record<string, Call['args']>> = {}): Call['args'] => ({
  question: {
    metric: 'win_rate',
    period: { from: '2026-07-01', to: '2026-10-01', shape: { kind: 'unit', unit: 'quarter' }, relative: false },
    by: null,
    where: [],
    against: { kind: 'previous' },
    trend: null,
    ...change,
  },
})

describe('who may', () => {
  test('do what an item or an approval asks for is asked of the person who presses, whatever the button says (ASVS 8.2.1, 8.2.2, 8.3.1)', async () => {
    const args = { item: await itemId(), from: 'note' }
    const before = await effects()
    for (const other of ['omar', 'ioana'] as const)
      expect(wordsOf(await handle(presses(other, 'checklists.done', args)))).toMatch(/belongs to Maya Okafor, Sales/)
    expect(wordsOf(await handle(presses('gus', 'checklists.done', args)))).toMatch(/only for people of the company/)
    expect(wordsOf(await handle(presses('ioana', 'checklists.sign', { run: 1, stage: 1, round: 0 })))).toMatch(
      /is signed by Sales \(Maya Okafor\) and Finance \(Omar Haddad\)/,
    )
    expect(await effects()).toEqual(before)
  })

  test('post a digest now is asked of the person who presses or types (ASVS 8.2.1, 8.3.1)', async () => {
    const before = await effects()
    for (const other of ['maya', 'omar'] as const) {
      expect(wordsOf(await handle(presses(other, 'digests.send', { digest: 'weekly-revenue' })))).toMatch(/Only RevOps/)
      expect(wordsOf(await handle(says(other, 'digest send weekly-revenue')))).toMatch(/Only RevOps/)
    }
    expect(await effects()).toEqual(before)
  })

  test('be answered at all is asked first: a stranger hears nothing of the company (ASVS 8.2.1)', async () => {
    for (const text of ['kpi win rate', 'checklist', 'digest list', 'drumbeat help', ''])
      expect(wordsOf(await handle(says('stranger', text)))).toMatch(/I don't know you yet/)
    await door.database.sql`update people set active = false where email = 'ioana@acme.example'`
    try {
      expect(wordsOf(await handle(says('ioana', 'checklist')))).toMatch(/I don't know you yet/)
    } finally {
      await door.database.sql`update people set active = true where email = 'ioana@acme.example'`
    }
  })

  test('hear of the company at all is asked of guests too: they hear nothing (ASVS 8.2.1)', async () => {
    const all = [
      'kpi win rate',
      'checklist',
      'digest list',
      'digest preview weekly-revenue',
      'digest send weekly-revenue',
    ]
    const replies = await Promise.all(all.map((text) => handle(says('gus', text))))
    for (const words of replies.map(wordsOf))
      expect(words).toMatch(/^(This is|Numbers are) only for people of the company\.$/)
  })

  test('see a number is asked for each line of a digest, and of everything a metric is built on (ASVS 8.2.3)', async () => {
    const preview = async (user: string): Promise<string> =>
      wordsOf(await handle(says(user, 'digest preview weekly-revenue'), [], financeOnly))
    const finance = await preview('omar')
    const sales = await preview('maya')
    // The win rate is counted from the deals won; what was lost, and the revenue, are not.
    expect(finance).toContain('Win rate')
    expect(sales).not.toContain('Win rate')
    expect(sales).toContain('Deals lost')
    expect(sales.split('\n').length).toBeGreaterThan(4)
  })
})

describe('a number that not everybody may read', () => {
  test('is refused to the asker before anything is read, whichever way it is asked (ASVS 8.2.1, 8.3.3)', async () => {
    const before = await effects()
    const told = [
      says('maya', 'kpi win rate'),
      says('maya', 'kpi about win rate'),
      says('maya', 'kpi deals won by owner'),
      presses('maya', 'metrics.ask', { words: 'win rate by region' }),
      presses('maya', 'metrics.about', { metric: 'win_rate' }),
      presses('maya', 'metrics.share', shared()),
    ]
    for (const incoming of told) {
      const words = wordsOf(await handle(incoming, [], financeOnly))
      expect(words).toMatch(/Finance/)
      expect(words).not.toMatch(/\d/)
    }
    expect(wordsOf(await handle(says('omar', 'kpi win rate'), [], financeOnly))).toMatch(/\d+%/)
    expect(await effects()).toEqual(before)
  })

  test('is not shared where others read along, even by somebody who may read it (ASVS 8.3.3)', async () => {
    const before = await effects()
    expect(wordsOf(await handle(presses('omar', 'metrics.share', shared()), [], financeOnly))).not.toMatch(/\d+%/)
    expect(await effects()).toEqual(before)
  })
})

describe('a question that nobody asked, in a forged button', () => {
  const day = { shape: { kind: 'unit', unit: 'day' }, relative: false }
  const hostile = "zz'; drop table opportunities; --"
  test.each<[string, Readonly<Record<string, Call['args']>>]>([
    ['a metric that is none', { metric: hostile }],
    ['a dimension that is none', { by: hostile }],
    ['a column that is no dimension', { by: 'amount' }],
    ['a column of the database', { by: 'opportunities.id' }],
    ['a filter on what is no dimension', { where: [{ dimension: hostile, values: ['x'] }] }],
    ['a filter with a hostile value', { where: [{ dimension: 'region', values: [hostile] }] }],
    ['a filter with control characters', { where: [{ dimension: 'region', values: ['a\u0000b'] }] }],
    [
      'very many values',
      { where: [{ dimension: 'region', values: Array.from({ length: 70_000 }, (_, index) => `v${index}`) }] },
    ],
    ['very many filters', { where: Array.from({ length: 2_000 }, () => ({ dimension: 'region', values: ['EMEA'] })) }],
    ['two thousand years by day', { trend: 'day', period: { ...day, from: '0001-01-01', to: '2026-11-19' } }],
    ['the end of the calendar', { period: { ...day, from: '9999-12-30', to: '9999-12-31' } }],
    ['a day that is none', { period: { ...day, from: '2026-02-30', to: '2026-03-01' } }],
    ['a comparison with nothing', { against: { kind: 'period', period: null } }],
  ])('%s: words, nothing posted, no statement of theirs (ASVS 1.2.4, 2.2.1)', async (_, change) => {
    const before = await effects()
    const words = wordsOf(await handle(presses('maya', 'metrics.share', shared(change))))
    expect(words).not.toBe('')
    expect(words).not.toMatch(stack)
    const [left] = await door.database.sql`select count(*)::int as rows from opportunities`
    expect(left?.rows).toBeGreaterThan(100)
    expect({ ...Object(await effects()), deliveries: 0, audit: 0 }).toEqual({
      ...Object(before),
      deliveries: 0,
      audit: 0,
    })
    expect(door.lines.filter((line) => line.length > 10_000 || line.includes('drop table'))).toEqual([])
  })
})

describe('the same request once more', () => {
  test('shares a number once, and leaves one line in the audit (Slack signature)', async () => {
    const press = presses('maya', 'metrics.share', shared())
    const before = await effects()
    const replies = await Promise.all(Array.from({ length: 4 }, () => handle(press)))
    for (const reply of replies) expect(reply.kind).toBe('redraw')
    expect(await effects()).toEqual({
      ...Object(before),
      audit: Object(before).audit + 1,
      deliveries: Object(before).deliveries + 1,
    })
  })

  test('finishes an item once, and leaves one line in the audit (Slack signature)', async () => {
    const press = presses('maya', 'checklists.done', { item: await itemId(), from: 'note' })
    const before = await effects()
    const first = wordsOf(await handle(press))
    const again = await Promise.all(Array.from({ length: 4 }, () => handle(press)))
    expect(first).toContain('is done. Thank you.')
    expect(new Set(again.map(wordsOf))).toEqual(
      new Set(['Maya Okafor had done Bring every open deal up to date already. Nothing left for you.']),
    )
    expect(await effects()).toEqual({
      ...Object(before),
      audit: Object(before).audit + 1,
      done: Object(before).done + 1,
    })
  })

  test('posts a digest once, whether typed or pressed, and leaves one line in the audit (Slack signature)', async () => {
    for (const request of [
      says('nadia', 'digest send weekly-revenue'),
      presses('nadia', 'digests.send', { digest: 'weekly-revenue' }),
    ]) {
      const before = await effects()
      const replies = await Promise.all(Array.from({ length: 4 }, () => handle(request)))
      for (const reply of replies) expect(wordsOf(reply)).toMatch(/on its way to 2 places/)
      expect(await effects()).toEqual({
        ...Object(before),
        audit: Object(before).audit + 1,
        // Each with its details.
        deliveries: Object(before).deliveries + 4,
      })
    }
  })
})

describe('when something fails', () => {
  const failing: Command = {
    name: 'fail',
    words: async (text, asking) => {
      await asking.db.execute(`select '${text.length}' from nowhere`)
      throw new Error('unreachable')
    },
    bindings: [
      bind(
        { id: 'fail.deep', args: z.unknown(), opens: null },
        {
          press: async () => {
            throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { password: 'hunter2' })
          },
        },
      ),
    ],
  }

  test('the person hears that it failed and under which number it is written down, and nothing of the inside (ASVS 16.5.1)', async () => {
    for (const incoming of [
      says('maya', 'fail what Maya typed'),
      presses('maya', 'fail.deep', { text: 'what Maya typed' }),
    ]) {
      door.lines.length = 0
      const words = wordsOf(await handle(incoming, [failing]))
      const incident = /written it down as ([0-9a-f]{8})/.exec(words)?.[1] ?? 'no number'
      expect(words).not.toMatch(stack)
      expect(words).not.toMatch(/nowhere|ECONNREFUSED|10\.0\.0\.7|hunter2/)
      expect(door.lines).toHaveLength(1)
      expect(door.lines[0]).toContain(incident)
      expect(door.lines[0]).toContain('security-doors.test.ts')
      expect(door.lines[0]).not.toMatch(/what Maya typed|hunter2/)
    }
  })

  test('words that fit no command are refused without anything of them in the log (ASVS 16.2.5)', async () => {
    for (const text of [
      'digest sned weekly',
      'digest send no such thing',
      `digest ${'x'.repeat(40_000)}`,
      'chekclist',
      '\u0000',
      '\u0024{7*7} {{7*7}} {typed} <b>',
    ]) {
      const words = wordsOf(await handle(says('maya', text)))
      expect(words).not.toMatch(stack)
      expect(words).not.toContain('49')
    }
    expect(door.lines).toEqual([])
  })
})
