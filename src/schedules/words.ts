import { wordsFor } from '../locales/words.js'

type Lists = ReturnType<typeof wordsFor>['schedules']

/** `9`, `9:00`, `09.30`, `9 am`, `9:30pm`. */
const clock = /(?:^|\s)(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?$/

/**
 * Reads when something comes, in words (`Monday 09:00`, `Mon, Wed and Fri at 8:30`, `weekdays 9`, `first of the month 9:00`,
 * `last day of the month 17:00`) or as cron.
 * @param locale the language in which it is typed
 * @returns a cron rule of five fields; null if it is neither
 */
export function cronOf(typed: string, locale: string): string | null {
  const text = typed.trim()
  if (/^[\d*][\d*/,\-\s?LW#A-Za-z]*$/.test(text) && text.split(/\s+/).length === 5) return text.split(/\s+/).join(' ')
  const folded = text.toLocaleLowerCase(locale).replace(/\s+/g, ' ')
  const time = timeOf(folded)
  if (!time) return null
  const days = daysOf(folded.slice(0, time.from), wordsFor(locale).schedules)
  return days === null ? null : `${time.minute} ${time.hour} ${days}`
}

interface Time {
  readonly hour: number
  readonly minute: number
  /** Where in the text it begins. */
  readonly from: number
}

function timeOf(text: string): Time | null {
  const found = clock.exec(text)
  if (!found) return null
  const [, digits = '', minutes = '0', half] = found
  const hour = Number(digits)
  const minute = Number(minutes)
  if (minute > 59 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0)) return null
  return { hour: half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0), minute, from: found.index }
}

/** The last three fields of the rule: day of the month, month, day of the week. */
function daysOf(text: string, words: Lists): string | null {
  const said = text
    .split(/[\s,]+/)
    .filter((word) => word !== '' && !words.filler.includes(word))
    .join(' ')
  if (words.daily.includes(said)) return '* * *'
  if (words.weekdays.includes(said)) return '* * 1-5'
  if (words.firstOfMonth.includes(said)) return '1 * *'
  if (words.lastOfMonth.includes(said)) return 'L * *'
  const date = /^(\d{1,2})(?:st|nd|rd|th|\.)?(?: (.+))?$/.exec(said)
  if (date && Number(date[1]) >= 1 && Number(date[1]) <= 31 && words.ofMonth.includes(date[2] ?? ''))
    return `${Number(date[1])} * *`
  const days = said.split(' ').map((word) => words.days.findIndex((names) => names.includes(word)) + 1)
  return days.length > 0 && days.every((day) => day > 0) ? `* * ${[...new Set(days)].sort().join(',')}` : null
}
