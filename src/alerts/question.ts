import { Refusal } from '../locales/refusal.js'
import { type Words, wordsFor } from '../locales/words.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import type { Filter, Question } from '../metrics/question.js'
import { type Calendar, startOfUnit } from '../time/calendar.js'
import type { Period } from '../time/period.js'
import { periodOf } from '../time/read-period.js'
import { addDays } from '../time/zone.js'
import type { Follow } from './model.js'

/** What a followed question is read against. */
export interface Setting {
  readonly catalogue: Catalogue
  readonly company: Calendar & { readonly locale: string }
  /** The business day, `YYYY-MM-DD`. */
  readonly today: string
}

/** What is followed: the metric, and the question of a day. */
export interface Followed {
  readonly metric: Metric
  readonly question: Question
}

/**
 * The question that a follow asks on a day. Periods stand in it in the company's language.
 * @throws Refusal where the metric, the period or a dimension is not known (any more)
 */
export function followed(one: Pick<Follow, 'metric' | 'period' | 'by' | 'filters'>, setting: Setting): Followed {
  const { catalogue, company, today } = setting
  const metric = catalogue.find(one.metric)
  if (!metric) throw new Refusal('answers.unknown_metric', { metric: one.metric })
  const period = periodOf(one.period, { words: wordsFor(company.locale).periods, calendar: company, today })
  if (!period) throw new Refusal('alerts.unknown_period', { typed: one.period })
  const by = one.by ?? null
  const where = Object.entries(one.filters).map(([dimension, value]): Filter => ({ dimension, values: [value] }))
  const unknown = [...(by === null ? [] : [by]), ...where.map(({ dimension }) => dimension)].find(
    (dimension) => !metric.definition.dimensions.includes(dimension),
  )
  if (unknown !== undefined)
    throw new Refusal('answers.unknown_dimension', { metric: metric.definition.label, dimension: unknown })
  const question = {
    metric: metric.definition.name,
    period,
    by,
    where,
    against: { kind: 'target' },
    trend: null,
  } as const
  return { metric, question: { ...question, where } }
}

/** A period in words that move with the days, so that `periodOf` reads it again on any of them. */
export function periodWords(period: Period, { company, today }: Pick<Setting, 'company' | 'today'>): string {
  const words = wordsFor(company.locale).periods
  const { shape, from, to } = period
  const dated = `${from}..${addDays(to, -1)}`
  switch (shape.kind) {
    case 'unit':
      return unitWords(period, shape.unit, words, today, company) ?? dated
    case 'last':
      return to === startOfUnit(shape.unit, today, company)
        ? `${words.last[0]} ${shape.count} ${words.units[shape.unit][1] ?? words.units[shape.unit][0]}`
        : dated
    case 'to date':
      return shape.unit === 'day' || to !== addDays(today, 1) ? dated : (words.toDate[shape.unit][0] ?? dated)
    case 'since':
      return `${words.since[0]} ${from}`
    case 'all':
      return words.all[0] ?? dated
    case 'range':
      return dated
  }
}

/** "this quarter" also where its name was typed: what is followed goes on when it ends. */
function unitWords(
  { from, to }: Period,
  unit: keyof Words['periods']['units'],
  words: Words['periods'],
  today: string,
  calendar: Calendar,
): string | null {
  const running = from <= today && today < to
  const previous = to === startOfUnit(unit, today, calendar)
  if (unit === 'day') return running ? (words.today[0] ?? null) : previous ? (words.yesterday[0] ?? null) : null
  const name = words.units[unit][0] ?? unit
  if (running) return `${words.this[0]} ${name}`
  return previous ? `${words.last[0]} ${name}` : null
}
