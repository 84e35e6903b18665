import { serialDate } from './serial.js'
import type { Workbook } from './workbook.js'

/** A cell as its XML has it: the kind of its value, its style, and what was last calculated or typed. */
interface RawCell {
  readonly kind: string
  readonly style: number
  readonly value: string
}

/**
 * A cell as a table of text has it: days in ISO 8601, numbers without thousands, with the sheet's own sign before the
 * decimals, so that numbers and numbers typed as text are read alike.
 * @param decimal the sign that texts of this sheet write
 */
export function cellText({ kind, style, value }: RawCell, book: Workbook, decimal: '.' | ','): string {
  switch (kind) {
    case 's':
      return book.strings[Number(value)] ?? ''
    case 'b':
      return value === '1' ? 'true' : 'false'
    case 'e':
      // A look-up that found nothing; any other fault of a formula is shown where a value was expected.
      return value === '#N/A' ? '' : value
    case 'd':
      return value.replace(/T00:00:00(?:\.0+)?$/, '')
    case 'n':
      return numberText(value, style, book, decimal)
    default:
      return value
  }
}

function numberText(value: string, style: number, book: Workbook, decimal: '.' | ','): string {
  const number = Number(value)
  if (value === '' || !Number.isFinite(number)) return value
  const date = book.days[style] ? serialDate(number, book.epoch) : null
  if (date !== null) return date
  // Excel keeps fifteen digits; what stands behind them is the noise of binary fractions (0.1 + 0.2).
  const exact = Number(number.toPrecision(15))
  const text = String(exact)
  const written = text.includes('e') ? plainly(exact) : text
  return decimal === ',' ? written.replace('.', ',') : written
}

/** Without an exponent, which no reader of amounts knows. */
function plainly(number: number): string {
  if (Math.abs(number) >= 1) return BigInt(number).toString()
  return number.toFixed(20).replace(/0+$/, '').replace(/\.$/, '')
}

/** The column of a reference such as `AB12`, from 0; null where there is none. */
export function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  if (letters === undefined) return null
  let column = 0
  for (const letter of letters) column = column * 26 + (letter.charCodeAt(0) - 64)
  return column - 1
}
