import { assertNever } from '../chat/assert-never.js'
import { type Text, textOf } from '../chat/text.js'
import { currencyDigits } from '../locales/formats.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, Result } from '../metrics/answer.js'
import type { Definition } from '../metrics/definition.js'
import { mover } from './mover.js'

/**
 * One line of a digest: what it is, over which period, the number with the counts behind a share, what it was before, and
 * where most of the change came from.
 */
export function lineOf(answer: Answer, periodWords: string, t: Texts): Text {
  const { definition, result } = answer
  const what = { metric: definition.label, period: periodWords }
  if (result.value === null) return t.text('digests.line_missing', what)
  const value = shown(result.value, result, definition, t)
  const line =
    answer.progress.state === 'running'
      ? t.text('digests.line_so_far', { ...what, value })
      : t.text('digests.line', { ...what, value })
  return textOf(line, counts(result, definition, t), comparison(answer, t), moved(answer, t))
}

/** A number in its unit, in the reader's language. Money short, because a digest is read at a glance. */
function shown(value: number, result: Pick<Result, 'currency'>, { unit }: Pick<Definition, 'unit'>, t: Texts): string {
  switch (unit) {
    case 'percent':
      return t.percent(value)
    case 'currency':
      return t.money(value, result.currency ?? 'EUR', 'short')
    case 'days':
      return t.plain('digests.days', { days: t.number(value, 1), count: value })
    case 'months':
      return t.plain('digests.months', { months: t.number(value, 1), count: value })
    case 'ratio':
      return t.plain('digests.times', { value: t.number(value, 1) })
    case 'count':
    case 'score':
      return t.number(value)
    default:
      return assertNever(unit)
  }
}

/** "(18 of 75)" behind a share of counts; behind other numbers the parts would only be in the way. */
function counts({ numerator, denominator }: Result, { unit }: Definition, t: Texts): Text {
  if (unit !== 'percent' || numerator === null || denominator === null) return []
  if (!Number.isInteger(numerator) || !Number.isInteger(denominator)) return []
  return t.text('digests.counts', { numerator: t.number(numerator), denominator: t.number(denominator) })
}

function comparison({ against, definition, progress }: Answer, t: Texts): Text {
  if (!against || against.result.value === null) return []
  const value = shown(against.result.value, against.result, definition, t)
  return t.text(progress.state === 'running' ? 'digests.was_at_this_point' : 'digests.was', { value })
}

function moved(answer: Answer, t: Texts): Text {
  const part = mover(answer)
  if (!part || part.key === null || part.result.value === null) return []
  const value = shown(part.result.value, part.result, answer.definition, t)
  return textOf(t.text('digests.mover', { name: part.key, value }), counts(part.result, answer.definition, t))
}

/** A target as its definition states it (money in major units), written as the number is. */
export function targetText(answer: Answer, t: Texts): Text {
  const { target, definition, result } = answer
  if (!target || target.status === null) return []
  const minor =
    definition.unit === 'currency' ? target.value * 10 ** currencyDigits(result.currency ?? 'EUR') : target.value
  const key = {
    met: 'digests.target_met',
    near: 'digests.target_near',
    warn: 'digests.target_warn',
    'at risk': 'digests.target_at_risk',
  } as const
  return t.text(key[target.status], { value: shown(minor, result, definition, t) })
}
