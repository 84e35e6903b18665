import { isDeepStrictEqual } from 'node:util'
import type { Context } from '../company/context.js'
import type { Rule } from './model.js'
import { nextAfter, ruleProblem } from './next.js'
import * as store from './store.js'

/** Thrown when a schedule is saved with a rule that can never work; the message names the value and the fault. */
export class RuleError extends Error {
  readonly code = 'schedule_rule'
}

/**
 * Saves when something is due. A schedule for the same kind and subject is changed (a new version, so that a slot claimed
 * under the old one does not fire); an unchanged one keeps its next due time. A paused one comes due again from the moment on
 * which it is saved without `paused`: what lay between is not made up for.
 * @returns the schedule's id
 * @throws RuleError if the cron rule or the zone cannot be used
 */
export async function saveSchedule(
  context: Context,
  one: { kind: string; subject: string; data: unknown; rule: Rule; owner: number | null; paused?: boolean },
): Promise<number> {
  const problem = ruleProblem(one.rule)
  if (problem) throw new RuleError(problem)
  const existing = await store.find(context.db, one.kind, one.subject)
  if (existing && same(existing, one)) return existing.id
  const paused = one.paused ?? existing?.state === 'paused'
  const nextDue = paused ? null : nextAfter(one.rule, context.now, await store.holidayDays(context.db))
  return store.upsert(context.db, { ...one, nextDue, state: paused ? 'paused' : 'active' })
}

function same(
  existing: store.Schedule,
  one: { data: unknown; rule: Rule; owner: number | null; paused?: boolean },
): boolean {
  if (one.paused !== undefined && one.paused !== (existing.state === 'paused')) return false
  const { rule } = existing
  const sameRule =
    rule.cron === one.rule.cron &&
    rule.zone === one.rule.zone &&
    rule.holidays === one.rule.holidays &&
    rule.catchUp === one.rule.catchUp &&
    rule.overlap === (one.rule.overlap ?? 'skip')
  return sameRule && existing.owner === one.owner && isDeepStrictEqual(existing.data, one.data)
}
