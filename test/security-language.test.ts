import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWords } from '../commands/words.js'
import { clean } from '../src/chat/text.js'
import { builtInDepartments } from '../src/company/departments.js'
import { readAmount } from '../src/facts/amounts.js'
import { csvLine, guard, unguard } from '../src/facts/cells.js'
import { dayReader } from '../src/facts/days.js'
import { fold, nearestWord, tidy } from '../src/facts/names.js'
import { textsFor } from '../src/locales/texts.js'
import { wordsFor } from '../src/locales/words.js'
import { loadCatalogue } from '../src/metrics/catalogue.js'
import { parseExpression } from '../src/metrics/expression.js'
import { readQuestion } from '../src/metrics/language/read.js'
import { CatalogueError } from '../src/metrics/problems.js'
import type { DefinitionFile } from '../src/metrics/read-definitions.js'
import { vocabularyFrom } from '../src/metrics/vocabulary.js'
import { toBlocks } from '../src/platforms/slack/blocks/message.js'
import { callOfButton } from '../src/platforms/slack/calls.js'
import { readable } from '../src/platforms/slack/incoming/words.js'
import { decodeMetadata } from '../src/platforms/slack/metadata.js'
import { toActivity } from '../src/platforms/teams/cards/card.js'
import { periodOf } from '../src/time/read-period.js'
import { type AcmeDoor, acmeDoor, says, wordsOf } from './acme-door.js'

/** What somebody types who hopes that some part of it is run. `zz9` marks it, wherever it ends up. */
const injections = [
  "zz9'; drop table opportunities; --",
  'zz9"; drop table opportunities; --',
  "zz9' or '1'='1",
  'zz9) or 1=1 --',
  'zz9 union select secrets from installations',
  "zz9'; select pg_sleep(10); --",
  "zz9\\'; copy people to program 'id'; --",
  '$1 zz9 $2',
  ':zz9 ?',
  'zz9/**/',
  'zz9 -- ',
  "E'zz9\\x27'",
  '$$zz9$$',
  '\u0024{zz9} #{zz9} {{zz9}}',
  'zz9`id`',
  '$(zz9)',
  '__proto__ zz9',
  'constructor.zz9',
  'zz9; process.exit()',
  'import("zz9")',
]

describe('what is typed as a question', () => {
  let door: AcmeDoor
  const statements: string[] = []
  beforeAll(async () => {
    door = await acmeDoor('maya')
    Object.assign(door.database.sql.options, {
      debug: (_: unknown, statement: string) => void statements.push(statement),
    })
  })
  afterAll(() => door[Symbol.asyncDispose]())

  test('is never a part of a statement, whatever is typed where a name, a value or a period belongs (ASVS 1.2.4)', async () => {
    const places = [
      'win rate @',
      'win rate by @',
      'win rate for @',
      'win rate region=@',
      'win rate region="@"',
      '@ by region',
      'win rate vs @',
      'win rate last @',
      'about @',
      '@',
    ]
    const asked = places.flatMap((place) => injections.map((typed) => place.replace('@', () => typed)))
    expect(asked.length).toBeGreaterThanOrEqual(100)
    for (const text of asked) {
      const words = wordsOf(await door.handle(says('maya', `kpi ${text}`)))
      expect(words, text).not.toBe('')
      expect(words, text).not.toMatch(/Something went wrong/)
    }
    expect(statements.length).toBeGreaterThan(100)
    expect(statements.filter((statement) => /zz9|drop table|pg_sleep|\bsecrets\b/i.test(statement))).toEqual([])
    const [left] = await door.database.sql`select count(*)::int as rows from opportunities`
    expect(left?.rows).toBeGreaterThan(100)
    expect(door.lines).toEqual([])
  })
})

describe('a metric of a company', () => {
  const definition = (change: string): DefinitionFile => ({
    name: 'metrics.yaml',
    text: `- name: evil\n  label: Evil\n  owner: { department: sales }\n  unit: count\n  direction: up\n  description: d\n  formula_text: f\n  ${change}\n`,
  })
  const derived = (expression: string) =>
    definition(`formula: { kind: derived, expression: ${JSON.stringify(expression)} }`)
  const simple = (change: string) =>
    definition(`formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, ${change} }`)

  test.each<[string, DefinitionFile]>([
    ...injections.map((typed): [string, DefinitionFile] => [`an expression of ${typed}`, derived(typed)]),
    ...injections.map((typed): [string, DefinitionFile] => [
      `a condition on ${typed}`,
      simple(`where: { ${JSON.stringify(typed)}: won }`),
    ]),
    ...injections.map((typed): [string, DefinitionFile] => [
      `a value of ${typed}`,
      simple(`where: { outcome: ${JSON.stringify(typed)} }`),
    ]),
    [
      'a date of another table',
      definition('formula: { kind: simple, fact: opportunities, aggregate: count, date: "people.email" }'),
    ],
    [
      'a fact that is none',
      definition('formula: { kind: simple, fact: installations, aggregate: count, date: installed_at }'),
    ],
    [
      'an aggregate that is none',
      definition(
        'formula: { kind: simple, fact: opportunities, aggregate: "count(*)) from people --", date: closed_on }',
      ),
    ],
    [
      'a dimension that is none',
      definition(
        'dimensions: ["secrets"]\n  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on }',
      ),
    ],
    [
      'the prototype of objects',
      definition('__proto__: { listed: true }\n  formula: { kind: derived, expression: "__proto__" }'),
    ],
    ['parentheses without end', derived('('.repeat(400))],
    ['an expression of 100 kB', derived('deals_won + '.repeat(9_000))],
    ['signs without end', derived('-'.repeat(450))],
  ])('with %s is refused with its path (ASVS 1.2.4, 1.3.2, 2.2.1)', (_, file) => {
    expect(() => loadCatalogue([...builtInDepartments], file)).toThrow(CatalogueError)
  })

  test('whose YAML would unfold into a billion words is refused unread (ASVS 2.2.1)', () => {
    const layers = 'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]`)
    const text = `a: &a [${'x,'.repeat(9)}]\n${layers.join('\n')}\n`
    expect(() => loadCatalogue([...builtInDepartments], { name: 'metrics.yaml', text })).toThrow(
      /longer than 200000 entries/,
    )
  })
})

test('nothing is evaluated: no eval, no functions made of text, no scripts of others (ASVS 1.3.2)', () => {
  const files = ['src', 'commands', 'jobs', 'db'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test)\.ts$/.test(name))
      .map((name) => join(folder, name)),
  )
  expect(files.length).toBeGreaterThan(150)
  const dynamic =
    /\beval\(|\bnew Function\b|\bFunction\(|from '(?:node:)?vm'|\bimport\((?!['"])|\brequire\((?!['"])|\bsetTimeout\(['"`]/
  expect(files.filter((file) => dynamic.test(readFileSync(file, 'utf8')))).toEqual([])
})

describe('what is long costs no more than its length (ASVS 1.3.12)', () => {
  const catalogue = loadCatalogue([...builtInDepartments], null)
  const words = wordsFor('en')
  const calendar = { zone: 'Europe/Berlin', fiscalMonth: 1, weekStart: 1 }
  const vocabulary = vocabularyFrom(
    [{ fact: 'opportunities', dimension: 'region', values: ['EMEA', 'North America'] }],
    [],
  )
  const readDay = dayReader(
    ['ISO', 'DD.MM.YYYY', 'M/D/YYYY h:mm A', 'YYYY-MM-DD HH:mm:ss.SSS Z'],
    'Asia/Tehran',
    'Europe/Berlin',
  )
  const nobody = { kind: 'tell', message: { blocks: [], discloses: [] } } as const
  const fallback = { name: 'kpi', bindings: [], words: async () => nobody }
  const asking = { t: textsFor('en', 'UTC') } as Parameters<typeof readWords>[1]
  const message = (text: string) => {
    const value = [{ kind: 'plain', text } as const, { kind: 'strong', text } as const]
    const person = {
      kind: 'person',
      name: text,
      accounts: [{ platform: 'teams', workspace: 'acme', user: 'u' }],
    } as const
    return {
      blocks: [
        { kind: 'heading', text } as const,
        { kind: 'text', text: [...value, person] } as const,
        { kind: 'facts', facts: [{ label: text, value }] } as const,
        { kind: 'note', text: value } as const,
      ],
      discloses: [],
    }
  }

  /** A message has the text in several places, which together are as long as the others'. */
  const quarter = (text: string): string => text.slice(Math.floor((3 * text.length) / 4))

  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    'a question': (text) =>
      readQuestion(text, { catalogue, words, calendar, today: '2026-11-19', vocabulary, suggestible: () => true }),
    'words after a command': (text) => readWords(text, asking, [fallback], fallback),
    'a period': (text) => periodOf(text, { words: words.periods, calendar, today: '2026-11-19' }),
    'a formula': (text) => parseExpression(text),
    'a day in a cell': (text) => readDay(text),
    'an amount in a cell': (text) => readAmount(text, '.', 2, false),
    'words of Slack': (text) => readable(text),
    'a name in a cell': (text) => fold(tidy(text)),
    'the name of a column': (text) => nearestWord(text, ['closed_on', 'amount', 'region']),
    'a cell that leaves': (text) => [csvLine([text]), unguard(guard(text))],
    'text from outside': (text) => clean(text),
    'a button of Slack': (text) => callOfButton(text, text),
    'a dialog of Slack': (text) => decodeMetadata(text),
    'a message in Slack': (text) => toBlocks(message(quarter(text)), 'T1'),
    'a message in Teams': (text) => toActivity(message(quarter(text)), { tenant: 'acme', alone: false }),
  }

  /** What expressions with a repeated part may choke on, repeated. */
  const pieces = [
    'a',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '1',
    '-',
    '.',
    ',',
    '=',
    '"',
    "'",
    '(',
    ')',
    '[',
    '](',
    '![',
    '*',
    '_',
    '`',
    '~',
    '<',
    '<!',
    '<at>',
    '&',
    '&lt;',
    '#1',
    '{{',
    '/',
    ':/',
    '\u0000',
    '\u202e',
    '\ud800',
    '\ufdfa',
    'Q1 ',
    'last ',
    '1 ',
    '1,',
    '1.',
    '2026-',
    'a.',
    'by ',
    'call:',
  ]
  const ends = ['', '!', 'x\n']

  /** Milliseconds of the processor, which other programs on the machine do not lengthen as they do the clock's. */
  function cost(work: () => unknown): number {
    const began = process.cpuUsage()
    try {
      work()
    } catch {
      // Refusing is an answer too.
    }
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  }

  const least = (times: number, work: () => unknown): number =>
    Math.min(...Array.from({ length: times }, () => cost(work)))

  test.each(Object.keys(readers))('%s, whatever is repeated in it', (name) => {
    const read = readers[name]
    const tooSlow: string[] = []
    for (const piece of pieces) {
      for (const end of ends) {
        const text = (size: number) => `1${piece.repeat(Math.ceil(size / piece.length))}${end}`
        const long = text(100_000)
        if (cost(() => read?.(long)) < 50) continue
        // A busy machine: what grows with the length takes 8 times as long, what grows with its square 64 times.
        const short = text(12_500)
        const [eighth, whole] = [least(3, () => read?.(short)), least(3, () => read?.(long))]
        if (whole > 24 * Math.max(eighth, 2))
          tooSlow.push(`${JSON.stringify(piece)} … ${JSON.stringify(end)}: ${eighth} ms, ${whole} ms`)
      }
    }
    expect(tooSlow).toEqual([])
  })
})
