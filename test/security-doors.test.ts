import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commandsOf } from '../commands/all.js'
import { bind, type Command } from '../commands/command.js'
import { router } from '../commands/router.js'
import type { Database } from '../db/connect.js'
import type { Call } from '../src/chat/action.js'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import { plainLines } from '../src/chat/plain.js'
import { builtInDepartments } from '../src/company/departments.js'
import { linkAccounts, personByEmail } from '../src/company/store.js'
import { loadCatalogue } from '../src/metrics/catalogue.js'
import { catalogueFor } from '../src/start/catalogue.js'
import { logger } from '../src/start/log.js'
import { acmeDatabase, thursday } from './e2e/acme.js'

const workspace = 'T0ACME'
const users = ['nadia', 'maya', 'omar', 'ioana', 'gus'] as const
type User = (typeof users)[number]

let database: Database
let house: ReturnType<typeof commandsOf>
let lines: string[] = []
const memory = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk))
    done()
  },
})
const log = logger('debug', memory)

beforeAll(async () => {
  database = await acmeDatabase()
  const people = await Promise.all(users.map((user) => personByEmail(database.db, `${user}@acme.example`)))
  const links = people.flatMap((person, index) => {
    const user = users[index]
    return person && user ? [{ account: { platform: 'slack' as const, workspace, user }, person: person.id }] : []
  })
  expect(links).toHaveLength(users.length)
  await linkAccounts(database.db, links)
  house = commandsOf(await catalogueFor(database.db, thursday))
})
afterAll(() => database.close())
beforeEach(() => {
  lines = []
})

let keys = 0
const from = (user: string) => ({
  key: `slack:${workspace}:${++keys}`,
  from: { platform: 'slack', workspace, user } as const,
  at: { platform: 'slack', workspace, kind: 'channel', channel: 'C0REVENUE', thread: null } as const,
  locale: null,
})
const says = (user: User | 'stranger', text: string): Incoming => ({ ...from(user), kind: 'words', text })
const presses = (user: User, action: string, args: Call['args']): Incoming => ({
  ...from(user),
  kind: 'press',
  call: { action, args, opens: null },
  on: null,
})

function handle(incoming: Incoming, more: readonly Command[] = [], all = house): Promise<Reply> {
  const door = router({
    db: database.db,
    now: () => thursday,
    commands: [...all.commands, ...more],
    fallback: all.fallback,
    introduce: async () => undefined,
    log,
  })
  return door(incoming)
}

const wordsOf = (reply: Reply): string =>
  reply.kind === 'tell' || reply.kind === 'redraw' ? plainLines(reply.message).join('\n') : reply.kind

/** What people did to the company, as far as anything is remembered of it. */
async function effects(): Promise<unknown> {
  const [row] = await database.sql`
    select (select count(*)::int from audit) as audit, (select count(*)::int from deliveries) as deliveries,
      (select count(*)::int from checklist_stages where closed_at is not null) as closed,
      (select count(*)::int from inbox) as inbox`
  return { ...row }
}

const runId = async (): Promise<number> => Number((await database.sql`select id from checklist_runs`)[0]?.id)
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
    'CHECKLISTS.CLOSE_STAGE',
    'checklists.close_stage\n',
  ])('of the action %j is refused in words, and nothing happens (ASVS 2.2.1)', async (action) => {
    const before = await effects()
    expect(wordsOf(await handle(presses('nadia', action, {})))).toMatch(oldButton)
    expect(
      await handle({ ...from('nadia'), kind: 'submit', call: { action, args: {}, opens: null }, values: {} }),
    ).toMatchObject({ kind: 'tell' })
    expect(
      await handle({
        ...from('nadia'),
        kind: 'search',
        call: { action, args: {}, opens: null },
        field: 'x',
        text: 'y',
      }),
    ).toEqual({ kind: 'options', options: [] })
    expect(await effects()).toEqual(before)
    expect(lines).toEqual([])
  })

  test('with forged arguments is refused in words by every action, and nothing happens (ASVS 2.2.1, 2.2.2)', async () => {
    const actions = [...house.commands.flatMap((command) => command.bindings).map(({ id }) => id), 'router.say']
    expect(actions.length).toBeGreaterThan(2)
    const before = await effects()
    for (const action of actions) {
      for (const args of forged) {
        const words = wordsOf(await handle(presses('nadia', action, args)))
        expect(words, `${action} ${JSON.stringify(args).slice(0, 80)}`).not.toBe('')
        expect(words).not.toMatch(stack)
        expect(words.length).toBeLessThan(4_000)
      }
    }
    expect(await effects()).toEqual(before)
    expect(lines.filter((line) => line.includes('A command failed'))).toEqual([])
  })

  test('of a checklist that is not there, or of another stage, is refused (ASVS 8.2.2)', async () => {
    const run = await runId()
    const before = await effects()
    for (const args of [
      { run: run + 1000, stage: 0 },
      { run, stage: 99 },
      { run, stage: -1 },
      { run: 2 ** 31, stage: 0 },
      { run, stage: 2 ** 15 },
    ])
      expect(wordsOf(await handle(presses('nadia', 'checklists.close_stage', args))), JSON.stringify(args)).toMatch(
        oldButton,
      )
    expect(await effects()).toEqual(before)
  })
})

describe('who may', () => {
  test('finish a stage is asked of the person who presses, whatever the button says (ASVS 8.2.1, 8.2.2, 8.3.1)', async () => {
    const args = { run: await runId(), stage: 1 }
    const before = await effects()
    for (const other of ['maya', 'ioana', 'gus'] as const)
      expect(wordsOf(await handle(presses(other, 'checklists.close_stage', args)))).toMatch(/Only Finance .*can finish/)
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
    const { db } = database
    const left = await personByEmail(db, 'ioana@acme.example')
    await database.sql`update people set active = false where id = ${left?.id ?? 0}`
    try {
      expect(wordsOf(await handle(says('ioana', 'checklist')))).toMatch(/I don't know you yet/)
    } finally {
      await database.sql`update people set active = true where id = ${left?.id ?? 0}`
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
    for (const words of replies.map(wordsOf)) expect(words).toMatch(/^(This is|Numbers are) only for people of the company\.$/)
  })

  test('see a number is asked for each line of a digest, and of everything a metric is built on (ASVS 8.2.3)', async () => {
    const won = {
      name: 'metrics.yaml',
      text: '- name: deals_won\n  visibility: { departments: [finance], roles: [] }\n',
    }
    const restricted = commandsOf(loadCatalogue([...builtInDepartments], won))
    const preview = async (user: User): Promise<string> =>
      wordsOf(await handle(says(user, 'digest preview weekly-revenue'), [], restricted))
    const finance = await preview('omar')
    const sales = await preview('maya')
    // The win rate is counted from the deals won; what was lost, and the revenue, are not.
    expect(finance).toContain('Win rate')
    expect(sales).not.toContain('Win rate')
    expect(sales).toContain('Deals lost')
    expect(sales.split('\n').length).toBeGreaterThan(4)
  })
})

describe('the same request once more', () => {
  test('finishes a stage once, and leaves one line in the audit (Slack signature)', async () => {
    const press = presses('maya', 'checklists.close_stage', { run: await runId(), stage: 0 })
    const before = await effects()
    const first = wordsOf(await handle(press))
    const again = await Promise.all(Array.from({ length: 4 }, () => handle(press)))
    expect(first).toContain('Maya Okafor finished')
    expect(again.map(wordsOf)).toEqual(Array.from({ length: 4 }, () => first))
    expect(await effects()).toEqual({
      ...Object(before),
      audit: Object(before).audit + 1,
      closed: Object(before).closed + 1,
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
        deliveries: Object(before).deliveries + 2,
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
        { id: 'fail.deep', args: { parse: (args: unknown) => args } as never, opens: null },
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
      lines = []
      const words = wordsOf(await handle(incoming, [failing]))
      const incident = /written it down as ([0-9a-f]{8})/.exec(words)?.[1] ?? 'no number'
      expect(words).not.toMatch(stack)
      expect(words).not.toMatch(/nowhere|ECONNREFUSED|10\.0\.0\.7|hunter2/)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(incident)
      expect(lines[0]).toContain('security-doors.test.ts')
      expect(lines[0]).not.toMatch(/what Maya typed|hunter2/)
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
    expect(lines).toEqual([])
  })
})
