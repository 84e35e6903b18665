import type { Temporal } from 'temporal-polyfill'

/** Numbers, money and dates as one reader writes them. */
export interface Formats {
  readonly locale: string
  readonly zone: string
  /** @param digits at most so many decimals (default 0) */
  number(value: number, digits?: number): string
  /** @param fraction 0.24 is shown as 24% @param digits decimals, default 0 */
  percent(fraction: number, digits?: number): string
  /** @param minor integer minor units (cents) @param currency ISO 4217 @param size `short` is €6.42M, `exact` €6,420,000.00 */
  money(minor: number, currency: string, size?: 'short' | 'exact'): string
  /** @param day `YYYY-MM-DD`, without a zone */
  day(day: string, size?: 'short' | 'long'): string
  /** The month of a day: March 2026, or Mar 2026. */
  month(day: string, size?: 'short' | 'long'): string
  /** An instant in the reader's zone, with the zone's own name left out. */
  moment(instant: Temporal.Instant): string
  list(items: readonly string[]): string
}

const minorDigits = new Map<string, number>()

/** How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, as the platform's own tables know it). */
export function currencyDigits(currency: string): number {
  const known = minorDigits.get(currency)
  if (known !== undefined) return known
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  minorDigits.set(currency, digits)
  return digits
}

/** Makes each thing when it is first needed, and once. An `Intl` object costs some 50 us, formatting with it less than one. */
export function kept<K, T>(make: (key: K) => T): (key: K) => T {
  const all = new Map<K, T>()
  return (key) => {
    const known = all.get(key) ?? make(key)
    all.set(key, known)
    return known
  }
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

const short = { notation: 'compact', maximumSignificantDigits: 3 } as const

/** The formats of one reader: language (BCP 47) and IANA zone. */
export function formatsFor(locale: string, zone: string): Formats {
  const numbers = kept((digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }))
  const percents = kept(
    (digits: number) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
  )
  const exact = kept((currency: string) => new Intl.NumberFormat(locale, { style: 'currency', currency }))
  const brief = kept((currency: string) => new Intl.NumberFormat(locale, { style: 'currency', currency, ...short }))
  const days = kept((size: 'medium' | 'full') => new Intl.DateTimeFormat(locale, { dateStyle: size, timeZone: 'UTC' }))
  const months = kept(
    (size: 'short' | 'long') => new Intl.DateTimeFormat(locale, { month: size, year: 'numeric', timeZone: 'UTC' }),
  )
  const moments = kept(
    (timeZone: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
  )
  const lists = kept((language: string) => new Intl.ListFormat(language, { type: 'conjunction' }))
  return {
    locale,
    zone,
    number: (value, digits = 0) => numbers(digits).format(value),
    percent: (fraction, digits = 0) => percents(digits).format(fraction),
    money: (minor, currency, size = 'exact') =>
      (size === 'short' ? brief : exact)(currency).format(minor / 10 ** currencyDigits(currency)),
    day: (day, size = 'short') => days(size === 'short' ? 'medium' : 'full').format(midnight(day)),
    month: (day, size = 'long') => months(size).format(midnight(day)),
    moment: (instant) => moments(zone).format(instant.epochMilliseconds),
    list: (items) => lists(locale).format(items),
  }
}
