import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Person } from '../company/model.js'
import { textsFor } from '../locales/texts.js'
import { answerDocument } from './json.js'
import { askInWords } from './terminal.js'
import { acme, catalogueWith, now, person } from './testing/acme.js'
import { addDeals, addSource, decided } from './testing/rows.js'

const catalogue = catalogueWith('- { name: won_revenue, visibility: { departments: [finance] } }')
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const crm = await addSource(database.db, 'opportunities')
  await addDeals(database.db, crm, [
    ...decided('won', '2026-07-31', 3, { region: 'EMEA', amount: 100_00 }),
    ...decided('lost', '2026-08-01', 1, { region: 'APAC' }),
  ])
})
afterAll(() => database.close())

const asked = (words: string, { asOf = null, who = null }: { asOf?: string | null; who?: Person | null } = {}) =>
  askInWords(
    { catalogue, person: who, words, asOf, t: textsFor('en', acme.zone) },
    { db: database.db, company: acme, now },
  )

describe('a question in the terminal', () => {
  it('gives the rows behind its number as CSV where they are wanted, under the same rights', async () => {
    const rows = (words: string, who: Person | null = null) =>
      askInWords(
        { catalogue, person: who, words, asOf: null, rows: true, t: textsFor('en', acme.zone) },
        { db: database.db, company: acme, now },
      )
    const { text, exitCode } = await rows('win rate this quarter')
    expect([exitCode, text.split('\r\n').length, text.startsWith('\uFEFFid,account,')]).toEqual([0, 5, true])
    expect((await rows('won revenue this quarter', person())).exitCode).toBe(1)
  })

  it('is answered as JSON', async () => {
    const { json, exitCode } = await asked('win rate this quarter by region')
    expect(exitCode).toBe(0)
    expect(answerDocument.parse(json)).toEqual({
      metric: 'win_rate',
      label: 'Win rate',
      version: 1,
      unit: 'percent',
      per: null,
      currency: null,
      period: { from: '2026-07-01', to: '2026-10-01' },
      running: true,
      elapsed: 44 / 92,
      measured_on: null,
      as_of: '2026-08-13T10:00:00Z',
      by: 'region',
      where: [],
      value: 0.75,
      numerator: 3,
      denominator: 4,
      rows: 4,
      missing: null,
      against: {
        period: { from: '2026-04-01', to: '2026-05-15' },
        value: null,
        numerator: null,
        denominator: null,
        rows: 0,
        missing: 'before the data',
        breakdown: [],
      },
      target: null,
      breakdown: [
        { key: 'EMEA', value: 1, numerator: 3, denominator: 3, rows: 3, missing: null, target: null },
        { key: 'APAC', value: 0, numerator: 0, denominator: 1, rows: 1, missing: null, target: null },
      ],
      trend: [],
      sources: [{ name: 'crm', label: 'CRM export', read_at: '2026-08-13T06:00:00Z' }],
      freshness: null,
    })
  })

  it('is answered as text, with a table and no bars', async () => {
    const { text } = await asked('win rate this quarter by region')
    expect(text.split('\n').slice(0, 4)).toEqual([
      'Win rate, this quarter: 75% so far (3 of 4).',
      'Win rate by region, this quarter',
      'region  Win rate  From',
      'EMEA    100%      3 of 3',
    ])
  })

  it('may be asked as of a day, the end of which counts', async () => {
    const july = answerDocument.parse((await asked('deals closed this month', { asOf: '2026-07-31' })).json)
    expect(july).toMatchObject({
      value: 3,
      running: false,
      elapsed: 1,
      period: { from: '2026-07-01', to: '2026-08-01' },
    })
    expect(july.as_of).toBe('2026-07-31T21:59:59.999999999Z')
    expect((await asked('deals closed', { asOf: '2026-02-30' })).exitCode).toBe(1)
  })

  it('gives money in minor units with its currency', async () => {
    expect((await asked('won revenue this quarter')).json).toMatchObject({
      value: 300_00,
      currency: 'EUR',
      unit: 'currency',
    })
  })

  it('that is not understood names what it was, and gives readings', async () => {
    const { json, text, exitCode } = await asked('win rate blorb last quarter')
    expect(exitCode).toBe(2)
    const failure = z.object({ error: z.string(), suggestions: z.array(z.string()) }).parse(json)
    expect(failure.error).toContain('“blorb”')
    expect(failure.suggestions).toEqual(['win rate last quarter'])
    expect(text).toContain('win rate last quarter')
  })

  it('is answered under the rights of the person, and the refusal reveals nothing', async () => {
    const refused = await asked('won revenue this quarter', { who: person() })
    expect(refused.exitCode).toBe(1)
    expect(refused.text).toBe('Won revenue is shared with finance and executives only.')
    expect(JSON.stringify(refused)).not.toContain('300')
    expect((await asked('average deal', { who: person() })).exitCode).toBe(1)
    expect((await asked('won revenue for region=nowhere', { who: person() })).text).toBe(refused.text)
    expect((await asked('won revenue', { who: person({ department: 'finance' }) })).exitCode).toBe(0)
    expect((await asked('deals won', { who: person({ outsider: true }) })).text).toBe(
      'Numbers are only for people of the company.',
    )
  })

  it('knows the values that occur, and learns new ones with the next import', async () => {
    expect((await asked('deals won latam')).exitCode).toBe(2)
    const more = await addSource(database.db, 'opportunities', { name: 'second' })
    await addDeals(database.db, more, decided('won', '2026-07-15', 2, { region: 'LATAM' }))
    expect((await asked('deals won latam')).json).toMatchObject({
      value: 2,
      where: [{ dimension: 'region', values: ['LATAM'] }],
    })
  })
})
