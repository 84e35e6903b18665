import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GroupSize, withhold } from './withhold.js'

const sizes = (...counts: readonly number[]): readonly GroupSize<number>[] =>
  counts.map((count, key) => ({ key, count }))
const told = (least: number, ...counts: readonly number[]) => [...withhold(sizes(...counts), least).told].sort()

describe('groups of fewer than five', () => {
  it.each([
    ['nine and four: neither, because the four are what is left of thirteen', [9, 4], []],
    ['nine and six: both', [9, 6], [0, 1]],
    ['two small ones that are large together are held back alone', [20, 3, 2, 30], [0, 3]],
    ['two small ones that are small together take the smallest of the others with them', [20, 2, 1, 30], [3]],
    ['of equal ones only as many as are needed', [5, 5, 4], [1]],
    ['four in all: nothing', [4], []],
    ['five in all: all', [5], [0]],
    ['an empty one hides nobody where nothing is held back', [9, 0], [0, 1]],
    ['an empty one is not told apart from the small ones', [9, 8, 0, 4], [0]],
  ] as const)('%s', (_, counts, expected) => {
    expect(told(5, ...counts)).toEqual(expected)
  })
})

/** Every sum of some of the groups that somebody can compute: from the whole and the groups that are told, by adding and subtracting. */
function derivable(groups: readonly GroupSize<number>[], least: number): readonly (readonly number[])[] {
  const { whole, told: open } = withhold(groups, least)
  if (!whole) return []
  const shown = groups.filter(({ key }) => open.has(key)).map(({ key }) => [key])
  const rest = groups.filter(({ key }) => !open.has(key)).map(({ key }) => key)
  // The told groups, and what remains of the whole: everything else is a sum of these.
  const atoms = [...shown, ...(rest.length > 0 ? [rest] : [])]
  return Array.from({ length: 2 ** atoms.length - 1 }, (_, bits) =>
    atoms.filter((__, at) => (bits + 1) & (1 << at)).flat(),
  )
}

describe('whatever the groups', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 })
  const least = fc.integer({ min: 2, max: 12 })

  it('nothing that can be computed from what is told is about fewer than the least, other than nobody', () => {
    fc.assert(
      fc.property(counts, least, (each, k) => {
        const groups = sizes(...each)
        for (const sum of derivable(groups, k)) {
          const people = sum.reduce((all, key) => all + (each[key] ?? 0), 0)
          expect(people === 0 || people >= k).toBe(true)
        }
      }),
    )
  })

  it('what is told is told: nothing is held back where all groups are large', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 12, max: 90 }), { minLength: 1 }), least, (each, k) => {
        expect(withhold(sizes(...each), k).told.size).toBe(each.length)
      }),
    )
  })

  it('the whole is told exactly from the least on', () => {
    fc.assert(
      fc.property(counts, least, (each, k) => {
        expect(withhold(sizes(...each), k).whole).toBe(each.reduce((sum, one) => sum + one, 0) >= k)
      }),
    )
  })
})
