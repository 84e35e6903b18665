import type { Person } from '../company/model.js'
import { unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import type { Answer } from './answer.js'
import { ask } from './ask.js'
import type { Asks } from './asks.js'
import type { Catalogue, Metric } from './catalogue.js'
import type { Question } from './question.js'
import { mayRead } from './visibility.js'

/** The scorecard of those who belong to no department, and of executives. */
export const companyScorecard = 'company'

/** Whose scorecard somebody sees: their department's; executives the company's. */
export function scorecardOf(person: Person): string {
  return person.role === 'executive' ? companyScorecard : (person.department ?? companyScorecard)
}

/** The numbers of a scorecard that somebody may read, all asked at once. */
export async function scorecardAnswers(
  catalogue: Catalogue,
  scorecard: string,
  person: Person,
  asks: Asks,
): Promise<readonly Answer[]> {
  const metrics = catalogue.metrics.filter(
    (metric) => metric.definition.scorecard.includes(scorecard) && mayRead(metric, person),
  )
  return Promise.all(metrics.map((metric) => ask(catalogue, plainQuestion(metric, asks), asks)))
}

/** The running quarter for flows, today for stocks, against what was before. */
function plainQuestion(metric: Metric, { now, company }: Asks): Question {
  const today = dayOf(now, company.zone)
  return {
    metric: metric.definition.name,
    period: unitPeriod(metric.stock ? 'day' : 'quarter', today, company),
    by: null,
    where: [],
    against: { kind: 'previous' },
    trend: null,
  }
}
