/** The value below which a share of the values lies, 0.5 being the median. @throws RangeError for no values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  if (below === undefined || above === undefined) throw new RangeError('No values, so no quantile')
  return below + (above - below) * (at - Math.floor(at))
}

/** Median, smallest and largest in one line. @param digits decimals */
export function spread(values: readonly number[], digits: number): string {
  const show = (value: number): string => value.toFixed(digits)
  return `${show(quantile(values, 0.5))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Prints a ratio and what was promised of it, if anything. @returns whether it holds */
export function promise(what: string, ratio: number, bound: 'at least' | 'at most', limit: number | null): boolean {
  const holds = limit === null || (bound === 'at least' ? ratio >= limit : ratio <= limit)
  const words = limit === null ? 'no promise' : `promised ${bound} ${limit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`
  say(`  ${what}: ${ratio.toFixed(2)}; ${words}`)
  return holds
}
