import type { Unit } from '../../time/calendar.js'
import type { Period } from '../../time/period.js'
import type { Metric } from '../catalogue.js'
import type { Against, Filter } from '../question.js'
import type { Token } from './tokens.js'

/** A question while it is being read: which tokens have been understood, and as what. */
export class Marks {
  readonly tokens: readonly Token[]
  readonly words: readonly string[]
  readonly #taken: boolean[]
  readonly #skipped: boolean[]
  /** Metrics, and where each was named. */
  readonly named: { readonly metric: Metric; readonly at: number; readonly length: number }[] = []
  readonly filters: Filter[] = []
  readonly troubles: Trouble[] = []
  period: Period | null = null
  against: Against | null = null
  by: string | null = null
  trend: Unit | 'any' | null = null

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
    // Quoted words are values: phrases must not find them.
    this.words = tokens.map((token) => (token.quoted ? '' : token.word))
    this.#taken = tokens.map(() => false)
    this.#skipped = tokens.map(() => false)
  }

  get metrics(): readonly Metric[] {
    return [...new Set(this.named.map(({ metric }) => metric))]
  }

  take(at: number, length: number): void {
    for (let index = at; index < at + length; index += 1) this.#taken[index] = true
  }

  /** Whether all these tokens exist and none of them has been understood yet. */
  free(at: number, length = 1): boolean {
    if (at < 0 || at + length > this.tokens.length) return false
    for (let index = at; index < at + length; index += 1) if (this.#taken[index]) return false
    return true
  }

  /** Stretches of free tokens of a length, from left to right. */
  windows(length: number): readonly number[] {
    return this.tokens.map((_, index) => index).filter((index) => this.free(index, length))
  }

  /** What several tokens are together, folded: "win rate" is "winrate". */
  folded(at: number, length: number): string {
    return this.tokens
      .slice(at, at + length)
      .map((token) => token.fold)
      .join('')
  }

  /** Taken, but for nothing: suggestions leave it out. */
  skip(at: number, length: number): void {
    this.take(at, length)
    for (let index = at; index < at + length; index += 1) this.#skipped[index] = true
  }

  skipped(at: number): boolean {
    return this.#skipped[at] === true
  }

  addFilter(dimension: string, values: readonly string[]): void {
    const index = this.filters.findIndex((filter) => filter.dimension === dimension)
    const known = this.filters[index]
    if (known) this.filters[index] = { dimension, values: [...new Set([...known.values, ...values])] }
    else this.filters.push({ dimension, values: [...values] })
  }
}

/** Why a question that is otherwise clear cannot be asked. */
export type Trouble =
  | { readonly kind: 'dimension'; readonly dimension: string }
  | { readonly kind: 'value'; readonly dimension: string; readonly value: string; readonly at: number }
  | {
      readonly kind: 'ambiguous'
      readonly value: string
      readonly dimensions: readonly string[]
      readonly at: number
      readonly length: number
    }
