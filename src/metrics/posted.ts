import { type Place, placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Answer, Result } from './answer.js'
import { ask } from './ask.js'
import type { Asks } from './asks.js'
import type { Catalogue, Metric } from './catalogue.js'
import { addPosted, type Frozen, newestReads, type Posted, postedOf, postedSince, type Told } from './posted-store.js'

/** A message in which numbers stand. */
export interface PostedMessage {
  /** The key of its delivery; of a number that waits for a morning note, what told it: `alert:7`. */
  readonly delivery: string
  readonly to: Place
  readonly answers: readonly Answer[]
}

/** Where a number stands, whatever the thread. */
export const channelOf = (to: Place): string => placeKey({ ...to, thread: null })

const frozenOf = ({ value, currency, rows }: Result): Frozen => ({ value, currency, rows })

const inputsOf = ({ sources }: Answer): Readonly<Record<string, string>> =>
  Object.fromEntries(sources.map(({ name, readAt }) => [name, readAt.toString()]))

/**
 * Freezes numbers as they are posted, each with its definition's version and when its sources had been read: in the transaction that
 * makes the deliveries. A second call for the same delivery writes nothing.
 */
export async function recordPosted(context: Context, messages: readonly PostedMessage[]): Promise<void> {
  const rows = messages.flatMap(({ delivery, to, answers }) =>
    answers.map((answer, position) => ({
      delivery,
      position,
      place: channelOf(to),
      metric: answer.definition.name,
      version: answer.version,
      question: answer.question,
      asOf: answer.asOf,
      result: frozenOf(answer.result),
      status: answer.target?.status ?? null,
      inputs: inputsOf(answer),
    })),
  )
  await addPosted(context.db, rows)
}

/** A posted number, and what the same question about the same moment comes out as with what is known today. */
export interface Compared {
  readonly posted: Posted
  readonly now: Answer
}

/** What was posted of a metric, the latest first, with what it would be today. Rights are the caller's to check before. */
export async function historyOf(
  metric: Metric,
  catalogue: Catalogue,
  asks: Asks,
  limit: number,
): Promise<readonly Compared[]> {
  const list = await postedOf(asks.db, metric.definition.name, limit)
  return Promise.all(list.map(async (posted) => ({ posted, now: await askAgain(posted, catalogue, asks) })))
}

/** The same question about the same moment, by today's definition and data. */
const askAgain = ({ question, asOf }: Posted, catalogue: Catalogue, asks: Asks): Promise<Answer> =>
  ask(catalogue, question, { ...asks, now: asOf })

/** A number that was posted and comes out otherwise now, by more than its tolerance, and nobody there was told yet. */
export interface Restatement {
  readonly posted: Posted
  readonly before: Frozen
  readonly now: Answer
  /** Whether the definition changed; else the data did. */
  readonly versionChanged: boolean
  /** Whether it stands otherwise against its target than it did when it was posted. */
  readonly flips: boolean
}

/** For so many days a posted number is looked at again; a report that is older is history. */
const lookBack = 92

/**
 * The posted numbers that people still believe and that are wrong now. Only what can have changed is asked again, and each question
 * once, however many places it stands at: another version of its definition, or a source that was read since.
 * @param to some places, or null for all of them
 */
export async function restatements(
  asks: Asks,
  catalogue: Catalogue,
  to: readonly Place[] | null,
): Promise<readonly Restatement[]> {
  const since = asks.now.subtract({ hours: 24 * lookBack })
  const [posted, reads] = await Promise.all([
    postedSince(asks.db, since, to?.map(channelOf) ?? null),
    newestReads(asks.db),
  ])
  const again = new Map<string, Promise<Answer>>()
  const found = await Promise.all(
    posted.map(async (one): Promise<Restatement | null> => {
      const metric = catalogue.get(one.metric)
      if (!metric || (one.version === metric.version && !readSince(one, reads))) return null
      const key = JSON.stringify([one.question, one.asOf.toString()])
      const answer = again.get(key) ?? askAgain(one, catalogue, asks)
      again.set(key, answer)
      return restated(one, metric, await answer)
    }),
  )
  return found.filter((one) => one !== null)
}

function restated(posted: Told, metric: Metric, now: Answer): Restatement | null {
  const before = posted.told ?? posted.result
  if (!differs(before, now.result, metric)) return null
  const status = now.target?.status ?? null
  const flips = status !== null && posted.status !== null && status !== posted.status
  return { posted, before, now, versionChanged: posted.version !== metric.version, flips }
}

/** Whether any of its sources was read after it was posted. */
function readSince({ inputs }: Posted, reads: ReadonlyMap<string, string>): boolean {
  return Object.entries(inputs).some(([name, at]) => (reads.get(name) ?? at) !== at)
}

/** By more than the metric's tolerance: for shares in points, for everything else as a share of what was posted. */
function differs(before: Frozen, now: Result, { definition }: Metric): boolean {
  if (before.value === null || now.value === null) return before.value !== now.value
  if (before.currency !== now.currency) return true
  const distance = Math.abs(now.value - before.value)
  const scale = definition.unit === 'percent' ? 1 : Math.abs(before.value)
  return distance > definition.tolerance * scale
}
