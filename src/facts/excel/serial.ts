const day = 86_400_000
/** Day 0 of Excel's calendar from 1900, corrected for its 29 February 1900 that never was; and of the one from 1904. */
const epochs = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const
export type Epoch = keyof typeof epochs

/** 1900-03-01: before it the calendar of 1900 is a day ahead, because it counts that 29 February. */
const afterFiction = 61
/** 9999-12-31, the last day that Excel has. */
const last = 2_958_465

/**
 * A date or time that Excel stores as a number of days, in ISO 8601: a plain day where it has no time of day.
 * @returns null for a number that is no date of Excel's
 */
export function serialDate(serial: number, epoch: Epoch): string | null {
  if (!(serial >= 1 && serial < last + 1)) return null
  const shifted = epoch === 1900 && serial < afterFiction ? serial + 1 : serial
  // A second is 0.0000116 of a day: what the number says beyond it is noise.
  const at = new Date(epochs[epoch] + Math.round(shifted * 86_400) * 1000)
  const text = at.toISOString()
  return at.getTime() % day === 0 ? text.slice(0, 10) : text.slice(0, 19)
}

/** Built-in formats that show a day, with or without a time (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are those of East Asia. */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)

/**
 * Whether a number format shows a day. Times of day and durations are left as numbers: no fact has a field for them.
 * @param code of a format of the workbook's own; null for a built-in one
 */
export function showsDay(id: number, code: string | null): boolean {
  if (code === null) return builtIn(id)
  // What stands in quotes, behind a backslash or in brackets (but for elapsed time) is no part of a date; the first section is that of positive numbers.
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';', 1)
    .join('')
    .toLowerCase()
  return /[yd]/.test(bare) || (/m{1,5}/.test(bare) && !/[hs]/.test(bare))
}
