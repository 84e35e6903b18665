import type { Company } from '../company/model.js'
import type { TextKey } from '../locales/areas.js'
import { type Args, textsFor } from '../locales/texts.js'
import { wordsFor } from '../locales/words.js'
import type { Catalogue } from '../metrics/catalogue.js'
import type { Filter, Question } from '../metrics/question.js'
import { periodOf } from '../time/read-period.js'
import type { Destination, MetricSection } from './model.js'

/** Thrown for a section that names something that does not exist: where in it (`metric`), and the value and the cure in words. */
export class SectionError extends Error {
  readonly code = 'digest_section'
  readonly path: string
  readonly key: TextKey
  readonly args: Args

  constructor(path: string, key: TextKey, args: Args) {
    super(`${path}: ${textsFor('en', 'UTC').plain(key, args)}`)
    this.path = path
    this.key = key
    this.args = args
  }
}

export interface Setting {
  readonly catalogue: Catalogue
  readonly company: Company
  /** The business day, `YYYY-MM-DD`. */
  readonly today: string
}

/**
 * The question that a section asks on a day. Periods in a digest are written in the company's language.
 * @throws SectionError with the path in the section, the value and the cure
 */
export function questionOf(section: MetricSection, filters: Destination['filters'], setting: Setting): Question {
  const { catalogue, company, today } = setting
  const metric = catalogue.find(section.metric)
  if (!metric) throw new SectionError('metric', 'digests.wrong_metric', { typed: section.metric })
  const period = periodOf(section.period, { words: wordsFor(company.locale).periods, calendar: company, today })
  if (!period) throw new SectionError('period', 'digests.wrong_period', { typed: section.period })
  const { name, dimensions } = metric.definition
  const by = section.by ?? null
  const unknown = [...(by === null ? [] : [by]), ...Object.keys(filters)].find((one) => !dimensions.includes(one))
  if (unknown !== undefined) {
    const known = dimensions.join(', ')
    throw new SectionError('by or filters', 'digests.wrong_dimension', { metric: name, typed: unknown, known })
  }
  const where = Object.entries(filters).map(([dimension, value]): Filter => ({ dimension, values: [value] }))
  return { metric: name, period, by, where, against: { kind: section.against }, trend: null }
}
