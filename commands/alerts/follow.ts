import * as verbs from '../../src/alerts/follow.js'
import { conditionOf } from '../../src/alerts/follow.js'
import { followForm, readForm } from '../../src/alerts/form.js'
import type { Look } from '../../src/alerts/look.js'
import { backFrom, type Follow, usualQuiet, writeCondition } from '../../src/alerts/model.js'
import { periodWords } from '../../src/alerts/question.js'
import { conditionText } from '../../src/alerts/sentence.js'
import { inUnit, readFollow, type Typed } from '../../src/alerts/words.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentsOf, placeOf } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'
import { targetsOf } from '../../src/metrics/definition.js'
import { periodName, type Standpoint } from '../../src/metrics/period-label.js'
import type { Question } from '../../src/metrics/question.js'
import { scopeOf } from '../../src/metrics/scope.js'
import { requireReader } from '../../src/metrics/sharing.js'
import { shownValue } from '../../src/metrics/shown.js'
import { understand } from '../../src/metrics/understand.js'
import { unsureCard } from '../../src/metrics/unsure-card.js'
import { subjectOf } from '../../src/metrics/visibility.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, requireInsider } from '../command.js'
import { metricNamed } from '../kpi/named.js'

/** `/kpi follow win rate by region below 20% once here`. */
export async function followWords(text: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const { question: words, ...typed } = readFollow(text, asking.t.locale)
  const reading = await understand(catalogue, words, asking, { person: asking.by, locale: asking.t.locale })
  if (reading.kind === 'unsure') {
    if (reading.metric) await requireReader(reading.metric, asking.by, asking.t, () => departmentsOf(asking.db))
    return { kind: 'tell', message: unsureCard(reading.why, [], asking.t) }
  }
  return begin(reading.question, typed, asking, catalogue)
}

/** [Follow] under an answer. */
export async function openForm(question: Question, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const metric = metricNamed(question.metric, catalogue)
  await requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))
  return { kind: 'form', form: followForm(question, await offered(metric, question, asking), asking.t) }
}

export async function submitForm(
  question: Question,
  values: Values,
  asking: Asking,
  catalogue: Catalogue,
): Promise<Reply> {
  requireInsider(asking)
  const metric = metricNamed(question.metric, catalogue)
  await requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))
  const again = async (errors: Readonly<Record<string, string>>): Promise<Reply> => {
    return {
      kind: 'form',
      form: followForm(question, await offered(metric, question, asking), asking.t, values, errors),
    }
  }
  const read = readForm(values, asking.t)
  if ('errors' in read) return again(read.errors)
  try {
    return await begin(question, read.typed, asking, catalogue)
  } catch (error) {
    // What was filled in must not be lost over a figure or a choice that does not fit.
    const field = error instanceof Refusal && error.key === 'alerts.other_unit' ? 'at' : 'when'
    if (error instanceof Refusal) return again({ [field]: asking.t.plain(error.key, error.args) })
    throw error
  }
}

async function offered({ definition }: Metric, { by }: Question, { db, at }: Asking) {
  const here = at.kind === 'channel' ? await placeOf(db, at) : null
  return { place: here?.name ?? null, target: by === null && targetsOf(definition).length > 0 }
}

async function begin(
  question: Question,
  typed: Omit<Typed, 'question'>,
  asking: Asking,
  catalogue: Catalogue,
): Promise<Reply> {
  const { by, company, now } = asking
  const metric = metricNamed(question.metric, catalogue)
  const today = dayOf(now, company.zone)
  const begun = await verbs.begin(asking, catalogue, {
    owner: by.email,
    metric: question.metric,
    period: periodWords(question.period, { company, today }),
    ...(question.by === null ? {} : { by: question.by }),
    filters: filtersOf(question),
    when: whenOf(typed.when, metric, company.currency),
    often: typed.often,
    quiet: typed.quiet ?? usualQuiet,
    to: typed.to === 'here' ? { place: await placeHere(asking) } : { person: by.email },
    as: typed.to === 'morning' ? 'morning note' : 'message',
  })
  return begunReply(begun, asking)
}

/** @throws Refusal for a filter by several values of one dimension, which a follow has no words for */
function filtersOf({ where }: Question): Follow['filters'] {
  return Object.fromEntries(
    where.map(({ dimension, values }) => {
      const [value, ...more] = values
      if (value === undefined || more.length > 0) throw new Refusal('alerts.one_value', { dimension })
      return [dimension, value]
    }),
  )
}

function whenOf(when: Typed['when'], { definition }: Metric, currency: string): string {
  if (when === null || typeof when === 'string') return when ?? 'target'
  const at = inUnit(when.at, definition, currency)
  const until = when.until === null ? backFrom(when.side, at) : inUnit(when.until, definition, currency)
  if (when.side === 'above' ? until > at : until < at) throw new Refusal('alerts.wrong_way', { side: when.side })
  return writeCondition({ kind: 'threshold', side: when.side, at, until })
}

async function placeHere({ db, at }: Asking): Promise<string> {
  const place = at.kind === 'channel' ? await placeOf(db, at) : null
  if (!place) throw new Refusal('alerts.place_unknown_here')
  return place.name
}

/** What is followed from now on, and how it stands now. */
function begunReply({ stored, followed: { metric, question }, looks }: verbs.Begun, asking: Asking): Reply {
  const { t, company, now } = asking
  const at: Standpoint = { t, calendar: company, today: dayOf(now, company.zone) }
  const { definition } = metric
  const { to, as, often, by } = stored.follow
  const text = t.text('alerts.begun', {
    metric: scopeOf({ definition, question }, t),
    by: by ?? 'none',
    period: periodName(question.period, at),
    when: conditionText(conditionOf(stored.follow), definition, company.currency, at),
    to: 'place' in to ? to.place : '',
    as: 'place' in to ? 'place' : as.replace(' ', '_'),
    often,
  })
  return {
    kind: 'tell',
    message: {
      blocks: [
        { kind: 'text', text },
        { kind: 'note', text: nowText(looks, definition, at) },
      ],
      discloses: [subjectOf(definition.name)],
    },
  }
}

function nowText(looks: readonly Look[], definition: Metric['definition'], { t }: Standpoint) {
  const judged = looks.filter(({ position }) => position !== null)
  const [only] = looks
  if (!only) return t.text('alerts.not_looked')
  if (judged.length === 0) return t.text(only.numbers.threshold === null ? 'alerts.no_history' : 'alerts.not_looked')
  const inside = judged.filter(({ position }) => position === 'in')
  if (only.part === '') {
    const { value, currency } = only.numbers
    return t.text('alerts.now', {
      value: shownValue(value, definition, currency, t),
      inside: inside.length > 0 ? 'yes' : 'no',
    })
  }
  return t.text('alerts.now_parts', { count: inside.length, parts: t.list(inside.map(({ part }) => part)) })
}
