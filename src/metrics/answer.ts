import type { Temporal } from 'temporal-polyfill'
import type { FactName } from '../facts/catalogue.js'
import type { Period, Progress } from '../time/period.js'
import type { Definition } from './definition.js'
import type { Question } from './question.js'
import type { Relation } from './relation.js'

/**
 * Why there is no number. `metric` is the one to blame, which for a ratio without a base is its denominator.
 * A number is never 0 or infinite in its place.
 */
export type Missing =
  | { readonly reason: 'no rows'; readonly metric: string }
  | { readonly reason: 'no base'; readonly metric: string }
  | { readonly reason: 'not connected'; readonly metric: string; readonly fact: FactName }
  /** The period ends before the first day of which anything is known. */
  | { readonly reason: 'before the data'; readonly metric: string; readonly firstDay: string }
  | { readonly reason: 'not begun'; readonly metric: string }
  /** It would tell of fewer than so many rows, or of a stretch that is not a quarter that is over. */
  | { readonly reason: 'withheld'; readonly metric: string; readonly least: number }
  /** Fewer answers than a score needs to say anything. */
  | { readonly reason: 'too few'; readonly metric: string; readonly least: number }
  /** An amount in a currency whose rate on that day nobody has stated. */
  | { readonly reason: 'no rate'; readonly metric: string; readonly currency: string; readonly day: string }
  | { readonly reason: 'mixed currencies'; readonly metric: string; readonly currencies: readonly string[] }

/**
 * A number or why there is none. Money is in minor units (a sum exactly so, a mean with its fraction), shares are fractions,
 * durations days. Numerator and denominator are given for shares and means.
 */
export type Result = {
  readonly numerator: number | null
  readonly denominator: number | null
  /** Rows behind the number. */
  readonly rows: number
  /** ISO 4217 where the number is money, or the two parts of a share are, else null. */
  readonly currency: string | null
} & ({ readonly value: number; readonly missing: null } | { readonly value: null; readonly missing: Missing })

/** One group of a breakdown; the key is null for rows that state none. */
export interface Part {
  readonly key: string | null
  readonly result: Result
}

/** The same with where it stands against a target of its own, if it has one. */
export interface JudgedPart extends Part {
  readonly target: TargetState | null
}

/** What the number is compared with: up to the day `to` (exclusive), which for a running period ends earlier than `period`. */
export interface Compared {
  readonly period: Period
  readonly to: string
  readonly result: Result
  readonly breakdown: readonly Part[]
}

/** One point of a trend. */
export interface Point {
  readonly period: Period
  readonly result: Result
  readonly breakdown: readonly Part[]
}

/** Where the rows come from, and when they were read last. */
export interface Source {
  readonly name: string
  readonly label: string
  readonly readAt: Temporal.Instant
}

/** `met` the target; `near`: not met, above the warning; `warn` and `at risk` below the two thresholds; null: no verdict yet. */
export type TargetStatus = 'met' | 'near' | 'warn' | 'at risk'

export interface TargetState {
  /** As the definition states it: a fraction, days, or money in major units. */
  readonly value: number
  readonly status: TargetStatus | null
}

/** Rows that explain the number, split by a dimension: lost deals by reason. */
export interface Aside {
  readonly metric: string
  readonly by: string
  /** What introduces the parts: "Lost to". */
  readonly label: string
  readonly breakdown: readonly Part[]
}

/** A number with its birth certificate. */
export interface Answer {
  readonly question: Question
  readonly definition: Definition
  readonly version: number
  /** The facts from which it was counted. */
  readonly facts: readonly FactName[]
  /** Of what the rows behind it are rows. */
  readonly relations: readonly Relation[]
  readonly stock: boolean
  /** The moment for which it was asked. */
  readonly asOf: Temporal.Instant
  readonly progress: Progress
  readonly result: Result
  /** The metric that leaves the number missing: its label, and what the absence of its rows is called. */
  readonly blame: { readonly label: string; readonly nothing: string | null } | null
  readonly against: Compared | null
  readonly target: TargetState | null
  readonly breakdown: readonly JudgedPart[]
  readonly trend: readonly Point[]
  readonly aside: Aside | null
  readonly sources: readonly Source[]
  /** The day on which a stock was measured, else null. */
  readonly measuredOn: string | null
  readonly freshness: 'fresh' | 'warn' | 'stale' | null
}
