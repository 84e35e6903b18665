import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { wordsFor } from '../locales/words.js'
import type { Rule } from './model.js'

/** A rule in the reader's words, `Monday at 09:00, Europe/Berlin`; one that has none stands there as cron. */
export function sayRule({ cron, zone }: Pick<Rule, 'cron' | 'zone'>, t: Texts): Text {
  const [minute = '', hour = '', date = '', month = '', day = ''] = cron.split(/\s+/)
  const days = month === '*' && /^\d+$/.test(minute) && /^\d+$/.test(hour) ? daysText(date, day, t) : null
  if (days === null) return t.text('schedules.cron', { cron, zone })
  return t.text('schedules.at', { days, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`, zone })
}

function daysText(date: string, day: string, t: Texts): Text | null {
  if (date === '*' && day === '*') return t.text('schedules.daily')
  if (date === '*' && day === '1-5') return t.text('schedules.weekdays')
  if (date === 'L' && day === '*') return t.text('schedules.last_of_month')
  if (/^\d+$/.test(date) && day === '*') return t.text('schedules.of_month', { date: Number(date) })
  if (date !== '*' || !/^[0-7](,[0-7])*$/.test(day)) return null
  return textOf(t.list(day.split(',').map((one) => weekdayName(Number(one), t.locale))))
}

/** @param day 0 or 7 is Sunday, as in cron */
function weekdayName(day: number, locale: string): string {
  // 2024-01-07 was a Sunday.
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 7 + (day % 7)))
}

/** A rule as people would type it, so that `cronOf` reads it again; a rule that has no words is written as cron. */
export function writeWhen(cron: string, locale: string): string {
  const [minute = '', hour = '', date = '', month = '', day = ''] = cron.split(/\s+/)
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  const words = month === '*' && /^\d+$/.test(minute) && /^\d+$/.test(hour) ? typedDays(date, day, locale) : null
  return words === null ? cron : `${words} ${time}`
}

function typedDays(date: string, day: string, locale: string): string | null {
  const words = wordsFor(locale).schedules
  if (date === '*' && day === '*') return words.daily[0] ?? null
  if (date === '*' && day === '1-5') return words.weekdays[0] ?? null
  if (date !== '*' || !/^[1-7](,[1-7])*$/.test(day)) return null
  return day
    .split(',')
    .map((one) => words.days[Number(one) - 1]?.[0] ?? one)
    .join(', ')
}
