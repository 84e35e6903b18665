/** One file of an export, as a system would write it: each has its own separator, line ends and ways of writing numbers. */
export interface SampleFile {
  readonly name: string
  readonly content: string
}

/** How a system writes its files. */
export interface Dialect {
  readonly separator: string
  readonly lineEnd: string
  readonly start: string
}

/** Rows as a file, cells quoted where they must be. */
export function csv({ separator, lineEnd, start }: Dialect, rows: readonly (readonly string[])[]): string {
  const isAwkward = (cell: string) => /["\r\n]/.test(cell) || cell.includes(separator)
  const quote = (cell: string) => (isAwkward(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return start + rows.map((row) => row.map(quote).join(separator) + lineEnd).join('')
}

/** 1.234,50 */
export function german(value: number, decimals: number): string {
  const [whole = '', fraction = ''] = value.toFixed(decimals).split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${fraction}`
}
