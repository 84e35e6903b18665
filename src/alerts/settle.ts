import { Temporal } from 'temporal-polyfill'
import type { Context } from '../company/context.js'
import { judge } from './judge.js'
import type { Look } from './look.js'
import { minutesOf } from './model.js'
import * as store from './store.js'

/** What is to be said of a number that was looked at. */
export interface News {
  readonly look: Look
  readonly kind: 'fired' | 'over'
}

/** What became of looking. */
export interface Settled {
  readonly news: readonly News[]
  /** When the first quiet period ends that holds something back; null: nothing waits. */
  readonly waitsUntil: Temporal.Instant | null
}

/**
 * Compares what was looked at with how it stood, and keeps how it stands now. A number that was never looked at before is where
 * it begins. Of what is unusual it is not said when it is over; in another period it may be unusual anew.
 * @param before how it stood, locked
 */
export async function settle(
  context: Context,
  { id, follow }: store.Stored,
  before: ReadonlyMap<string, store.PartStanding>,
  looks: readonly Look[],
): Promise<Settled> {
  const { db, now } = context
  const news: News[] = []
  const quiet = minutesOf(follow.quiet)
  let waitsUntil: Temporal.Instant | null = null
  for (const look of looks) {
    if (look.position === null) continue
    const period = look.answer.question.period.from
    const unusual = look.numbers.deviation !== null
    const known = before.get(look.part) ?? null
    const anew = known !== null && unusual && known.period !== period
    const from = anew ? { ...known, inside: false, told: false } : known
    const { standing, say } = judge(from, look.position, { now, quiet })
    const silently = say === 'over' && unusual && from !== null
    // What is silently over starts no quiet period.
    const kept = silently ? { ...standing, toldAt: from.toldAt } : standing
    await store.saveStanding(db, id, look.part, { ...kept, period, value: look.numbers.value }, now)
    if (say !== null && !silently) news.push({ look, kind: say })
    if (standing.inside !== standing.told && (standing.inside || !unusual))
      waitsUntil = earlier(waitsUntil, standing.toldAt?.add({ minutes: quiet }) ?? now)
  }
  return { news, waitsUntil }
}

const earlier = (one: Temporal.Instant | null, other: Temporal.Instant): Temporal.Instant =>
  one !== null && Temporal.Instant.compare(one, other) < 0 ? one : other
