import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { acmeDatabase, acmeReady, samples, thursday } from '../../test/e2e/acme.js'
import { applyDigests, exportDigests } from '../digests/apply.js'
import { digestsFile } from '../digests/model.js'
import { textsFor } from '../locales/texts.js'
import { currentCatalogue } from '../metrics/current.js'
import { exportFolder, setupOf } from './export.js'
import { applyPlanned, planFolder } from './plan.js'
import { planLines } from './plan-lines.js'

beforeAll(acmeReady)

let acme: Database
let folder: string
beforeAll(async () => {
  acme = await acmeDatabase()
  folder = mkdtempSync(join(tmpdir(), 'drumbeat-export-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await acme.close()
})

const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 :#'"äö-]{0,30}$/)
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const settings = {
  locale: option(fc.constantFrom('de-DE', 'fa-IR')),
  zone: option(fc.constantFrom('Asia/Tehran', 'America/New_York')),
  filters: fc.constantFrom({}, { region: 'EMEA' }, { region: 'on: yes' }),
  audience: option(
    fc.constantFrom('company', { departments: ['sales', 'finance'] }, { people: ['maya@acme.example'] }),
  ),
}
const destinations = fc.uniqueArray(
  fc.oneof(
    fc.record(
      { place: fc.constantFrom('revenue', 'finance', 'sales'), ...settings },
      { requiredKeys: ['place', 'filters'] },
    ),
    fc.record(
      { person: fc.constantFrom('maya@acme.example', 'omar@acme.example'), ...settings },
      { requiredKeys: ['person', 'filters'] },
    ),
  ),
  { minLength: 1, maxLength: 4, selector: (one) => ('place' in one ? one.place : one.person) },
)
const sections = fc.array(
  fc.oneof(
    fc.record({
      metric: fc.constantFrom('win_rate', 'won_revenue'),
      period: fc.constantFrom('last week', 'this quarter', '2026-03'),
      by: option(fc.constantFrom('region', 'segment')),
      against: fc.constantFrom('previous', 'year before', 'target', 'none'),
      stale: option(fc.constantFrom('label', 'hold', 'skip')),
    }),
    fc.constant({ show: 'checklists' }),
  ),
  { minLength: 1, maxLength: 7 },
)
const digest = fc.record({
  title: words.filter((one) => one.trim() === one),
  owner: fc.constantFrom('nadia@acme.example', 'maya@acme.example'),
  schedule: fc.record({
    cron: fc.constantFrom('0 9 * * 1', '*/15 8-18 * * 1-5', '0 17 L * *'),
    zone: fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe'),
    catch_up: option(fc.constantFrom('90m', '2h')),
    holidays: fc.constantFrom('run', 'skip'),
    overlap: fc.constantFrom('skip', 'allow'),
  }),
  delivery: fc.constantFrom('at most once', 'at least once'),
  state: fc.constantFrom('draft', 'active', 'paused'),
  destinations,
  sections,
})
/** Without the keys that say nothing, as a file has none of them. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('what is set up', () => {
  it('comes back from its YAML without loss, whatever the digests are', async () => {
    const catalogue = await currentCatalogue(acme.db, thursday)
    const inside = context(acme.db, { now: thursday })
    await fc.assert(
      fc.asyncProperty(fc.array(digest, { minLength: 1, maxLength: 4 }), async (made) => {
        await acme.sql`truncate digests cascade`
        const named = plain({ digests: made.map((one, index) => ({ name: `d${index}`, ...one })) })
        await applyDigests(inside, digestsFile.parse(named), catalogue)
        const written = parse(stringify(await exportDigests(inside)))
        expect(written).toEqual(named)
        await acme.sql`truncate digests cascade`
        await applyDigests(inside, digestsFile.parse(written), catalogue)
        expect(plain(await exportDigests(inside))).toEqual(named)
      }),
      { numRuns: 40, seed: 5 },
    )
  }, 60_000)

  it('makes the same company when its files are applied to an empty database', async () => {
    const out = join(folder, 'all')
    await using there = { database: await acmeDatabase(), [Symbol.asyncDispose]: () => there.database.close() }
    await exportFolder(there.database.db, out, thursday)
    const empty = await testDatabase()
    try {
      const plan = await planFolder(empty.db, out, thursday)
      expect(await applyPlanned(empty.db, out, thursday, plan)).toMatchObject({ people: 11 })
      expect(plain(await setupOf(empty.db, thursday))).toEqual(plain(await setupOf(there.database.db, thursday)))
      expect((await planFolder(empty.db, out, thursday)).steps).toEqual([])
    } finally {
      await empty.close()
    }
  }, 60_000)
})

describe('a plan', () => {
  it('says what would change, with both values, and changes nothing', async () => {
    await using there = { database: await acmeDatabase(), [Symbol.asyncDispose]: () => there.database.close() }
    const { db } = there.database
    const out = join(folder, 'changed')
    await exportFolder(db, out, thursday)
    const file = join(out, 'digests.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('title: Weekly revenue beat', 'title: Monday beat'))
    const before = plain(await setupOf(db, thursday))
    const plan = await planFolder(db, out, thursday)
    const lines = planLines(plan, 'changed', textsFor('en', 'UTC'))
    expect(lines).toEqual([
      'changed would change 1 thing:',
      '  ~ digest weekly-revenue',
      '      title: "Weekly revenue beat" → "Monday beat"',
    ])
    expect(plain(await setupOf(db, thursday))).toEqual(before)
    writeFileSync(file, text)
    expect(await applyPlanned(db, out, thursday, plan)).toBe('changed')
  }, 60_000)

  it('of a folder that is applied already has no step', async () => {
    await using there = { database: await acmeDatabase(), [Symbol.asyncDispose]: () => there.database.close() }
    expect((await planFolder(there.database.db, samples, thursday)).steps).toEqual([])
  }, 60_000)
})
