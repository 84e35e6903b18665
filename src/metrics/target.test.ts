import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wordsFor } from '../locales/words.js'
import { periodOf } from '../time/read-period.js'
import type { Catalogue } from './catalogue.js'
import { CatalogueError } from './problems.js'
import { targetFor } from './target.js'
import { acme, catalogueWith } from './testing/acme.js'

const one = fc.record({
  region: fc.constantFrom(null, 'EMEA', 'APAC'),
  segment: fc.constantFrom(null, 'Enterprise'),
  per: fc.constantFrom('month', 'quarter', 'year'),
  dated: fc.boolean(),
})
type One = typeof one extends fc.Arbitrary<infer T> ? T : never
const names: Readonly<Record<string, readonly [string, string]>> = {
  month: ['2026-08', '2026-07'],
  quarter: ['2026-Q3', '2026-Q2'],
  year: ['FY2026', 'FY2025'],
}

const partsOf = ({ region, segment }: Pick<One, 'region' | 'segment'>) => ({
  ...(region && { region }),
  ...(segment && { segment }),
})

/** A stretch of a company's file; every target has its place in the list as its value. */
function fileOf(targets: readonly One[], metric: string): string {
  const list = targets.map((each, value) => {
    const named = each.dated ? { in: names[each.per]?.[0] } : {}
    return JSON.stringify({ value, per: each.per, for: partsOf(each), ...named })
  })
  return `- { name: ${metric}, targets: [${list.join(', ')}] }`
}

const unique = fc.uniqueArray(one, { selector: (each) => JSON.stringify(each), maxLength: 12 })

function metricOf(catalogue: Catalogue, name: string) {
  const found = catalogue.get(name)
  if (!found) throw new Error(`There is no ${name}`)
  return found
}

it('for any question the one target of exactly its parts and period holds, and never one of another value', () => {
  const question = fc.record({ asked: one, fiscalMonth: fc.constantFrom(1, 2, 7), reversed: fc.boolean() })
  fc.assert(
    fc.property(unique, question, (targets, { asked, fiscalMonth, reversed }) => {
      const company = { ...acme, fiscalMonth }
      const metric = metricOf(catalogueWith(fileOf(targets, 'win_rate')), 'win_rate')
      const words = names[asked.per]?.[asked.dated ? 0 : 1] ?? ''
      const period = periodOf(words, { words: wordsFor('en').periods, calendar: company, today: '2026-08-13' })
      if (!period) throw new Error(`"${words}" is no period`)
      const where = Object.entries(partsOf(asked)).map(([dimension, value]) => ({ dimension, values: [value] }))
      if (reversed) where.reverse()
      const found = targetFor(
        metric,
        { metric: 'win_rate', period, by: null, where, against: { kind: 'target' }, trend: null },
        company,
      )
      const same = targets
        .map((each, value) => ({ each, value }))
        .filter(({ each }) => each.per === asked.per && each.region === asked.region && each.segment === asked.segment)
      const dated = asked.dated ? same.find(({ each }) => each.dated) : undefined
      expect(found?.value).toBe((dated ?? same.find(({ each }) => !each.dated))?.value)
    }),
    { numRuns: 60 },
  )
})

it('a list in which a target stands twice is refused wherever the two stand', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(one, { selector: (each) => JSON.stringify(each), minLength: 1, maxLength: 6 }),
      fc.nat(),
      (targets, at) => {
        const twice = targets[at % targets.length]
        const list = twice ? [...targets, twice] : []
        expect(() => catalogueWith(fileOf(list, 'win_rate'))).toThrow(CatalogueError)
      },
    ),
    { numRuns: 25 },
  )
})

it('a stock has one target for every kind of period, so that two of them without a period are refused', () => {
  const targets = '[{ value: 1, per: month }, { value: 2, per: quarter }]'
  expect(() => catalogueWith(`- { name: arr, targets: ${targets} }`)).toThrow(/is about the same as/)
})
