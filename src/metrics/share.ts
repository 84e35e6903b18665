import { recordChange } from '../audit/store.js'
import { type Place, placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { departmentsOf, placeOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import type { Answer } from './answer.js'
import { ask } from './ask.js'
import { sharedCard } from './card.js'
import type { Catalogue, Metric } from './catalogue.js'
import { mayDisclose } from './disclose.js'
import { recordPosted } from './posted.js'
import type { Question } from './question.js'
import { readersOf, requireReader } from './sharing.js'
import { subjectOf } from './visibility.js'

/**
 * Posts an answer where it was asked for: the same question, asked again under the rights of whoever shares it. A second
 * delivery of the same press posts nothing.
 * @param to the channel or thread
 * @throws Refusal when the person may not read the metric, or somebody who reads that place may not
 */
export async function shareIn(
  context: Context & { readonly by: Person },
  catalogue: Catalogue,
  question: Question,
  to: Place,
): Promise<Answer> {
  const metric = catalogue.get(question.metric)
  if (!metric) throw new Refusal('answers.unknown_metric', { metric: question.metric })
  await requireReader(metric, context.by, context.t, () => departmentsOf(context.db))
  await requireReaders(context, catalogue, metric, to)
  const answer = await ask(catalogue, question, context)
  const place = await placeOf(context.db, to)
  const { company, by } = context
  const t = textsOf(place, company)
  const message = sharedCard(answer, by.name, { t, calendar: company, rows: metric.least === null })
  const about = subjectOf(question.metric)
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const key = `share:${context.cause}`
    const added = await addDeliveries(inside, [{ key, about, to, message, edits: null, slot: null, urgent: true }])
    if (added === 0) return
    await recordPosted(inside, [{ delivery: key, to, answers: [answer] }])
    await recordChange(inside, { subject: about, verb: 'share', before: null, after: { to: placeKey(to) } })
  })
  return answer
}

/** @throws Refusal where somebody who reads a place may not read a metric */
export async function requireReaders(
  { db, t }: Context,
  catalogue: Catalogue,
  metric: Metric,
  to: Place,
): Promise<void> {
  const { name, label } = metric.definition
  if (await mayDisclose(db, catalogue, [subjectOf(name)], to)) return
  throw new Refusal('answers.not_shareable', { metric: label, readers: readersOf(metric, await departmentsOf(db), t) })
}
