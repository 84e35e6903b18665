/** One thing to be measured; a larger number is better. */
export interface Contender {
  readonly name: string
  readonly measure: () => Promise<number>
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/**
 * Measures two things in turn, A B A B, so that a machine whose speed drifts slows both, and prints the ratio pair by pair.
 * @param least the ratio that has been promised
 * @returns whether the promise holds
 */
export async function compare(ours: Contender, baseline: Contender, unit: string, least: number, rounds = 5): Promise<boolean> {
  await ours.measure()
  await baseline.measure()
  const pairs: { ours: number; baseline: number }[] = []
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await ours.measure(), baseline: await baseline.measure() })
  const ratios = pairs.map((pair) => pair.ours / pair.baseline)
  const show = (values: readonly number[]) => `${Math.round(median(values))} ${unit} (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`
  const ratio = median(ratios)
  const holds = ratio >= least
  process.stdout.write(
    [
      `${ours.name}: ${show(pairs.map((pair) => pair.ours))}`,
      `${baseline.name}: ${show(pairs.map((pair) => pair.baseline))}`,
      `ratio: ${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), promised at least ${least}: ${holds ? 'holds' : 'DOES NOT HOLD'}`,
      '',
    ].join('\n'),
  )
  return holds
}
