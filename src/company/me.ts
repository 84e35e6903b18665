import { z } from 'zod'
import type { Option, Values } from '../chat/form.js'
import type { TextKey } from '../locales/areas.js'
import { daysBetween } from '../time/zone.js'
import type { DaysOff } from './absence-store.js'
import { longestLeave } from './absence-store.js'
import { isLocale, isZone } from './file.js'
import type { Person } from './model.js'

/** What a person may correct of themselves. Role, department and e-mail decide rights: those are the company's to set. */
export type Corrected = Pick<Person, 'locale' | 'zone' | 'workDays' | 'workFrom' | 'workTo'>

/** What was read from a form, or what is wrong with which of its fields. */
export type Checked<T> =
  | { readonly kind: 'fine'; readonly value: T }
  | { readonly kind: 'wrong'; readonly errors: Readonly<Record<string, TextKey>> }

/** Languages to choose from: those that have or will have texts, with the countries whose formats differ. */
const languages = ['en-GB', 'en-US', 'de-DE', 'de-AT', 'de-CH', 'ro-RO', 'ja-JP', 'ru-RU', 'fa-IR']
const mostZones = 30

/** A language as its own speakers call it: `Deutsch (Österreich)`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
}

/** The languages to choose from, the person's own first if it is another one. */
export function languageOptions(own: string): readonly Option[] {
  const tags = languages.includes(own) ? languages : [own, ...languages]
  return tags.map((value) => ({ value, label: languageName(value) }))
}

/** Weekdays, 1 (Monday) to 7, by name in a language. */
export function weekdayNames(days: readonly number[], locale: string): readonly string[] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return days.toSorted((a, b) => a - b).map((day) => name.format(new Date(Date.UTC(2024, 0, day))))
}

/** All weekdays, to choose those on which one works. */
export function weekdayOptions(locale: string): readonly Option[] {
  const all = [1, 2, 3, 4, 5, 6, 7]
  return weekdayNames(all, locale).map((label, index) => ({ value: String(index + 1), label }))
}

/** Time zones whose name holds the words that were typed: `berlin`, `new york`. */
export function zonesLike(typed: string): readonly Option[] {
  const wanted = typed.trim().toLowerCase().replaceAll(' ', '_')
  const found = Intl.supportedValuesOf('timeZone').filter((zone) => zone.toLowerCase().includes(wanted))
  return found.slice(0, mostZones).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
}

const submitted = z.object({
  language: z.string().refine(isLocale),
  zone: z.string().refine(isZone),
  days: z.array(z.enum(['1', '2', '3', '4', '5', '6', '7'])).min(1),
  from: z.iso.time({ precision: -1 }),
  to: z.iso.time({ precision: -1 }),
})

const faults: Readonly<Record<string, TextKey>> = {
  language: 'company.wrong_language',
  zone: 'company.wrong_zone',
  days: 'company.wrong_days',
  from: 'company.wrong_time',
  to: 'company.wrong_time',
}

/** What is said at the fields of a form whose values do not fit. @param otherwise of a field without words of its own */
export function wrongFields(
  { issues }: z.ZodError,
  words: Readonly<Record<string, TextKey>>,
  otherwise: TextKey,
): Checked<never> {
  const names = issues.map(({ path }) => String(path[0]))
  return { kind: 'wrong', errors: Object.fromEntries(names.map((name) => [name, words[name] ?? otherwise])) }
}

/** Reads what somebody says of themselves. */
export function readMe(values: Values): Checked<Corrected> {
  const read = submitted.safeParse(values)
  if (!read.success) return wrongFields(read.error, faults, 'company.wrong_time')
  const { language, zone, days, from, to } = read.data
  if (from >= to) return { kind: 'wrong', errors: { to: 'company.wrong_order' } }
  const workDays = days.map(Number).toSorted((a, b) => a - b)
  return { kind: 'fine', value: { locale: language, zone, workDays, workFrom: from, workTo: to } }
}

const span = z.object({ from: z.iso.date(), to: z.iso.date().nullable().optional() })

/** Reads days of absence; without a last day it is one day. */
export function readDays(values: Values, today: string): Checked<Omit<DaysOff, 'person'>> {
  const read = span.safeParse(values)
  if (!read.success) return { kind: 'wrong', errors: { from: 'company.wrong_day' } }
  const { from } = read.data
  const to = read.data.to ?? from
  if (to < from) return { kind: 'wrong', errors: { to: 'company.wrong_span' } }
  if (to < today) return { kind: 'wrong', errors: { to: 'company.past' } }
  if (daysBetween(from, to) > longestLeave) return { kind: 'wrong', errors: { to: 'company.too_long' } }
  return { kind: 'fine', value: { from, to } }
}
