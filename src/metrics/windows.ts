import type { Temporal } from 'temporal-polyfill'
import { assertNever } from '../chat/assert-never.js'
import type { Calendar } from '../time/calendar.js'
import {
  elapsedShare,
  type Period,
  type Progress,
  previousPeriod,
  progress,
  sameShare,
  splitPeriod,
  unitPeriod,
  yearBefore,
} from '../time/period.js'
import { addDays, dayOf, daysBetween, earlierDay, plainDay } from '../time/zone.js'
import type { Frame } from './lens.js'
import type { Question } from './question.js'
import type { Window } from './window.js'

/** The stretches of time that a question needs, all of them read by one statement. */
export interface Spans {
  readonly progress: Progress
  readonly today: string
  readonly main: Window
  readonly against: { readonly period: Period; readonly window: Window } | null
  readonly trend: readonly Frame[]
  /** All of them in the order in which they are read: the main one, the one it is compared with if any, and those of the trend. */
  readonly frames: readonly Frame[]
}

/** More points than this no chart can show. */
const mostPoints = 600

/** @param stock whether the metric is measured at one moment */
export function spansOf(question: Question, stock: boolean, now: Temporal.Instant, calendar: Calendar): Spans {
  const today = dayOf(now, calendar.zone)
  const come = progress(question.period, now, calendar)
  const against = comparedPeriod(question, stock, calendar)
  const pieces = question.trend === null ? [] : splitPeriod(question.period, question.trend, today, calendar)
  const main = windowOf(question.period, today)
  const compared = against && {
    period: against,
    window: comparedWindow(question.period, against, elapsedShare(question.period, come, calendar), today),
  }
  const trend = pieces.slice(-mostPoints).map((period) => ({ period, window: windowOf(period, today) }))
  const frames = [{ period: question.period, window: main }, ...(compared ? [compared] : []), ...trend]
  return { progress: come, today, main, against: compared, trend, frames }
}

/** Nothing after today counts: a close date in the future is an expectation. */
function windowOf(period: Period, today: string): Window {
  const to = earlierDay(period.to, addDays(today, 1))
  return { from: period.from, to, at: addDays(to, -1) }
}

function comparedPeriod({ against, period }: Question, stock: boolean, calendar: Calendar): Period | null {
  switch (against.kind) {
    case 'none':
    case 'target':
      return null
    case 'period':
      return against.period
    case 'year before':
      return yearBefore(period)
    case 'previous':
      return stock && isDay(period) ? monthEarlier(period, calendar) : previousPeriod(period, calendar)
    default:
      return assertNever(against)
  }
}

const isDay = ({ shape }: Period): boolean => shape.kind === 'unit' && shape.unit === 'day'

/** A stock hardly moves in a day: what it was a month earlier says more. */
function monthEarlier(period: Period, calendar: Calendar): Period {
  const day = plainDay(period.from).subtract({ months: 1 }).toString()
  return unitPeriod('day', day, calendar, 0, false)
}

/** A running period is compared with the same elapsed share of one of its kind, anything else with the whole. */
function comparedWindow(period: Period, against: Period, share: number | null, today: string): Window {
  const window = windowOf(against, today)
  if (share === null || !sameKind(period, against)) return window
  const to = earlierDay(window.to, sameShare(against, share))
  return { from: window.from, to, at: addDays(to, -1) }
}

/** Whether `against` is a whole period like the one that is still running, so that its same share can be taken. */
function sameKind({ shape, ...period }: Period, against: Period): boolean {
  if (against.shape.kind === 'unit') {
    return (shape.kind === 'unit' || shape.kind === 'to date') && shape.unit === against.shape.unit
  }
  if (shape.kind !== 'range' || against.shape.kind !== 'range') return false
  return Math.abs(daysBetween(period.from, period.to) - daysBetween(against.from, against.to)) <= 3
}
