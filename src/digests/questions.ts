import type { Company } from '../company/model.js'
import { wordsFor } from '../locales/words.js'
import type { Catalogue } from '../metrics/catalogue.js'
import type { Filter, Question } from '../metrics/question.js'
import { periodOf } from '../time/read-period.js'
import type { Destination, Section } from './model.js'

/** Thrown for a section that names something that does not exist: where it stands, the value and the cure. */
export class SectionError extends Error {
  readonly code = 'digest_section'
}

/**
 * The question that a section asks on a day. Periods in a digest's file are written in the company's language.
 * @param today the business day, `YYYY-MM-DD`
 * @throws SectionError with the path in the section, the value and the cure
 */
export function questionOf(
  section: Section,
  filters: Destination['filters'],
  setting: { catalogue: Catalogue; company: Company; today: string },
): Question {
  const { catalogue, company, today } = setting
  const metric = catalogue.find(section.metric)
  if (!metric) throw new SectionError(`metric: there is no metric "${section.metric}"; \`/kpi list\` shows all of them`)
  const period = periodOf(section.period, { words: wordsFor(company.locale).periods, calendar: company, today })
  if (!period)
    throw new SectionError(`period: "${section.period}" is no period; write for example "last week" or "this quarter"`)
  const { name, dimensions } = metric.definition
  const by = section.by ?? null
  const unknown = [...(by === null ? [] : [by]), ...Object.keys(filters)].find(
    (dimension) => !dimensions.includes(dimension),
  )
  if (unknown !== undefined) {
    throw new SectionError(
      `by or filters: ${name} has no dimension "${unknown}"; it has ${dimensions.join(', ') || 'none'}`,
    )
  }
  const where = Object.entries(filters).map(([dimension, value]): Filter => ({ dimension, values: [value] }))
  return { metric: name, period, by, where, against: { kind: section.against }, trend: null }
}
