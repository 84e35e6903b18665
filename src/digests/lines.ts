import type { Block } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import type { Answer } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { disagreements } from '../metrics/disagreement.js'
import { disagreementButtons } from '../metrics/disagreement-card.js'
import { subjectOf } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { lineOf } from './line.js'
import { type Destination, type Digest, isMetric, type MetricSection, mostSections } from './model.js'
import { questionOf } from './questions.js'
import { sectionLines } from './sections.js'

/** A metric section with its answer. */
export interface Answered {
  readonly section: MetricSection
  readonly metric: Metric
  readonly answer: Answer
}

/** The answers of a digest under the filters of a destination: each distinct question is asked once, however many ask it. */
export type Answers = (filters: Destination['filters']) => Promise<readonly Answered[]>

/** The answers of a digest, shared between its destinations. @throws SectionError if a metric or dimension has gone since */
export function answersOf(context: Context, catalogue: Catalogue, digest: Digest): Answers {
  const known = new Map<string, Promise<readonly Answered[]>>()
  const setting = { catalogue, company: context.company, today: dayOf(context.now, context.company.zone) }
  const read = (filters: Destination['filters']): Promise<readonly Answered[]> =>
    Promise.all(
      digest.sections.filter(isMetric).map(async (section) => {
        const question = questionOf(section, filters, setting)
        const metric = catalogue.get(question.metric)
        if (!metric) throw new Error(`The metric ${question.metric} is not in the catalogue that named it`)
        return { section, metric, answer: await ask(catalogue, question, context) }
      }),
    )
  return (filters) => {
    const key = JSON.stringify(Object.entries(filters).sort())
    const answers = known.get(key) ?? read(filters)
    known.set(key, answers)
    return answers
  }
}

/** What is done with a number that is too old: what its section says, else its definition. Null: it is not too old. */
function staleRuleOf({ section, metric, answer }: Answered): 'label' | 'hold' | 'skip' | null {
  if (answer.freshness !== 'stale') return null
  return section.stale ?? metric.definition.freshness?.when_stale ?? 'label'
}

/** Whether a number that has to be waited for is too old. */
export const waitsForFresh = (answers: readonly Answered[]): boolean =>
  answers.some((one) => staleRuleOf(one) === 'hold')

/** What of the answers is told: none that its readers may not see, none that is to be left out while it is old. */
export function toldOf(answers: readonly Answered[], may: (metric: Metric) => boolean): readonly Answered[] {
  return answers.filter((one) => may(one.metric) && staleRuleOf(one) !== 'skip')
}

/**
 * The lines of a digest in the order of its sections, seven at most. Where two sources state one of its numbers differently, its first line
 * says so, and a button under all of them shows what they say.
 */
export async function linesOf(
  digest: Digest,
  told: readonly Answered[],
  context: Context,
  t: Texts,
): Promise<readonly Block[]> {
  const { company } = context
  const metrics = [...new Set(told.map(({ metric }) => metric))]
  const apart = await disagreements(context, metrics)
  const lines = await Promise.all(
    digest.sections.map(async (section): Promise<readonly Block[]> => {
      if (!isMetric(section)) {
        const texts = await sectionLines(section.show, context, t)
        return texts.map((text) => ({ kind: 'text', text }))
      }
      const found = told.find((one) => one.section === section)
      if (!found) return []
      const { answer, metric } = found
      const at = { t, calendar: company, today: dayOf(answer.asOf, company.zone) }
      const first = told.find((one) => one.metric === metric) === found
      const differs = first ? (apart.find((one) => one.metric === metric) ?? null) : null
      const discloses = [subjectOf(answer.definition.name)]
      return [{ kind: 'text', text: lineOf(answer, at, differs), discloses }]
    }),
  )
  return [...lines.flat().slice(0, mostSections), ...disagreementButtons(apart, t)]
}
