import type { Answer, Result } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Asks } from '../metrics/asks.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { isZeroWithoutAny } from '../metrics/plan.js'
import type { Question } from '../metrics/question.js'
import { inTargetUnit, targetLevel } from '../metrics/target.js'
import { comparablePeriods } from './comparable.js'
import { type Position, positionOf, type Threshold } from './judge.js'
import type { Condition, Numbers } from './model.js'
import type { Followed } from './question.js'
import { deviationOf, distanceOf, mostHistory, unusual } from './unusual.js'

/** A number that was looked at. */
export interface Look {
  /** The value of the dimension by which it is split, or empty. */
  readonly part: string
  /** What it answers: of a part, the question for that part alone. */
  readonly answer: Answer
  /** Null: there is nothing to judge by, such as a target or enough history. */
  readonly position: Position | null
  readonly numbers: Numbers
}

/** What numbers are looked at with: the moment, and the answers of it. */
export interface Looking {
  readonly now: Asks['now']
  readonly company: Asks['company']
  answer(question: Question): Promise<Answer>
}

/** Answers each question once, however many follow it: one beat costs what there is to know, not how many want to. */
export function looking(catalogue: Catalogue, asks: Asks): Looking {
  const known = new Map<string, Promise<Answer>>()
  return {
    now: asks.now,
    company: asks.company,
    answer: (question) => {
      const key = JSON.stringify(question)
      const answer = known.get(key) ?? ask(catalogue, question, asks)
      known.set(key, answer)
      return answer
    },
  }
}

/** Before a tenth of a running period has passed, its number is about too little to be judged. */
const leastShare = 0.1

/**
 * Looks at what is followed, each part by itself.
 * @param known the parts that there were before: where one has no rows any more, what is counted or added up of it is zero
 * @returns nothing where it cannot be judged now: there is no number, its period has only just begun, or its source is too old
 */
export async function lookAt(
  { metric, question }: Followed,
  condition: Condition,
  at: Looking,
  known: readonly string[],
): Promise<readonly Look[]> {
  const answer = await at.answer(question)
  const { state, share } = answer.progress
  if (answer.freshness === 'stale' || state === 'future' || (state === 'running' && share < leastShare)) return []
  const zeroes = isZeroWithoutAny(metric.plan)
  const parts = [...partsOf(answer), ...(zeroes ? emptyParts(answer, known) : [])]
  if (condition.kind === 'unusual')
    return unusualLooks(parts, await historyOf(question, at, { stock: metric.stock, zeroes }))
  const level = condition.kind === 'threshold' ? condition : targetThreshold(answer, { metric, question }, at)
  return parts.map(({ part, answer: one, value }) => {
    const stated = inTargetUnit(value, one.result.currency)
    const position = level && positionOf(stated, level)
    return { part, answer: one, position, numbers: numbersOf(one, value, { threshold: level, deviation: null }) }
  })
}

interface Part {
  readonly part: string
  readonly answer: Answer
  readonly value: number
}

/** The numbers of an answer: the whole, or its parts where it is split. */
function partsOf(answer: Answer): readonly Part[] {
  const { question, result } = answer
  if (question.by === null) return result.value === null ? [] : [{ part: '', answer, value: result.value }]
  return answer.breakdown.flatMap(({ key, result: own }) =>
    key === null || own.value === null ? [] : [{ part: key, answer: partOf(answer, key, own), value: own.value }],
  )
}

/** The parts that have no rows any more. */
function emptyParts(answer: Answer, known: readonly string[]): readonly Part[] {
  const { question, result, breakdown } = answer
  if (question.by === null || result.missing !== null) return []
  const there = new Set(breakdown.map(({ key }) => key))
  const none = { value: 0, missing: null, numerator: null, denominator: null, rows: 0, currency: result.currency }
  return known
    .filter((part) => part !== '' && !there.has(part))
    .map((part) => ({ part, answer: partOf(answer, part, none), value: 0 }))
}

function partOf(answer: Answer, key: string, result: Result): Answer {
  const { by, where } = answer.question
  const only = by === null ? where : [...where, { dimension: by, values: [key] }]
  const question = { ...answer.question, by: null, where: only }
  return { ...answer, question, result, breakdown: [], target: null, against: null, aside: null }
}

function targetThreshold({ progress }: Answer, { metric, question }: Followed, { company }: Looking): Threshold | null {
  const level = question.by === null ? targetLevel(metric, question, { progress, calendar: company }) : null
  if (!level) return null
  const side = level.better === 'up' ? 'below' : 'above'
  // A target that is met is met: the way back is the target itself.
  return { side, at: level.at, until: level.at }
}

/**
 * What the same question came out as in comparable periods, by part. A part that has been there once and has no rows in a later period
 * was zero then, where no rows mean that; of one that had not appeared yet nothing is known.
 */
async function historyOf(
  question: Question,
  { now, company, answer: ask }: Looking,
  { stock, zeroes }: { readonly stock: boolean; readonly zeroes: boolean },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const periods = comparablePeriods(question.period, now, company, mostHistory)
  const history = new Map<string, number[]>()
  for (const period of periods.toReversed()) {
    const answer = await ask({ ...question, period, against: { kind: 'none' } })
    // Nothing in a period before the data begins is no zero.
    if (answer.result.missing !== null && !stock) continue
    const parts = new Map(partsOf(answer).map(({ part, value }) => [part, value]))
    for (const part of new Set([...history.keys(), ...parts.keys()])) {
      const value = parts.get(part) ?? (zeroes ? 0 : null)
      if (value !== null) history.set(part, [...(history.get(part) ?? []), value])
    }
  }
  return history
}

function unusualLooks(parts: readonly Part[], history: ReadonlyMap<string, readonly number[]>): readonly Look[] {
  return parts.map(({ part, answer, value }) => {
    const deviation = deviationOf(value, history.get(part) ?? [])
    const position = deviation && positionOf(distanceOf(deviation), unusual)
    return { part, answer, position, numbers: numbersOf(answer, value, { threshold: null, deviation }) }
  })
}

function numbersOf(
  { result, version }: Answer,
  value: number,
  held: Pick<Numbers, 'threshold' | 'deviation'>,
): Numbers {
  const { numerator, denominator, rows, currency } = result
  return { value, numerator, denominator, rows, currency, version, ...held }
}
