/** An amount as a source writes it, in integer minor units, or why it is none. */
export type AmountResult = { readonly minor: number } | { readonly fault: 'not_a_number' | 'too_precise' | 'too_large' }

/** `.` in 1,234.50 and `,` in 1.234,50: the other sign, a space or an apostrophe may part the thousands. */
export type DecimalSign = '.' | ','

const plain: Readonly<Record<DecimalSign, RegExp>> = {
  '.': /^([+-]?)(\d+)(?:\.(\d+))?$/,
  ',': /^([+-]?)(\d+)(?:,(\d+))?$/,
}
const parted: Readonly<Record<DecimalSign, RegExp>> = {
  '.': /^([+-]?)(\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+)(?:\.(\d+))?$/,
  ',': /^([+-]?)(\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+)(?:,(\d+))?$/,
}

/**
 * Reads an amount exactly, digit by digit: 0.1 + 0.2 of a floating number would be a wrong cent. A currency sign before or
 * after it is passed over; the currency is the row's.
 * @param digits how many decimals become minor units: 2 for euros, 0 for yen or for a source that writes minor units
 * @param round more decimals than the currency has are rounded half away from zero, instead of refused
 */
export function readAmount(text: string, decimal: DecimalSign, digits: number, round: boolean): AmountResult {
  const match = matched(text, decimal)
  if (!match) return { fault: 'not_a_number' }
  const [, sign = '', whole = '', decimals = ''] = match
  const kept = decimals.slice(0, digits).padEnd(digits, '0')
  const rest = decimals.slice(digits)
  if (!round && /[1-9]/.test(rest)) return { fault: 'too_precise' }
  const minor = Number(whole.replace(/\D/g, '') + kept) + (round && rest >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(minor)) return { fault: 'too_large' }
  return { minor: sign === '-' && minor !== 0 ? -minor : minor }
}

/** A number as text with a point, or why it is none. */
export type NumberResult =
  | { readonly number: string }
  | { readonly fault: 'not_a_number' | 'too_many_decimals' | 'too_large' }

/** More digits before the point than any rate or count has; what is longer is a telephone number in the wrong column. */
const mostDigits = 15

/**
 * Reads a number that is no amount, digit by digit: exchange rates must stay as exact as they were stated.
 * @param decimals more than so many are refused, unless they are noughts
 */
export function readNumber(text: string, decimal: DecimalSign, decimals: number): NumberResult {
  const match = matched(text, decimal)
  if (!match) return { fault: 'not_a_number' }
  const [, sign = '', written = '', fraction = ''] = match
  const whole = written.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
  const rest = fraction.replace(/0+$/, '')
  if (rest.length > decimals) return { fault: 'too_many_decimals' }
  if (whole.length > mostDigits) return { fault: 'too_large' }
  const number = rest === '' ? whole : `${whole}.${rest}`
  return { number: sign === '-' && number !== '0' ? `-${number}` : number }
}

const longestAmount = 64

function matched(text: string, decimal: DecimalSign): RegExpExecArray | null {
  // No amount is this long; looking for a currency sign at the end of something longer takes quadratic time.
  if (text.length > longestAmount) return null
  return plain[decimal].exec(text) ?? dressed(text, decimal)
}

/** The same with thousands parted, a currency sign, or a true minus. */
function dressed(text: string, decimal: DecimalSign): RegExpExecArray | null {
  const bare = text.replace(/^([+-]?)\s*\p{Sc}\s*|\s*\p{Sc}$/u, '$1').replace('−', '-')
  return plain[decimal].exec(bare) ?? parted[decimal].exec(bare)
}
