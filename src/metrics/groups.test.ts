import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Catalogue } from './catalogue.js'
import type { Question } from './question.js'
import { asking, catalogueWith } from './testing/acme.js'
import { addDeals, addSource, decided } from './testing/rows.js'

const own = `
- name: deals_lost
  visibility: { min_group: 5 }
  dimensions: [region]
  targets: [{ value: 8, per: quarter, for: { region: EMEA } }]
- name: lost_twice
  label: Lost twice
  owner: { department: sales }
  unit: count
  direction: down
  description: Built on it.
  formula_text: deals lost x 2
  formula: { kind: derived, expression: deals_lost * 2 }
  dimensions: [region]
`
let database: Database
let catalogue: Catalogue
beforeAll(async () => {
  database = await testDatabase()
  catalogue = catalogueWith(own)
  const crm = await addSource(database.db, 'opportunities')
  const lost = (day: string, region: string, count: number) => decided('lost', day, count, { region })
  await addDeals(database.db, crm, [
    ...lost('2026-02-02', 'EMEA', 9),
    ...lost('2026-02-03', 'APAC', 4),
    ...lost('2026-05-05', 'EMEA', 9),
    ...lost('2026-05-06', 'APAC', 6),
    ...lost('2025-11-11', 'EMEA', 3),
    ...lost('2026-07-07', 'EMEA', 30),
  ])
})
afterAll(() => database.close())

const least = async (period: string, more: Partial<Question> = {}, metric = 'deals_lost') =>
  asking(database.db, catalogue, metric, period, { against: { kind: 'none' }, ...more })
const told = ({ value, missing }: { value: number | null; missing: { reason: string } | null }) =>
  value ?? missing?.reason

describe('a metric that is told of at least five', () => {
  it.each([
    ['2026-Q1', 13],
    ['2026-Q2', 15],
    ['2025-Q4', 'withheld'],
    ['this quarter', 'withheld'],
    ['2026-05', 'withheld'],
    ['2026', 'withheld'],
    ['2026-04-01..2026-06-29', 'withheld'],
  ])('in %s: %s', async (period, expected) => {
    expect(told((await least(period)).result)).toBe(expected)
  })

  it.each([
    ['2026-Q1', ['EMEA withheld', 'APAC withheld']],
    ['2026-Q2', ['EMEA 9', 'APAC 6']],
  ])('by region in %s: %s', async (period, expected) => {
    const { breakdown } = await least(period, { by: 'region' })
    expect(breakdown.map(({ key, result }) => `${key} ${told(result)}`)).toEqual(expected)
  })

  it('is filtered only to what may be told alone', async () => {
    const emea = { where: [{ dimension: 'region', values: ['EMEA'] }] }
    expect(told((await least('2026-Q1', emea)).result)).toBe('withheld')
    expect(told((await least('2026-Q2', emea)).result)).toBe(9)
  })

  it('meets or misses the target of a part only where the part may be told', async () => {
    const emea = { where: [{ dimension: 'region', values: ['EMEA'] }] }
    expect((await least('2026-Q1', emea)).target).toBeNull()
    expect((await least('2026-Q2', emea)).target).toEqual({ value: 8, status: 'near' })
  })

  it('has a course by quarters, with gaps where there were too few, and no sum of it', async () => {
    const { trend, result } = await least('2025-10-01..2026-06-30', { trend: 'quarter' })
    expect(trend.map((point) => told(point.result))).toEqual(['withheld', 13, 15])
    expect(told(result)).toBe('withheld')
  })

  it('is compared only with what may be told', async () => {
    const answer = await least('2026-Q1', { against: { kind: 'previous' } })
    expect([told(answer.result), answer.against && told(answer.against.result)]).toEqual([13, 'withheld'])
  })

  it('keeps what is built on it to the same', async () => {
    expect(told((await least('2026-Q2', {}, 'lost_twice')).result)).toBe(30)
    expect(told((await least('2025-Q4', {}, 'lost_twice')).result)).toBe('withheld')
    const { breakdown } = await least('2026-Q1', { by: 'region' }, 'lost_twice')
    expect(breakdown.map(({ result }) => told(result))).toEqual(['withheld', 'withheld'])
  })
})

it('a metric that is told of groups and can be split in two ways is refused with the place', () => {
  expect(() =>
    catalogueWith('- { name: deals_lost, visibility: { min_group: 5 }, dimensions: [region, team] }'),
  ).toThrow(/acme\.yaml\[0\]\.dimensions: is told of at least 5 rows together/)
})

it('a least number by itself restricts nobody', () => {
  expect(catalogue.get('deals_lost')?.restrictions).toEqual([])
})
