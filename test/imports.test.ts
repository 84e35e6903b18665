import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

/** Each rule with an import that breaks it: [rule, the file that imports, what it imports]. */
const forbidden: [string, string, string][] = [
  ['floor-chat', 'src/chat/text.ts', 'src/time/zone.ts'],
  ['floor-chat', 'src/chat/text.ts', 'src/locales/texts.ts'],
  ['floor-chat', 'src/chat/text.ts', 'src/platforms/slack/blocks.ts'],
  ['floor-time', 'src/time/zone.ts', 'src/company/model.ts'],
  ['floor-locales', 'src/locales/texts.ts', 'src/time/zone.ts'],
  ['floor-company', 'src/company/model.ts', 'src/deliveries/add.ts'],
  ['floor-company', 'src/company/model.ts', 'src/audit/store.ts'],
  ['floor-schedules', 'src/schedules/claim.ts', 'src/deliveries/add.ts'],
  ['floor-facts', 'src/facts/reader.ts', 'src/metrics/ask.ts'],
  ['floor-metrics', 'src/metrics/ask.ts', 'src/digests/compose.ts'],
  ['floor-rounds', 'src/rounds/open.ts', 'src/handoffs/open.ts'],
  ['floor-handoffs', 'src/handoffs/open.ts', 'src/checklists/apply.ts'],
  ['floor-checklists', 'src/checklists/apply.ts', 'src/standups/open.ts'],
  ['floor-digests', 'src/digests/compose.ts', 'src/alerts/raise.ts'],
  ['floor-digests', 'src/digests/compose.ts', 'commands/digest.ts'],
  ['floor-commands', 'commands/digest.ts', 'jobs/digests.ts'],
  ['floor-commands', 'commands/digest.ts', 'src/main.ts'],
  ['floor-commands', 'commands/digest.ts', 'src/platforms/slack/blocks.ts'],
  ['floor-jobs', 'jobs/digests.ts', 'playground/server.ts'],
  ['floor-jobs', 'jobs/digests.ts', 'test/database.ts'],
  ['roof', 'src/main.ts', 'playground/server.ts'],
  ['roof', 'src/start/database.ts', 'test/database.ts'],
  ['floor-digests', 'src/digests/compose.ts', 'src/start/http.ts'],
  ['rooms-known', 'src/attic/box.ts', 'src/chat/text.ts'],
  ['platforms-know-chat-alone', 'src/platforms/slack/blocks.ts', 'src/company/model.ts'],
  ['platforms-know-chat-alone', 'src/platforms/slack/blocks.ts', 'db/connect.ts'],
  ['platforms-apart', 'src/platforms/slack/blocks.ts', 'src/platforms/teams/cards.ts'],
  ['slack-in-one-folder', 'src/main.ts', '@slack/bolt'],
  ['slack-in-one-folder', 'src/platforms/teams/cards.ts', '@slack/types'],
  ['slack-in-one-folder', 'playground/server.ts', '@slack/types'],
  ['teams-in-one-folder', 'src/main.ts', 'botbuilder'],
  ['teams-in-one-folder', 'src/platforms/slack/blocks.ts', 'botframework-connector'],
  ['clock-in-one-file', 'src/schedules/claim.ts', 'node-cron'],
  ['tables-in-stores', 'src/company/model.ts', 'db/schema/company.ts'],
  ['tables-in-stores', 'src/main.ts', 'db/schema/company.ts'],
  ['tables-in-stores', 'jobs/digests.ts', 'db/schema/company.ts'],
  ['doors-without-sql', 'commands/digest.ts', 'drizzle-orm'],
  ['doors-without-sql', 'jobs/digests.ts', 'postgres'],
  ['server-at-the-roof', 'src/company/model.ts', 'db/embedded.ts'],
  ['server-at-the-roof', 'jobs/digests.ts', 'db/migrate.ts'],
  ['db-at-the-bottom', 'db/schema/company.ts', 'src/company/model.ts'],
  ['playground-over-the-wire', 'playground/server.ts', 'src/chat/text.ts'],
  ['playground-over-the-wire', 'playground/server.ts', 'samples/demo.ts'],
  ['samples-over-the-wire', 'samples/demo.ts', 'src/company/model.ts'],
  ['samples-over-the-wire', 'samples/demo.ts', 'db/connect.ts'],
  ['no-development-packages', 'src/company/model.ts', 'vitest'],
  ['no-development-packages', 'src/company/model.ts', 'unlisted'],
  ['no-tests-imported', 'src/main.ts', 'src/company/company.test.ts'],
  ['no-circle', 'src/time/one.ts', 'src/time/two.ts'],
  ['resolvable', 'src/main.ts', 'src/nowhere.ts'],
]

/** Imports that the house is made of; none may be found fault with. */
const allowed: [string, string][] = [
  ['src/locales/texts.ts', 'src/chat/place.ts'],
  ['src/time/read.ts', 'src/locales/words.ts'],
  ['src/metrics/formula.ts', 'src/facts/reader.ts'],
  ['src/metrics/store.ts', 'db/schema/company.ts'],
  ['src/metrics/store.ts', 'drizzle-orm'],
  ['src/metrics/formula.ts', 'db/connect.ts'],
  ['src/deliveries/end.ts', 'src/schedules/claim.ts'],
  ['src/digests/post.ts', 'src/checklists/model.ts'],
  ['commands/kpi/ask.ts', 'src/metrics/formula.ts'],
  ['jobs/clock.ts', 'node-cron'],
  ['src/company/standing-store.ts', 'db/schema/company.ts'],
  ['src/cli.ts', 'src/start/database.ts'],
  ['src/start/database.ts', 'db/embedded.ts'],
  ['src/start/database.ts', 'jobs/clock.ts'],
  ['src/cli.ts', 'commands/kpi/ask.ts'],
  ['src/cli.ts', 'src/platforms/slack/bolt.ts'],
  ['src/platforms/slack/bolt.ts', '@slack/bolt'],
  ['src/platforms/slack/bolt.ts', 'src/chat/place.ts'],
  ['src/platforms/teams/adapter.ts', 'botbuilder'],
  ['db/catalogue.ts', 'postgres'],
  ['src/chat/chat.test.ts', 'vitest'],
  ['src/chat/chat.test.ts', 'test/database.ts'],
  ['src/chat/chat.test.ts', 'playground/server.ts'],
]

/** The way back of the circle, which is reported once. */
const wayBack: [string, string] = ['src/time/two.ts', 'src/time/one.ts']

const packages = [
  '@slack/bolt',
  '@slack/types',
  'botbuilder',
  'botframework-connector',
  'node-cron',
  'drizzle-orm',
  'postgres',
]
const manifest = {
  dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])),
  devDependencies: { vitest: '1.0.0' },
}

const cruise = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})

let house: string
let found: { rule: string; from: string; to: string }[]

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'drumbeat-house-'))
  write('package.json', JSON.stringify(manifest))
  for (const name of [...packages, 'vitest', 'unlisted']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  build([...forbidden.map(([, from, to]): [string, string] => [from, to]), ...allowed, wayBack])
  found = inspect()
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

/** Writes a small house in which each file imports just what is asked. Types only: those count as well. */
function build(imports: [string, string][]): void {
  const files = new Map<string, string[]>()
  for (const [from, to] of imports) {
    files.set(from, [...(files.get(from) ?? []), specifier(from, to)])
    if (to.endsWith('.ts') && to !== 'src/nowhere.ts' && !files.has(to)) files.set(to, [])
  }
  for (const [file, specifiers] of files) {
    const lines = specifiers.map((each, at) => `import type { X as X${at} } from '${each}'\n`)
    write(file, `${lines.join('')}export type X = 1\nexport async function f() {\n  await using x = g()\n}\n`)
  }
}

function specifier(from: string, to: string): string {
  if (!to.endsWith('.ts')) return to
  const path = posix.relative(posix.dirname(from), to.replace(/\.ts$/, '.js'))
  return path.startsWith('.') ? path : `./${path}`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}

function inspect() {
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = ['--config', resolve('.dependency-cruiser.cjs'), '--output-type', 'json']
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, ...args, 'src', 'commands', 'jobs', 'db', 'playground', 'samples', 'test'],
    { cwd: house, encoding: 'utf8', maxBuffer: 64_000_000 },
  )
  expect(stderr).not.toContain('ERROR')
  return cruise
    .parse(JSON.parse(stdout))
    .summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }))
}

/** A package is reported by the file it resolves to, what cannot be found by how it was asked for. */
const reported = (from: string, to: string) => {
  if (to === 'src/nowhere.ts') return specifier(from, to)
  return to.endsWith('.ts') ? to : `node_modules/${to}/index.js`
}

test.each(forbidden)('%s forbids %s to import %s', (rule, from, to) => {
  expect(found).toContainEqual({ rule, from, to: reported(from, to) })
})

test('every rule has an import here that breaks it', () => {
  const rules = new Set(forbidden.map(([rule]) => rule))
  const untried = rulesOf().filter((name) => !rules.has(name) && !name.startsWith('floor-'))
  expect(untried).toEqual([])
})

test.each(allowed)('%s may import %s', (from, to) => {
  expect(found.filter((each) => each.from === from && each.to === reported(from, to))).toEqual([])
})

function rulesOf(): string[] {
  const script = "console.log(JSON.stringify(require('./.dependency-cruiser.cjs').forbidden.map((rule) => rule.name)))"
  return z.array(z.string()).parse(JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })))
}

test('the drawing in docs/architecture.md is that of the real imports', () => {
  const block = /^```rooms\n(.*?)^```/ms.exec(readFileSync('docs/architecture.md', 'utf8'))?.[1]
  const real = execFileSync(process.execPath, ['scripts/rooms.mjs'], { encoding: 'utf8' })
  expect(arrows(block ?? ''), 'node scripts/rooms.mjs prints the block as it should be').toEqual(arrows(real))
})

/** 'metrics -> facts, time' as a set of arrows, whatever the order and the spacing. */
function arrows(block: string): string[] {
  const lines = block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines
    .flatMap((line) => {
      const [from = '', to = ''] = line.split('->').map((side) => side.trim())
      return to === '' ? [from] : to.split(',').map((each) => `${from} -> ${each.trim()}`)
    })
    .sort()
}
