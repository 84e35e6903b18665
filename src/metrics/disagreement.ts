import type { Db } from '../../db/connect.js'
import type { Department, Person } from '../company/model.js'
import { departmentsOf, personByEmail } from '../company/store.js'
import { unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import type { Answer, Part } from './answer.js'
import { answerOf } from './ask.js'
import type { Asks } from './asks.js'
import { type Catalogue, catalogueOf, type Metric } from './catalogue.js'
import { isDimension } from './fields.js'
import type { Question } from './question.js'
import { type RowSource, rowSources } from './rows-store.js'

/** What one source says. */
export interface Side {
  readonly source: RowSource
  /** Who says it, as people call it: the department of the source's owner, else the source. */
  readonly says: string
  readonly answer: Answer
}

/** Something of which two sources state different amounts, or that only one of them knows (the other amount is null). */
export interface Difference {
  readonly key: string
  readonly used: number | null
  readonly beside: number | null
}

/** Two sources of one number that are further apart than they may be. */
export interface Disagreement {
  readonly metric: Metric
  readonly used: Side
  readonly beside: Side
  /** In the unit of the number, never negative. */
  readonly gap: number
  /** The gap as a share of the larger of the two. */
  readonly share: number
  readonly differing: readonly Difference[]
  /** By what they are compared: `account`, or null where their rows have nothing in common to compare by. */
  readonly by: string | null
  /** Who decides; null where nobody of the company has that e-mail any more. */
  readonly decides: Person | null
}

/** The metric as one source alone has it. */
function fromSource(metric: Metric, source: string): Metric {
  return { ...metric, rules: metric.facts.map((fact) => ({ fact, kind: 'only', names: [source] })) }
}

/** What is asked to compare sources: a stock today, a flow in the running quarter. */
function comparing(metric: Metric, by: string | null, { now, company }: Asks): Question {
  const period = unitPeriod(metric.stock ? 'day' : 'quarter', dayOf(now, company.zone), company)
  return { metric: metric.definition.name, period, by, where: [], against: { kind: 'none' }, trend: null }
}

/** By what the rows of two sources can be told to be about the same thing. */
function commonKey({ relations }: Metric): string | null {
  return relations.every((relation) => isDimension(relation, 'account')) ? 'account' : null
}

/** Each source that feeds a metric, with what it says. Rights are the caller's to check before. */
export async function sidesOf(metric: Metric, asks: Asks): Promise<readonly Side[]> {
  const [departments, lists] = await Promise.all([
    departmentsOf(asks.db),
    Promise.all(metric.facts.map((fact) => rowSources(asks.db, fact))),
  ])
  const sources = [...new Map(lists.flat().map((source) => [source.name, source])).values()]
  return Promise.all(sources.map((source) => sideOf(metric, source, departments, asks)))
}

async function sideOf(
  metric: Metric,
  source: RowSource,
  departments: readonly Department[],
  asks: Asks,
): Promise<Side> {
  const only = fromSource(metric, source.name)
  const answer = await answerOf(only, catalogueOf([only]), comparing(metric, commonKey(metric), asks), asks)
  return { source, says: await saysOf(asks.db, source, departments), answer }
}

async function saysOf(db: Db, source: RowSource, departments: readonly Department[]): Promise<string> {
  const owner = source.owner === null ? null : await personByEmail(db, source.owner)
  return departments.find(({ key }) => key === owner?.department)?.label ?? source.label
}

/**
 * The disagreement of a metric's sources, or null where it has but one, where they are close enough, and where it has been settled.
 * @param whatever also those that are close enough or settled
 */
export async function disagreementOf(metric: Metric, asks: Asks, whatever = false): Promise<Disagreement | null> {
  const { sources } = metric.definition
  if (!sources || (sources.settled && !whatever)) return null
  const sides = await sidesOf(metric, asks)
  const used = sides.find(({ source }) => source.name === sources.use)
  const beside = sides.find(({ source }) => sources.beside.includes(source.name))
  if (!used || !beside) return null
  const [one, other] = [used.answer.result.value, beside.answer.result.value]
  if (one === null || other === null) return null
  const gap = Math.abs(one - other)
  const larger = Math.max(Math.abs(one), Math.abs(other))
  const share = larger === 0 ? 0 : gap / larger
  if (share <= sources.tolerance && !whatever) return null
  const decides = await personByEmail(asks.db, sources.decides)
  const differing = differences(used.answer.breakdown, beside.answer.breakdown)
  return { metric, used, beside, gap, share, differing, by: commonKey(metric), decides }
}

/** What the two sources state differently, the largest difference first. */
function differences(used: readonly Part[], beside: readonly Part[]): readonly Difference[] {
  const amounts = (parts: readonly Part[]) =>
    new Map(parts.flatMap(({ key, result }) => (key === null ? [] : [[key, result.value] as const])))
  const [ours, theirs] = [amounts(used), amounts(beside)]
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((key) => ({ key, used: ours.get(key) ?? null, beside: theirs.get(key) ?? null }))
    .filter((one) => one.used !== one.beside)
    .sort((a, b) => distance(b) - distance(a))
}

/** How far apart the two amounts are. */
export const distance = ({ used, beside }: Difference): number => Math.abs((used ?? 0) - (beside ?? 0))

/**
 * The disagreements of a company, for a digest or whoever else tells of them: those that nobody has settled. Which of them its readers
 * may see is the caller's to say, by the metric.
 */
export async function disagreements(asks: Asks, metrics: Catalogue['metrics']): Promise<readonly Disagreement[]> {
  const fed = metrics.filter(({ definition }) => definition.sources && !definition.sources.settled)
  const found = await Promise.all(fed.map((metric) => disagreementOf(metric, asks)))
  return found.filter((one) => one !== null)
}
