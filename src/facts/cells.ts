/**
 * Cells that leave Drumbeat for a spreadsheet. A cell that a spreadsheet would take for a formula gets an apostrophe in front
 * (OWASP "CSV Injection", with the full-width forms); a plain number keeps its sign. `unguard` undoes exactly what `guard` did.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: TAB, CR, LF and NUL are among the leaders that start a formula
const formula = /^'*[\s\u0000]*[=+\-@\t\r\n\u0000＝＋－＠]/
const number = /^-?\d+([.,]\d+)*%?$/

function isDangerous(value: string): boolean {
  return formula.test(value) && !number.test(value)
}

/** The value with an apostrophe in front where a spreadsheet would otherwise calculate it. */
export function guard(value: string): string {
  return isDangerous(value) ? `'${value}` : value
}

/** What `guard` was given. Values that `guard` never gives are returned as they are. */
export function unguard(value: string): string {
  return value.startsWith("'") && isDangerous(value.slice(1)) ? value.slice(1) : value
}

/** One line of CSV (RFC 4180, CRLF), each cell guarded against formulas. */
export function csvLine(cells: readonly string[]): string {
  const quote = (cell: string) => (/[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return `${cells.map((cell) => quote(guard(cell))).join(',')}\r\n`
}

/** The columns that stand after a refused row's own. By the last one such a file is known when it is read back. */
export const refusedColumns = ['refused_line', 'refused_because'] as const

export function isRefusedFile(columns: readonly string[]): boolean {
  return columns.includes(refusedColumns[1])
}
