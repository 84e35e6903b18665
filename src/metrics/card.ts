import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Calendar } from '../time/calendar.js'
import { addDays, dayOf } from '../time/zone.js'
import { aboutMetric, followNumber, handOverNumber, shareAnswer } from './actions.js'
import type { Answer } from './answer.js'
import { breakdownBlocks, trendBlocks } from './chart-card.js'
import type { Corrected } from './language/read.js'
import { missingText } from './missing-card.js'
import { dayWhen, periodName, periodWhen, type Standpoint } from './period-label.js'
import { rowsButtons } from './rows-card.js'
import { scopeOf } from './scope.js'
import { shownChange, shownCounts, shownRows, shownValue } from './shown.js'
import { targetText } from './target-card.js'
import { subjectOf } from './visibility.js'

export interface View {
  readonly t: Texts
  readonly calendar: Calendar
  /** Whether it was asked where others read along, so that it can be shared there. */
  readonly shareable: boolean
  /** Whether the reader may see the rows behind it. */
  readonly rows: boolean
  /** What was read otherwise than it was typed. */
  readonly corrections: readonly Corrected[]
}

const drawn = new WeakMap<Answer, Map<string, Message>>()

/**
 * An answer as its asker reads it: the number first, its birth certificate last. Those who share an answer share its card, if
 * they read the same language.
 */
export function answerCard(answer: Answer, view: View): Message {
  const { t, calendar, shareable, rows, corrections } = view
  const { zone, fiscalMonth, weekStart } = calendar
  const key = JSON.stringify([t.locale, t.zone, zone, fiscalMonth, weekStart, shareable, rows, corrections])
  const cards = drawn.get(answer) ?? new Map<string, Message>()
  const card = cards.get(key) ?? draw(answer, view)
  drawn.set(answer, cards)
  cards.set(key, card)
  return card
}

function draw(answer: Answer, view: View): Message {
  const { t } = view
  const corrected = view.corrections.map(({ typed, read }) => note(t.text('answers.corrected', { typed, read })))
  const buttons = [
    ...(view.shareable ? [shareButton(answer, t)] : []),
    ...(view.rows ? rowsButtons(answer, t) : []),
    aboutButton(answer.definition.name, t),
    followButton(answer, t),
  ]
  return {
    blocks: [...answerBlocks(answer, view), ...corrected, ...provenance(answer, t), { kind: 'actions', buttons }],
    discloses: [subjectOf(answer.definition.name)],
  }
}

/** An answer as it stands in a channel after somebody shared it. */
export function sharedCard(answer: Answer, by: string, view: Pick<View, 't' | 'calendar' | 'rows'>): Message {
  const { t } = view
  const blocks: readonly Block[] = [
    { kind: 'text', text: t.text('answers.shared', { person: by }) },
    ...answerBlocks(answer, view),
    ...provenance(answer, t),
    {
      kind: 'actions',
      buttons: [
        ...(view.rows ? rowsButtons(answer, t) : []),
        aboutButton(answer.definition.name, t),
        handOverButton(answer, t),
      ],
    },
  ]
  return { blocks, discloses: [subjectOf(answer.definition.name)] }
}

/** The number and what explains it, without who asked: for every place in which an answer stands. */
function answerBlocks(answer: Answer, { t, calendar }: Pick<View, 't' | 'calendar'>): readonly Block[] {
  const at: Standpoint = { t, calendar, today: dayOf(answer.asOf, calendar.zone) }
  const target = targetText(answer, at)
  const aside = asideText(answer, t)
  return [
    { kind: 'text', text: answerText(answer, at) },
    ...(target ? [{ kind: 'text', text: target } as const] : []),
    ...(aside ? [{ kind: 'text', text: aside } as const] : []),
    ...trendBlocks(answer, at),
    ...breakdownBlocks(answer, at),
  ]
}

/** The number in one sentence, or in words why there is none. */
export function answerText(answer: Answer, at: Standpoint): Text {
  const { result } = answer
  return result.value === null ? missingText(answer, result.missing, at) : numberText(answer, result.value, at)
}

function numberText(answer: Answer, value: number, at: Standpoint): Text {
  const { t } = at
  const { definition, result, against, progress, measuredOn } = answer
  const before = against?.result.value ?? null
  const common = {
    scope: scopeOf(answer, t),
    value: shownValue(value, definition, result.currency, t, before),
    against: comparisonKind(answer),
    before: before === null ? '' : shownValue(before, definition, against?.result.currency ?? null, t, value),
    change: (before === null ? null : shownChange(value, before, definition, t)) ?? 'none',
  }
  if (measuredOn !== null) {
    const when = against ? dayWhen(addDays(against.to, -1), at) : ''
    return t.text('answers.stock', { ...common, day: dayName(measuredOn, at), when })
  }
  return t.text('answers.number', {
    ...common,
    period: periodName(answer.question.period, at),
    running: progress.state === 'running' ? 'yes' : 'no',
    counts: shownCounts(answer, result, t) ?? 'none',
    when: against ? periodWhen(against.period, at) : '',
  })
}

function dayName(day: string, { t, today }: Standpoint): string {
  return day === today ? t.plain('metrics.period_this', { unit: 'day' }) : t.day(day)
}

/** Whether there is something to compare with, and whether it was cut at the same point. Said to be absent when asked for. */
function comparisonKind({ against, question }: Answer): 'none' | 'missing' | 'point' | 'whole' {
  if (!against) return 'none'
  if (against.result.value === null) return question.against.kind === 'previous' ? 'none' : 'missing'
  return against.to < against.period.to ? 'point' : 'whole'
}

/** As many reasons as one line takes; the rest together. */
const mostParts = 3

/** "Lost to: price 11, no decision 7, other 4." */
function asideText({ aside, result }: Answer, t: Texts): Text | null {
  if (!aside || result.value === null) return null
  const named = aside.breakdown.filter(({ key }) => key !== null)
  const shown = named.slice(0, mostParts)
  const all = aside.breakdown.reduce((sum, part) => sum + (part.result.value ?? 0), 0)
  const rest = all - shown.reduce((sum, part) => sum + (part.result.value ?? 0), 0)
  const parts = shown.map(({ key, result: { value } }) =>
    t.plain('answers.aside_part', { key: key ?? '', count: t.number(value ?? 0) }),
  )
  const other = rest > 0 ? [t.plain('answers.aside_other', { count: t.number(rest) })] : []
  return t.text('answers.aside', { label: aside.label, parts: [...parts, ...other].join(', ') })
}

const note = (text: Text): Block => ({ kind: 'note', text })

/** One line of where the number comes from: sources, when they were read, the definition's version, how many rows. */
function provenance(answer: Answer, t: Texts): readonly Block[] {
  const { sources, version, result, freshness, definition } = answer
  const [oldest] = sources.toSorted((a, b) => a.readAt.epochMilliseconds - b.readAt.epochMilliseconds)
  if (!oldest) return []
  const line = t.text('answers.provenance', {
    sources: t.list([...new Set(sources.map(({ label }) => label))]),
    moment: oldest.readAt,
    version,
    rows: shownRows(answer, result.rows, t),
  })
  if (freshness !== 'stale' || !definition.freshness) return [note(line)]
  const stale = t.text('answers.stale', { moment: oldest.readAt, hours: definition.freshness.fail_after })
  return [note(stale), note(line)]
}

function shareButton({ question }: Answer, t: Texts): Button {
  return pressOf(t.plain('metrics.share'), shareAnswer, { question })
}

function aboutButton(metric: string, t: Texts): Button {
  return pressOf(t.plain('metrics.about'), aboutMetric, { metric })
}

/** Hands what a number asks for to a department. */
export function handOverButton({ question }: Answer, t: Texts): Button {
  return pressOf(t.plain('metrics.hand_over'), handOverNumber, { question })
}

/** Has a number tell by itself. */
export function followButton({ question }: Answer, t: Texts): Button {
  return pressOf(t.plain('metrics.follow'), followNumber, { question })
}
