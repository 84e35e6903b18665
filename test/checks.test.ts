import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'

const houses: string[] = []
afterEach(() => {
  for (const house of houses.splice(0)) rmSync(house, { recursive: true })
})

/** Runs one check of `npm run check` over these files; returns its exit status and the problems it lists. */
function check(name: string, files: Record<string, string>): { status: number | null; problems: string[] } {
  const house = mkdtempSync(join(tmpdir(), 'drumbeat-checks-'))
  houses.push(house)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true })
    writeFileSync(join(house, path), text)
  }
  const args = [resolve('scripts/check.mjs'), name]
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' })
  const problems = stdout.split('\n').filter((line) => line !== '' && !/^(---|ok|FAILED)/.test(line))
  return { status, problems }
}

const clean = { status: 0, problems: [] }
const found = (...problems: string[]) => ({
  status: 1,
  problems: problems.map((each) => expect.stringContaining(each)),
})

describe('links', () => {
  test('a link to a file, a heading, a picture or a page elsewhere is fine', () => {
    const readme = [
      '[a](docs/a.md) [b](docs/a.md#how-it-s-done-1) [c](#top) ![p](docs/p.png) [x](https://example.com/y)',
      '# Top',
      'See `src/chat/text.ts:12` and `commands/<name>.ts`, or type `a/b`.',
      '```\n[not a link](nowhere.md)\n```',
    ]
    const page = "# How it's done\n## How it-s done\n## How it-s done\n[up](../README.md)\n"
    expect(
      check('links', {
        'README.md': readme.join('\n\n'),
        'docs/a.md': page,
        'docs/p.png': '',
        'src/chat/text.ts': '',
      }),
    ).toEqual(clean)
  })

  test('what leads nowhere is listed with its line', () => {
    const readme = '# Top\n[a](docs/gone.md)\n[b](#bottom)\n`src/gone.ts`\n[c]: docs/b.md#gone\n'
    expect(check('links', { 'README.md': readme, 'docs/b.md': '# B\n', 'src/a.ts': '' }).problems.sort()).toEqual([
      expect.stringContaining('README.md:2: docs/gone.md: there is no such file'),
      expect.stringContaining('README.md:3: #bottom: the file has no such heading'),
      expect.stringContaining('README.md:4: src/gone.ts: there is no such file'),
      expect.stringContaining('README.md:5: docs/b.md#gone: the file has no such heading'),
    ])
  })
})

describe('locales', () => {
  const code = "t.text('deliveries.sent', {})\nt.plain(`deliveries.why_$" + '{reason}`)\n'
  const english = { sent: 'Posted to {count, plural, one {<b>#</b> place} other {# places}}.', why_late: 'Too late.' }

  test('texts that are valid and used are fine', () => {
    const files = {
      'src/a/card.ts': code,
      'src/locales/en/deliveries.json': JSON.stringify(english, null, 2),
      'src/locales/en/words.json': '{"z": ["any", "shape"], "a": []}',
      'src/locales/fa/deliveries.json': JSON.stringify({ sent: '{count, plural, other {<b>#</b> جا}}' }),
    }
    expect(check('locales', files)).toEqual(clean)
  })

  test.each([
    ['an invalid message', '{ "sent": "{count, plural, one {#}}", "why_late": "" }', 'sent: not an ICU message'],
    ['a key that stands twice', '{\n"sent": "a",\n"sent": "b",\n"why_late": ""\n}', 'sent: stands here twice'],
    [
      'a text that nothing shows',
      '{ "sent": "a", "unseen": "b", "why_late": "" }',
      'unseen: no source names deliveries.unseen',
    ],
  ])('%s is listed', (_, json, problem) => {
    expect(check('locales', { 'src/a/card.ts': code, 'src/locales/en/deliveries.json': json })).toEqual(found(problem))
  })

  test('a translation that forgets what is filled in, or says what English does not, is listed', () => {
    const files = {
      'src/a/card.ts': code,
      'src/locales/en/deliveries.json': JSON.stringify(english),
      'src/locales/fa/deliveries.json': JSON.stringify({ extra: 'x', sent: 'فرستاده شد' }),
    }
    const { problems } = check('locales', files)
    expect(problems.sort()).toEqual([
      expect.stringContaining('fa/deliveries.json: extra: English has no such text'),
      expect.stringContaining('fa/deliveries.json: sent: fills in nothing; English: b, count'),
    ])
  })
})

describe('rhymes', () => {
  test('doors, tables and texts are named after a room, or are known not to be', () => {
    const files = {
      'src/metrics/ask.ts': '',
      'commands/metrics/list.ts': '',
      'commands/router.ts': '',
      'jobs/metrics.ts': '',
      'jobs/metrics.test.ts': '',
      'db/schema/metrics.ts': '',
      'src/locales/en/metrics.json': '{}',
      'src/locales/fa/common.json': '{}',
    }
    expect(check('rhymes', files)).toEqual(clean)
  })

  test.each([
    'commands/attic.ts',
    'commands/attic/open.ts',
    'jobs/attic.ts',
    'db/schema/attic.ts',
    'src/locales/fa/attic.json',
  ])('%s without src/attic is listed', (file) => {
    expect(check('rhymes', { [file]: '', 'src/metrics/ask.ts': '' })).toEqual(found('there is no src/attic'))
  })
})

describe('habits', () => {
  test('the composition root and the tests may read the environment, the rest takes parameters', () => {
    const reads = 'export const x = process.env.HOME\n'
    expect(check('habits', { 'src/main.ts': reads, 'src/a/a.test.ts': reads, 'scripts/x.mjs': reads })).toEqual(clean)
    expect(check('habits', { 'src/a/a.ts': `\n${reads}` })).toEqual(found('src/a/a.ts:2: process.env'))
    expect(check('habits', { 'db/a.ts': "import { env } from 'node:process'\n" })).toEqual(
      found("db/a.ts:1: from 'node:process'"),
    )
    expect(check('habits', { 'jobs/a.ts': "process['env']\n" })).toEqual(found('jobs/a.ts:1'))
  })

  // Written apart, because this file is checked as well.
  test.each(['as unknown| as', '@ts-|ignore', '@ts-|expect-error', 'TO|DO'])('%s is listed, in tests too', (words) => {
    expect(check('habits', { 'src/a/a.test.ts': `// ${words.replace('|', '')} X\n` })).toEqual(
      found('src/a/a.test.ts:1'),
    )
  })

  test("the page's imports stay in the playground", () => {
    const files = {
      'playground/page/ui/a.tsx': "import { b } from '../b.js'\n",
      'playground/page/b.ts': "import { h } from 'preact'\n",
    }
    expect(check('habits', files)).toEqual(clean)
    const stray = {
      'playground/page/ui/a.tsx':
        "import type { M } from '../../model.js'\nimport type { T } from '../../../src/chat/text.js'\n",
    }
    expect(check('habits', stray)).toEqual(found('playground/page/ui/a.tsx:2'))
  })
})

describe('security', () => {
  const ids = [...new Set(readFileSync('docs/security.md', 'utf8').match(/\bASVS \d+(\.\d+)+/g))]
  const [first = '', ...rest] = ids
  const head = '| name | promise | shown by |\n|---|---|---|\n'
  const shown = '`src/a/a.test.ts` › `it is so (%s)`'
  const page = (promised: string, later: string, more = ''): string =>
    `# Security\n\n## What is promised\n\n${head}${promised}\n\n## Not yet\n\n${head}${later}\n\n## Who may do what\n\n${more}\n`
  const row = (names: readonly string[], tests = shown): string => `| ${names.join(', ')} | a promise | ${tests} |`
  const files = (text: string) => ({
    'docs/security.md': text,
    'src/a/a.test.ts': "it.each([\n  ['x', 1],\n])('it is so (%s)', () => {})\nconst s = 'not a test'\n",
  })

  test('promises with tests that exist, and every requirement in one of the tables, are fine', () => {
    expect(check('security', files(page(row([first]), row(rest, 'later'))))).toEqual(clean)
  })

  test.each([
    ['a promise without a test', page(row([first], 'trust us'), row(rest)), 'no test shows it'],
    [
      'a test in a file that is gone',
      page(row([first], shown.replace('/a.', '/b.')), row(rest)),
      'there is no src/a/b.test.ts',
    ],
    [
      'a test that is called otherwise',
      page(row([first], shown.replace('so', 'not so')), row(rest)),
      'no test called "it is not so (%s)"',
    ],
    [
      'a text that is no test',
      page(row([first], shown.replace('it is so (%s)', 'not a test')), row(rest)),
      'no test called "not a test"',
    ],
    ['a requirement in neither table', page(row(rest), row(['OAuth'])), `${first} stands in neither table`],
    ['a requirement in both tables', page(row(ids), row([first])), `${first} stands there 2 times`],
    ['a requirement that nobody asked for', page(row(ids), row(['ASVS 99.9.9'])), 'ASVS 99.9.9 is not on the list'],
  ])('%s is listed', (_, text, problem) => {
    expect(check('security', files(text))).toEqual(found(problem))
  })

  test('a requirement that is said to be missing, although a test shows it, is listed', () => {
    const test = { 'commands/x.test.ts': `test('it holds (${first})', () => {})\n` }
    const { problems } = check('security', { ...files(page(row(rest), row([first]))), ...test })
    expect(problems).toEqual([expect.stringContaining('a test of commands/x.test.ts shows it')])
  })

  test('everything that can be pressed stands on the page with who may do it (ASVS 8.1.1)', () => {
    const action = { 'src/a/actions.ts': "export const x: Action<{ a: Map<string, string> }> = {\n  id: 'a.x',\n}\n" }
    expect(check('security', { ...files(page(row(ids), '')), ...action })).toEqual(
      found('src/a/actions.ts:1: docs/security.md does not say who may do a.x'),
    )
    expect(check('security', { ...files(page(row(ids), '', '| `a.x` | everybody |')), ...action })).toEqual(clean)
  })
})

test('a source file of more than 300 lines is listed, a test is not', () => {
  const long = 'x\n'.repeat(301)
  expect(check('sizes', { 'src/a/a.test.ts': long, 'src/a/b.ts': 'x\n'.repeat(300) })).toEqual(clean)
  expect(check('sizes', { 'src/a/a.ts': long })).toEqual(found('src/a/a.ts: 301 lines'))
})

test('a check that does not exist is named, with those that do', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/check.mjs', 'speling'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain('speling')
  expect(stderr).toContain('imports')
})
