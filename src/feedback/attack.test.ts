import { describe, expect, it } from 'vitest'
import { withhold } from '../metrics/withhold.js'
import { type Entry, takeIn, tellable } from './ballot.js'
import type { Told } from './ballot-store.js'
import { toldOf } from './results.js'
import { tallyOf } from './tally.js'

/** A small linear generator (Numerical Recipes): the same organisations in every run. */
class Dice {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }
  /** From 0 up to, and without, a number. */
  below(most: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * most)
  }
}

const least = 5
const questions = [{ kind: 'scale', label: 'How?', required: true, from: 1, to: 5, feeds: 'pulse' }] as const

/** Answers as sets of bits: what a number that somebody sees is the sum of. */
type Sum = bigint

/** One round as the attacker meets it: what they could see at each moment. */
function roundOf(dice: Dice, first: number, live: boolean) {
  const departments = Array.from({ length: 1 + dice.below(5) }, (_, at) => `d${at}`)
  const entries = Array.from({ length: 1 + dice.below(24) }, (_, at): Entry => {
    const number = String(first + at)
    const department = dice.below(8) === 0 ? null : (departments[dice.below(departments.length)] ?? null)
    return { stub: number, mailbox: number, department, answers: [{ kind: 'score', value: 1 + dice.below(5) }] }
  })
  const rows: Told[] = []
  const seen: Sum[] = []
  let open: readonly Entry[] = []
  const aside: Entry[] = []
  for (const one of entries) {
    const { ready, rest } = takeIn(open, one, least)
    open = rest
    if (live) rows.push(...(ready.length > 0 ? tellable(ready, least, live) : []))
    else aside.push(...ready)
    seen.push(...visible(rows))
  }
  const left = [...open, ...aside]
  if (left.length >= least) rows.push(...tellable(left, least, live))
  return { rows, seen: [...seen, ...visible(rows), ...visible(rows, 8)], count: entries.length }
}

const bitOf = ({ mailbox }: Told): Sum => 1n << BigInt(mailbox)
const sumOf = (rows: readonly Told[]): Sum => rows.reduce((sum, row) => sum | bitOf(row), 0n)

/** What the results show of rows that were told: everybody, and each department that may be told. */
function visible(rows: readonly Told[], k = least): readonly Sum[] {
  const counted = rows.map(({ department, answers }) => ({ group: department, tally: tallyOf(answers), count: 1 }))
  const { whole, told } = toldOf({ questions: [...questions] }, counted, k)
  if (!whole) return []
  return [sumOf(rows), ...told.map(({ key }) => sumOf(rows.filter(({ department }) => department === key)))]
}

/** What a metric shows of the rounds of a quarter: the scores that were fed to it, in groups of at least five. */
function metric(rows: readonly Told[]): readonly Sum[] {
  const keys = [...new Set(rows.map(({ department }) => department))]
  const groups = keys.map((key) => ({ key, count: rows.filter(({ department }) => department === key).length }))
  const { whole, told } = withhold(groups, least)
  if (!whole) return []
  return [sumOf(rows), ...[...told].map((key) => sumOf(rows.filter(({ department }) => department === key)))]
}

/** An organisation with three rounds, and everything that can be seen of it: by round, moment, department, dates and totals. */
function organisation(seed: number): readonly Sum[] {
  const dice = new Dice(seed)
  const sums: Sum[] = []
  const rounds: Told[][] = []
  let first = 0
  for (let round = 0; round < 3; round++) {
    const { rows, seen, count } = roundOf(dice, first, dice.below(3) === 0)
    first += count
    rounds.push(rows)
    sums.push(...seen)
  }
  for (let from = 0; from < rounds.length; from++) {
    for (let to = from + 1; to <= rounds.length; to++) sums.push(...metric(rounds.slice(from, to).flat()))
  }
  return [...new Set(sums)].filter((one) => one !== 0n)
}

function sizeOf(sum: Sum): number {
  let count = 0
  for (let rest = sum; rest !== 0n; rest &= rest - 1n) count += 1
  return count
}

/** Every group that comes of two or three visible sums by adding and subtracting; `null` where the outcome is no group. */
function combined(a: Sum, b: Sum, c: Sum): readonly Sum[] {
  const without = (x: Sum, y: Sum): Sum | null => ((x & y) === y ? x & ~y : null)
  const minus = without(a, b)
  const both = (a & b) === 0n ? a | b : null
  const found = [minus, minus === null ? null : without(minus, c), both === null ? null : without(both, c)]
  // What is counted twice in two sums and once in a third is counted once.
  if ((a & b & c) === (a & b) && ((a | b) & c) === c) found.push(((a ^ b) & ~c) | (a & b))
  return found.filter((one) => one !== null)
}

/** Of every two and three of these. */
const triples = (sums: readonly Sum[]): readonly Sum[] =>
  sums.flatMap((a) => sums.flatMap((b) => sums.flatMap((c) => combined(a, b, c))))

/** The smallest groups that all visible sums together tell apart: whatever can be computed of them is made of these. */
function atomsOf(sums: readonly Sum[]): readonly Sum[] {
  let atoms = [sums.reduce((all, one) => all | one, 0n)].filter((one) => one !== 0n)
  for (const sum of sums) atoms = atoms.flatMap((atom) => [atom & sum, atom & ~sum]).filter((atom) => atom !== 0n)
  return atoms
}

describe('somebody who sees all results at all moments, and adds and subtracts them', () => {
  const organisations = Array.from({ length: 240 }, (_, seed) => organisation(seed + 1))

  it('finds no group of one to four with any two or three of them, in 240 organisations', () => {
    const sizes = organisations.flatMap((sums) => triples(sums).map(sizeOf))
    expect(sizes.filter((size) => size > 0 && size < least)).toEqual([])
    expect(sizes.length).toBeGreaterThan(100_000)
  })

  it('finds none with all of them together', () => {
    const small = organisations.flatMap((sums, seed) =>
      atomsOf(sums)
        .filter((atom) => sizeOf(atom) < least)
        .map((atom) => `${seed}: ${sizeOf(atom)}`),
    )
    expect(small).toEqual([])
  })

  it('would find some if departments were told without regard to what is left over', () => {
    const dice = new Dice(7)
    const rows = Array.from({ length: 13 }, (_, at): Told => {
      return {
        department: at < 9 ? 'technology' : 'sales',
        mailbox: String(at),
        answers: [{ kind: 'score', value: dice.below(5) }],
      }
    })
    const naive = [sumOf(rows), sumOf(rows.slice(0, 9))]
    expect(atomsOf(naive).map(sizeOf)).toContain(4)
  })

  it('sees what there is to see: most organisations show departments', () => {
    expect(organisations.filter((sums) => sums.length > 4).length).toBeGreaterThan(100)
  })
})

// Culture Amp's help centre, "minimum group sizes": nine and four in two departments, and nine with six left over.
describe('the two examples of Culture Amp, for confidential answers', () => {
  const counted = (sizes: Readonly<Record<string, number>>) =>
    Object.entries(sizes).map(([group, count]) => ({ group, tally: '[["4"]]', count }))
  const keys = (sizes: Readonly<Record<string, number>>) =>
    toldOf({ questions: [...questions] }, counted(sizes), least)
      .told.map(({ key }) => key)
      .toSorted()

  it('technology 9 and sales 4: neither is told', () => expect(keys({ technology: 9, sales: 4 })).toEqual([]))
  it('technology 9 with 6 left over: told', () => expect(keys({ technology: 9, sales: 6 })).toContain('technology'))
})
