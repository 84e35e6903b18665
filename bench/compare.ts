import { promiseOfMany, quantile, say, spread } from './figures.js'
import { atOnce, type Load } from './load.js'

/** A running server with commands to send to it. */
export interface Contender {
  readonly name: string
  readonly load: Load
}

/** Milliseconds: long enough for some hundred answers, short enough that a machine whose speed drifts slows both of a pair. */
const slice = 400
const warmUp = 2_000
const pairs = 24

interface Round {
  readonly perSecond: number
  readonly latencies: readonly number[]
}

/**
 * Sends to two servers in turn, and prints how many answers per second each gave, how long they took, and the ratio pair by
 * pair. Which of a pair goes first changes from pair to pair.
 * @param least the ratio that has been promised, or null where none has
 * @returns whether the median of the ratios keeps the promise
 */
export async function compare(ours: Contender, baseline: Contender, least: number | null): Promise<boolean> {
  await ours.load.run(warmUp)
  await baseline.load.run(warmUp)
  const measured: { readonly ours: Round; readonly baseline: Round }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      const first = await ours.load.run(slice)
      measured.push({ ours: first, baseline: await baseline.load.run(slice) })
    } else {
      const first = await baseline.load.run(slice)
      measured.push({ ours: await ours.load.run(slice), baseline: first })
    }
  }
  report(
    ours.name,
    measured.map((pair) => pair.ours),
  )
  report(
    baseline.name,
    measured.map((pair) => pair.baseline),
  )
  const ratios = measured.map((pair) => pair.ours.perSecond / pair.baseline.perSecond)
  return promiseOfMany(`ratio over ${pairs} pairs`, ratios, 'at least', least)
}

function report(name: string, rounds: readonly Round[]): void {
  const latencies = rounds.flatMap((round) => round.latencies)
  const shown = [0.5, 0.99].map((share) => quantile(latencies, share).toFixed(1))
  say(`  ${name}`)
  say(
    `    ${spread(
      rounds.map((round) => round.perSecond),
      0,
    )} per second; ${atOnce} at once wait ${shown[0]} ms (p50), ${shown[1]} ms (p99)`,
  )
}
