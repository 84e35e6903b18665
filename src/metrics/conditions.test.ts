import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Conjunction, implies, widest } from './conditions.js'

type Row = Readonly<Record<string, string>>

const condition = fc.record({
  kind: fc.constant('in' as const),
  field: fc.constantFrom('outcome', 'region'),
  values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
})
const conjunctions = fc.array(fc.array(condition, { maxLength: 2 }), { maxLength: 4 })
const rows: readonly Row[] = ['a', 'b', 'c'].flatMap((outcome) =>
  ['a', 'b', 'c'].map((region) => ({ outcome, region })),
)

const holds = (row: Row, conjunction: Conjunction): boolean =>
  conjunction.every((one) => one.kind === 'in' && one.values.includes(row[one.field] ?? ''))

it('one condition implies another only where every row that satisfies it satisfies the other', () => {
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 2 }), fc.array(condition, { maxLength: 2 }), (a, b) => {
      if (!implies(a, b)) return
      for (const row of rows) if (holds(row, a)) expect(holds(row, b)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

it('the widest alternatives select the same rows as all of them', () => {
  fc.assert(
    fc.property(conjunctions, (alternatives) => {
      const fewer = widest(alternatives)
      for (const row of rows) {
        const selected = (list: readonly Conjunction[]) => list.some((one) => holds(row, one))
        expect(selected(fewer)).toBe(selected(alternatives))
      }
    }),
    { numRuns: 1000 },
  )
})

it('won is within won or lost', () => {
  const won: Conjunction = [{ kind: 'in', field: 'outcome', values: ['won'] }]
  const closed: Conjunction = [{ kind: 'in', field: 'outcome', values: ['won', 'lost'] }]
  expect(widest([won, closed, won])).toEqual([closed])
})
