import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { departmentsOf } from '../company/store.js'
import { countsSince } from '../feedback/item-store.js'
import { openOf } from '../handoffs/store.js'
import type { Texts } from '../locales/texts.js'
import { openBlockers } from '../standups/blocker-store.js'
import { addDays, dayOf } from '../time/zone.js'

/**
 * How many handoffs are open between the departments, how many are overdue, and whom most of these wait for. What they are about
 * is not said: a channel may be read by others than the two departments.
 */
export async function handoffLines(context: Context, t: Texts): Promise<readonly Text[]> {
  const open = await openOf(context.db, 'all')
  if (open.length === 0) return []
  const late = open.filter((one) => one.due !== null && one.due.epochMilliseconds < context.now.epochMilliseconds)
  const waiting = new Map<string, number>()
  for (const one of late) waiting.set(one.to, (waiting.get(one.to) ?? 0) + 1)
  const [most] = [...waiting].sort(([, a], [, b]) => b - a)[0] ?? []
  const label = (await departmentsOf(context.db)).find((one) => one.key === most)?.label ?? most ?? 'none'
  return [t.text('digests.handoffs_line', { open: open.length, late: late.length, most: label })]
}

/** How many blockers are open, and for how long the oldest. Whose they are and what they say stays in their standup. */
export async function blockerLines(context: Context, t: Texts): Promise<readonly Text[]> {
  const open = await openBlockers(context.db, 'all')
  const [oldest] = open.toSorted((a, b) => a.openedAt.epochMilliseconds - b.openedAt.epochMilliseconds)
  if (!oldest) return []
  const days = Math.floor(context.now.since(oldest.openedAt).total('hours') / 24)
  return [t.text('digests.blockers_line', { count: open.length, days })]
}

/** How much feedback waits, is acted on, and was closed in the last week. What it says, and to whom, stays in its queue. */
export async function feedbackLines(context: Context, t: Texts): Promise<readonly Text[]> {
  const lastWeek = addDays(dayOf(context.now, context.company.zone), -7)
  const counts = await countsSince(context.db, lastWeek)
  const { waiting, acting, closed } = counts
  return waiting + acting + closed === 0 ? [] : [t.text('digests.feedback_line', counts)]
}
