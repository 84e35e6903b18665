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

/** What was promised of a figure, and whether it holds; null promises nothing. */
function held(figure: number, bound: 'at least' | 'at most', limit: number | null): readonly [boolean, string] {
  if (limit === null) return [true, 'no promise']
  const holds = bound === 'at least' ? figure >= limit : figure <= limit
  return [holds, `promised ${bound} ${limit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`]
}

/** Prints a ratio and what was promised of it, if anything. @returns whether it holds */
export function promise(what: string, ratio: number, bound: 'at least' | 'at most', limit: number | null): boolean {
  const [holds, words] = held(ratio, bound, limit)
  say(`  ${what}: ${ratio.toFixed(2)}; ${words}`)
  return holds
}

/** Prints the spread of ratios and what was promised of their median, if anything. @returns whether it holds */
export function promiseOfMany(
  what: string,
  ratios: readonly number[],
  bound: 'at least' | 'at most',
  limit: number | null,
): boolean {
  const [holds, words] = held(quantile(ratios, 0.5), bound, limit)
  say(`  ${what}: ${spread(ratios, 2)}; ${words}`)
  return holds
}
