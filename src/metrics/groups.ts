import type { Period } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import type { Answer, Part, Result } from './answer.js'
import type { Asks } from './asks.js'
import type { Catalogue, Metric } from './catalogue.js'
import type { Question } from './question.js'
import { withhold } from './withhold.js'

/**
 * Numbers that are told of groups only (`visibility.min_group`), and everything built on them. They are told for quarters that are
 * over: of a running one, or of stretches that overlap, the difference between two answers would tell of the few in between. They
 * are split in one way at most (checked when the catalogue is loaded), and by it only as `withhold` allows.
 */

/** Answers a question without regard to groups. */
type Answers = (question: Question) => Promise<Answer>

/** What may be told of one stretch of time. */
interface Release {
  readonly whole: boolean
  readonly part: (key: string | null) => boolean
}

/** An answer without what would tell of fewer than so many. @param answers reads the sizes of the groups */
export async function inGroups(
  catalogue: Catalogue,
  metric: Metric,
  answer: Answer,
  answers: Answers,
  asks: Asks,
): Promise<Answer> {
  const [dimension = null] = metric.definition.dimensions
  const guards = metric.inputs.flatMap((name) => {
    const least = catalogue.get(name)?.definition.visibility?.min_group
    return least === undefined ? [] : [{ name, least }]
  })
  const sizes = await Promise.all(
    guards.map(async ({ name, least }) => {
      const { question } = answer
      return { least, answer: await answers({ ...question, metric: name, by: dimension, where: [] }) }
    }),
  )
  const today = dayOf(asks.now, asks.company.zone)
  const release = (period: Period, window: (sized: Answer) => Groups | null): Release => {
    if (!isOver(period, today)) return nothing
    const all = sizes.map((sized) => releaseOf(window(sized.answer), sized.least))
    return { whole: all.every(({ whole }) => whole), part: (key) => all.every(({ part }) => part(key)) }
  }
  return without(answer, release, metric)
}

/** A number and its parts, as far as their sizes go. */
interface Groups {
  readonly result: Result
  readonly breakdown: readonly Part[]
}

const nothing: Release = { whole: false, part: () => false }

function releaseOf(groups: Groups | null, least: number): Release {
  if (!groups) return nothing
  const sizes =
    groups.breakdown.length > 0
      ? groups.breakdown.map(({ key, result }) => ({ key, count: result.rows }))
      : [{ key: null, count: groups.result.rows }]
  const { whole, told } = withhold(sizes, least)
  return { whole, part: (key) => whole && told.has(key) }
}

/** A quarter of which all days have passed. */
function isOver({ shape, to }: Period, today: string): boolean {
  return shape.kind === 'unit' && shape.unit === 'quarter' && to <= today
}

type ReleaseOf = (period: Period, window: (sized: Answer) => Groups | null) => Release

function without(answer: Answer, release: ReleaseOf, metric: Metric): Answer {
  const { question, against } = answer
  const filtered = question.where.flatMap(({ values }) => values)
  const kept = <G extends Groups>(groups: G, may: Release): G => ({
    ...groups,
    result: may.whole && filtered.every(may.part) ? groups.result : withheld(metric),
    breakdown: groups.breakdown.map((part) => (may.part(part.key) ? part : { ...part, result: withheld(metric) })),
  })
  const may = release(question.period, (sized) => sized)
  const told = kept(answer, may)
  return {
    ...told,
    aside: null,
    // A verdict on a part tells of its number.
    breakdown: told.breakdown.map((part) => (may.part(part.key) ? part : { ...part, target: null })),
    target: may.whole && filtered.every(may.part) ? answer.target : null,
    against:
      against &&
      kept(
        against,
        release(against.period, (sized) => sized.against),
      ),
    trend: answer.trend.map((point) =>
      kept(
        point,
        release(point.period, (sized) => sized.trend.find(({ period }) => period.from === point.period.from) ?? null),
      ),
    ),
  }
}

function withheld({ definition, least }: Metric): Result {
  const missing = { reason: 'withheld', metric: definition.name, least: least ?? 0 } as const
  return { numerator: null, denominator: null, rows: 0, currency: null, value: null, missing }
}
