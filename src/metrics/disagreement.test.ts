import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Catalogue } from './catalogue.js'
import { asking, catalogueWith } from './testing/acme.js'
import { addSource, addSubscriptions } from './testing/rows.js'

const own = `
- name: arr
  sources: { use: billing, beside: [contracts], decides: omar@acme.example }
- name: contracted_arr
  label: Contracted ARR
  owner: { department: sales }
  unit: currency
  direction: up
  description: What is signed.
  formula_text: monthly revenue of contracts x 12
  formula: { kind: snapshot, fact: subscriptions, aggregate: sum, field: mrr, from: valid_from, until: valid_to }
  source: contracts
`
let database: Database
let catalogue: Catalogue
beforeAll(async () => {
  database = await testDatabase()
  const { db } = database
  const billing = await addSource(db, 'subscriptions', { name: 'billing', label: 'Acme Billing' })
  const contracts = await addSource(db, 'subscriptions', { name: 'contracts', label: 'Acme Contracts' })
  const both = [1, 2, 3].map((n) => ({ account: `Customer ${n}`, mrr: n * 1000_00 }))
  await addSubscriptions(db, billing, both)
  await addSubscriptions(db, contracts, [...both, { account: 'Customer 4', mrr: 500_00 }])
  catalogue = catalogueWith(own)
})
afterAll(() => database.close())

const value = async (metric: string) => (await asking(database.db, catalogue, metric, 'today')).result.value

describe('two sources that state the same thing', () => {
  it('are never added up: every metric of the fact counts the one that is used', async () => {
    expect(await value('arr')).toBe(6000_00 * 12)
    expect(await value('mrr')).toBe(6000_00)
    expect((await asking(database.db, catalogue, 'mrr_new', '2026')).result.value).toBe(6000_00)
  })

  it('are each counted by a metric that names them', async () => {
    expect(await value('contracted_arr')).toBe(6500_00)
  })

  it('are both named, but only who counts is a source of a number', async () => {
    const { sources } = await asking(database.db, catalogue, 'mrr', 'today')
    expect(sources.map(({ label }) => label)).toEqual(['Acme Billing'])
  })

  it('count as they stand, whatever they are broken down by', async () => {
    const { breakdown } = await asking(database.db, catalogue, 'mrr', 'today', { by: 'segment' })
    expect(breakdown.map(({ result }) => result.value)).toEqual([6000_00])
  })
})

it.each([
  ['- { name: win_rate, source: a }\n- { name: net_new_arr, source: b }', null],
  [
    '- { name: mrr, source: billing }',
    /\[0\]\.formula: counts the rows of one source|formula: counts the rows of one source \(mrr\)/,
  ],
] as const)('a metric of one source is no part of another: %s', (text, words) => {
  if (words === null) expect(() => catalogueWith(text)).toThrow()
  else expect(() => catalogueWith(text)).toThrow(words)
})
