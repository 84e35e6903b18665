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

/**
 * Compares what was looked at with how it stood, and keeps how it stands now. A number that was never looked at before is where
 * it begins. Of what is unusual it is not said when it is over; in another period it may be unusual anew.
 */
export async function settle(
  context: Context,
  { id, follow }: store.Stored,
  looks: readonly Look[],
): Promise<readonly News[]> {
  const { db, now } = context
  const before = await store.standingsOf(db, id)
  const news: News[] = []
  for (const look of looks) {
    if (look.position === null) continue
    const period = look.answer.question.period.from
    const unusual = look.numbers.deviation !== null
    const known = before.get(look.part) ?? null
    const anew = known !== null && unusual && known.period !== period
    const from = anew ? { ...known, inside: false, told: false } : known
    const { standing, say } = judge(from, look.position, { now, quiet: minutesOf(follow.quiet) })
    const silently = say === 'over' && unusual && from !== null
    // What is silently over starts no quiet period.
    const kept = silently ? { ...standing, toldAt: from.toldAt } : standing
    await store.saveStanding(db, id, look.part, { ...kept, period, value: look.numbers.value }, now)
    if (say !== null && !silently) news.push({ look, kind: say })
  }
  return news
}
