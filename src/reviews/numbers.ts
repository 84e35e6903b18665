import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import { telling } from '../digests/read-form.js'
import type { Answer } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import type { Question } from '../metrics/question.js'
import { companyScorecard } from '../metrics/scorecard.js'
import { unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'

/** The numbers of a review, each asked once however many parts of it name it. */
export interface Numbers {
  /** At a glance. */
  readonly glance: readonly Answer[]
  /** By the key of the department on whose scorecard they stand. */
  readonly departments: ReadonlyMap<string, readonly Answer[]>
  /** What moved most, broken down by what may tell why. */
  readonly moved: readonly Answer[]
}

/** As many are told of as moved: the rest stands in the table. */
const mostMoved = 3
/** Less is no movement but noise. */
const leastChange = 0.05
/** What fewer rows say changes by chance. */
const leastRows = 5

/**
 * Reads the numbers of a review: the running quarter so far against the same share of the one before, and what there is today
 * against a week ago.
 * @param names those at a glance; none: the company's scorecard
 * @param may what the readers may see
 */
export async function numbersOf(
  context: Context,
  catalogue: Catalogue,
  names: readonly string[],
  departments: readonly Department[],
  may: (metric: Metric) => boolean,
): Promise<Numbers> {
  const chosen = catalogue.metrics.filter(({ definition }) =>
    names.length === 0 ? definition.scorecard.includes(companyScorecard) : names.includes(definition.name),
  )
  const onCards = catalogue.metrics.filter(({ definition }) =>
    departments.some(({ key }) => definition.scorecard.includes(key)),
  )
  const wanted = [...new Set([...chosen, ...onCards])].filter(may)
  const answers = await Promise.all(wanted.map((metric) => ask(catalogue, questionOf(metric, context, null), context)))
  const of = (metrics: readonly Metric[]): readonly Answer[] =>
    answers.filter(({ definition }) => metrics.some((one) => one.definition.name === definition.name))
  return {
    glance: of(chosen),
    departments: new Map(
      departments.map(({ key }) => [key, of(onCards.filter(({ definition }) => definition.scorecard.includes(key)))]),
    ),
    moved: await broken(context, catalogue, moversOf(answers)),
  }
}

function questionOf({ stock, definition }: Metric, { now, company }: Context, by: string | null): Question {
  const today = dayOf(now, company.zone)
  return {
    metric: definition.name,
    period: unitPeriod(stock ? 'week' : 'quarter', today, company),
    by,
    where: [],
    against: { kind: 'previous' },
    trend: null,
  }
}

/** The answers whose numbers moved most, in proportion to what they were. */
function moversOf(answers: readonly Answer[]): readonly Answer[] {
  return answers
    .map((answer) => ({ answer, change: changeOf(answer) }))
    .filter(({ change }) => change >= leastChange)
    .sort((a, b) => b.change - a.change)
    .slice(0, mostMoved)
    .map(({ answer }) => answer)
}

function changeOf({ result, against, definition }: Answer): number {
  const before = against?.result
  if (definition.direction === 'neutral' || !before || before.value === null || result.value === null) return 0
  if (before.value === 0 || result.rows < leastRows || before.rows < leastRows) return 0
  return Math.abs((result.value - before.value) / before.value)
}

async function broken(context: Context, catalogue: Catalogue, answers: readonly Answer[]): Promise<readonly Answer[]> {
  return Promise.all(
    answers.map(async (answer) => {
      const metric = catalogue.get(answer.definition.name)
      const by = telling(answer.definition.dimensions) ?? null
      return metric && by !== null ? ask(catalogue, questionOf(metric, context, by), context) : answer
    }),
  )
}
