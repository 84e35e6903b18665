import type { Answer, Compared, Part, Result } from './answer.js'
import { ask } from './ask.js'
import type { Asks } from './asks.js'
import type { Catalogue } from './catalogue.js'
import type { Question } from './question.js'

/** What one part of a breakdown added to a change. */
export interface Contribution {
  readonly key: string | null
  readonly now: Result | null
  readonly before: Result | null
  /** In the number's own unit: minor units, a fraction, a count. Those of all parts add up to the whole change. */
  readonly effect: number
}

/** Why a number moved: by one dimension, the parts that moved it, the largest first. */
export interface Explanation {
  readonly answer: Answer
  readonly by: string
  readonly change: number
  readonly contributions: readonly Contribution[]
}

/** Of an answer, what its change is split by. */
export interface Split extends Pick<Compared, 'result' | 'breakdown'> {
  readonly against: Pick<Compared, 'result' | 'breakdown'> | null
}

/** Sums of floating point are compared with this relative tolerance. */
const tolerance = 1e-9

const near = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))

/**
 * Splits the change of a number over the parts of its breakdown, so that they add up to it exactly.
 *
 * A sum changes by the changes of its parts. A share or mean `N/D` that was `r0 = N0/D0` changes by
 * `(n1 - r0*d1)/D1 - (n0 - r0*d0)/D0` per part: its own rate and its weight together. The second terms add up to nothing
 * because the parts of the period before add up to `N0` and `D0`; the first to `N1/D1 - r0`. (Derived here; it is the rate and mix
 * effects of the usual decomposition in one.)
 * @returns null where there is nothing to compare with, no change, or parts that do not add up to the whole (a median, a
 * retention rate, a breakdown that is cut off)
 */
export function contributionsOf({ result, against, breakdown }: Split): readonly Contribution[] | null {
  if (!against || result.value === null || against.result.value === null) return null
  if (near(result.value, against.result.value) || breakdown.length === 0) return null
  const pairs = pairsOf(breakdown, against.breakdown)
  const share = isShare(result) && isShare(against.result)
  const parts = share
    ? shareContributions(pairs, result, against.result)
    : pairs.map((pair) => ({ ...pair, effect: amountOf(pair.now) - amountOf(pair.before) }))
  const sum = parts.reduce((all, part) => all + part.effect, 0)
  if (!near(sum, result.value - against.result.value)) return null
  return parts.toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
}

type Pair = Omit<Contribution, 'effect'>

function pairsOf(now: readonly Part[], before: readonly Part[]): readonly Pair[] {
  const keys = new Set([...now, ...before].map((part) => part.key))
  const find = (parts: readonly Part[], key: string | null) => parts.find((part) => part.key === key)?.result ?? null
  return [...keys].map((key) => ({ key, now: find(now, key), before: find(before, key) }))
}

const amountOf = (result: Result | null): number => result?.value ?? 0

interface Share {
  readonly numerator: number
  readonly denominator: number
}

function isShare(result: Result): result is Result & Share {
  const { numerator, denominator, value } = result
  return (
    numerator !== null &&
    denominator !== null &&
    denominator !== 0 &&
    value !== null &&
    near(numerator / denominator, value)
  )
}

function shareContributions(pairs: readonly Pair[], now: Share, before: Share): readonly Contribution[] {
  const rate = before.numerator / before.denominator
  const weigh = (result: Result | null, whole: Share): number =>
    ((result?.numerator ?? 0) - rate * (result?.denominator ?? 0)) / whole.denominator
  return pairs.map((pair) => ({ ...pair, effect: weigh(pair.now, now) - weigh(pair.before, before) }))
}

/** How many dimensions are looked at: each is a question of its own. */
const mostDimensions = 4

/**
 * Looks for the dimension that explains a change best: the one of which a single part explains most of it. Rights are the
 * caller's to check before.
 * @param question its own breakdown, if it has one, is preferred where it explains anything
 * @returns null where nothing changed, or no breakdown adds up to the change
 */
export async function explain(catalogue: Catalogue, question: Question, asks: Asks): Promise<Explanation | null> {
  const metric = catalogue.get(question.metric)
  if (!metric) return null
  const own = question.by === null ? [] : [question.by]
  const filtered = new Set(question.where.map(({ dimension }) => dimension))
  const others = metric.definition.dimensions.filter((one) => one !== question.by && !filtered.has(one))
  const found: Explanation[] = []
  for (const by of [...own, ...others].slice(0, mostDimensions)) {
    const answer = await ask(catalogue, { ...question, by }, asks)
    const contributions = contributionsOf(answer)
    const change = amountOf(answer.result) - amountOf(answer.against?.result ?? null)
    if (contributions) found.push({ answer, by, change, contributions })
  }
  return found.toSorted((a, b) => concentration(b) - concentration(a))[0] ?? null
}

/** The share of all movement that lies in the part that moved most: 1 where one part alone moved. */
function concentration({ contributions }: Explanation): number {
  const all = contributions.reduce((sum, { effect }) => sum + Math.abs(effect), 0)
  return all === 0 || contributions.length < 2 ? 0 : Math.abs(contributions[0]?.effect ?? 0) / all
}
