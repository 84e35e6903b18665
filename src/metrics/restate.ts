import type { Block, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { addDeliveries } from '../deliveries/add.js'
import type { Texts } from '../locales/texts.js'
import { saveWatch } from '../schedules/watch.js'
import { dayOf } from '../time/zone.js'
import type { Catalogue, Metric } from './catalogue.js'
import { periodName, type Standpoint } from './period-label.js'
import { channelOf, type Restatement, restatements } from './posted.js'
import { addRestated, type Frozen, lastVersions, refsOf } from './posted-store.js'
import { scopeOf } from './scope.js'
import { shownValue } from './shown.js'
import { subjectOf } from './visibility.js'

/** Ten minutes after each hour: what arrives at the full hour has been read by then. */
const hourly = '10 * * * *'
/** What was missed is made up for by the next one. In seconds. */
const catchUp = 600

/** Sees to it that corrections are looked for. Doing it again changes nothing. */
export async function scheduleCorrections(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'corrections', cron: hourly, catchUp })
}

/** A place, in its words, and which metrics its readers may see: others are not told there, and stay to be told. */
export interface Listener {
  readonly to: Place
  readonly t: Texts
  readonly may: (metric: Metric) => boolean
  /** What the message says in which the notes are to stand. */
  readonly discloses: readonly Subject[]
}

/**
 * What places have to hear of numbers that were posted there and are others now, or are counted by another definition: a note for each,
 * to stand in the next digest that goes there, with what it discloses. Marks numbers as told, so that each is said once; in the
 * transaction that makes the deliveries. A definition is told with the metric's own number, whose record then carries its new version.
 * @returns the notes of each listener, in their order
 */
export async function restatementNotes(
  context: Context,
  catalogue: Catalogue,
  listeners: readonly Listener[],
): Promise<readonly (readonly Block[])[]> {
  const places = listeners.map(({ to }) => to)
  const found = await restatements(context, catalogue, places)
  const heard = listeners.map(({ to, may }) =>
    found.filter(({ posted }) => {
      const metric = catalogue.get(posted.metric)
      return metric !== null && posted.place === channelOf(to) && may(metric)
    }),
  )
  await markTold(context, [...new Set(heard.flat())])
  const last = await lastVersions(context.db, places.map(channelOf))
  const today = dayOf(context.now, context.company.zone)
  return listeners.map((listener, index) => {
    const restated = heard[index] ?? []
    const told = new Set(restated.filter((one) => one.versionChanged).map(({ posted }) => posted.metric))
    const texts = restated.map((one) => {
      return { metric: one.posted.metric, text: noteText(one, { t: listener.t, calendar: context.company, today }) }
    })
    const redefined = redefinedAt(listener, last, catalogue).filter(({ metric }) => !told.has(metric))
    return [...texts, ...redefined].map(
      ({ metric, text }): Block => ({ kind: 'text', text, discloses: [subjectOf(metric)] }),
    )
  })
}

/** The numbers of a message that were posted there by another definition before, whether or not they come out the same. */
function redefinedAt(
  { to, t, may, discloses }: Listener,
  last: Awaited<ReturnType<typeof lastVersions>>,
  catalogue: Catalogue,
): readonly { readonly metric: string; readonly text: Text }[] {
  return last.flatMap(({ place, metric: name, version }) => {
    const metric = catalogue.get(name)
    if (!metric || place !== channelOf(to) || version === metric.version) return []
    if (!discloses.includes(subjectOf(name)) || !may(metric)) return []
    const { label, formula_text: formula } = metric.definition
    return [{ metric: name, text: t.text('answers.redefined', { metric: label, formula }) }]
  })
}

/**
 * Replies under messages whose number stands otherwise against its target now than it did when it was posted. What it tells is told; the
 * rest waits for the next digest.
 * @returns how many replies were added
 */
export async function replyCorrections(
  context: Context,
  catalogue: Catalogue,
  textsOfMessage: (to: Place) => Promise<Texts>,
): Promise<number> {
  const found = (await restatements(context, catalogue, null)).filter(({ flips }) => flips)
  const refs = await refsOf(
    context.db,
    found.map(({ posted }) => posted.delivery),
  )
  const replies = found.flatMap((one) => {
    const ref = refs.get(one.posted.delivery)
    return ref ? [{ one, ref }] : []
  })
  const deliveries = await Promise.all(
    replies.map(async ({ one, ref }) => {
      const to = { ...ref.place, thread: ref.place.thread ?? ref.id }
      const about = subjectOf(one.posted.metric)
      const text = flipText(one, await textsOfMessage(ref.place))
      const message = { blocks: [{ kind: 'text', text } as const], discloses: [about] }
      const key = `correction:${one.posted.id}:${JSON.stringify(one.now.result.value)}`
      return { key, about, to, message, edits: null, slot: null, urgent: false }
    }),
  )
  const added = await addDeliveries(context, deliveries)
  await markTold(
    context,
    replies.map(({ one }) => one),
  )
  return added
}

async function markTold({ db, now, cause }: Context, found: readonly Restatement[]): Promise<void> {
  const list = found.map(({ posted, now: { result } }) => ({
    posted: posted.id,
    result: { value: result.value, currency: result.currency, rows: result.rows },
    cause,
  }))
  await addRestated(db, list, now)
}

const shown = ({ value, currency }: Frozen, { now }: Restatement, t: Texts): string =>
  value === null ? '–' : shownValue(value, now.definition, currency, t)

/** "Correction: win rate, Q3 2026, was posted as 24% on 5 Oct 2026, and is 26% now." */
function noteText(one: Restatement, at: Standpoint): Text {
  const { posted, now, before, versionChanged } = one
  const { t, calendar } = at
  return t.text('answers.restated', {
    metric: scopeOf(now, t),
    period: periodName(posted.question.period, at),
    before: shown(before, one, t),
    when: t.day(dayOf(posted.asOf, calendar.zone)),
    now: shown(now.result, one, t),
    why: versionChanged ? 'version' : 'data',
  })
}

function flipText(one: Restatement, t: Texts): Text {
  const { now, before, versionChanged } = one
  return t.text('answers.restated_flip', {
    metric: now.definition.label,
    before: shown(before, one, t),
    now: shown(now.result, one, t),
    status: (now.target?.status ?? 'warn').replace(' ', '_'),
    why: versionChanged ? 'version' : 'data',
  })
}
