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

const cache = new Map<string, Intl.NumberFormat>()

/** Constructing an `Intl` object costs some 50 us, formatting with it less than one. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`
  const known = cache.get(key) ?? new Intl.NumberFormat(locale, options)
  cache.set(key, known)
  return known
}

const dateCache = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`
  const known = dateCache.get(key) ?? new Intl.DateTimeFormat(locale, options)
  dateCache.set(key, known)
  return known
}

const listCache = new Map<string, Intl.ListFormat>()

function listFormatOf(locale: string): Intl.ListFormat {
  const known = listCache.get(locale) ?? new Intl.ListFormat(locale, { type: 'conjunction' })
  listCache.set(locale, known)
  return known
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** The formats of one reader: language (BCP 47) and IANA zone. */
export function formatsFor(locale: string, zone: string): Formats {
  const listFormat = listFormatOf(locale)
  return {
    locale,
    zone,
    number: (value, digits = 0) => numberFormat(locale, { maximumFractionDigits: digits }).format(value),
    percent: (fraction, digits = 0) =>
      numberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(fraction),
    money: (minor, currency, size = 'exact') => {
      const amount = minor / 10 ** currencyDigits(currency)
      const short = { notation: 'compact', maximumSignificantDigits: 3 } as const
      return numberFormat(locale, { style: 'currency', currency, ...(size === 'short' ? short : {}) }).format(amount)
    },
    day: (day, size = 'short') =>
      dateFormat(locale, { dateStyle: size === 'short' ? 'medium' : 'full', timeZone: 'UTC' }).format(midnight(day)),
    month: (day, size = 'long') =>
      dateFormat(locale, { month: size, year: 'numeric', timeZone: 'UTC' }).format(midnight(day)),
    moment: (instant) =>
      dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(instant.epochMilliseconds),
    list: (items) => listFormat.format(items),
  }
}
