import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import { redrawNotes } from '../mornings/greet.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { turnSubject } from '../rounds/tend.js'
import { clearBlocker, keepBlocker } from './blockers.js'
import { type Answers, blockerIn, type Standup } from './model.js'
import * as store from './store.js'
import { nameIn, summarySubject } from './subjects.js'

type Acting = Context & { readonly by: Person }

/** A round of a standup that somebody may answer, with the standup. */
export interface Open {
  readonly round: Round
  readonly standup: Standup
}

/** A round that a button names, with its standup. @throws Refusal for one that is none, or is of something else */
export async function roundNumbered(
  { db }: Context,
  id: number,
): Promise<{ readonly round: Round; readonly stored: store.Stored }> {
  const round = await rounds.byId(db, id)
  const stored = round?.kind === 'standups' ? await store.byName(db, nameIn(round)) : null
  if (!round || !stored) throw new Refusal('errors.old_button')
  return { round, stored }
}

/** @throws Refusal for a round that is none, or of which the person is not */
export async function openFor(context: Acting, id: number): Promise<Open> {
  const { round, stored } = await roundNumbered(context, id)
  if (!(await rounds.turnOf(context.db, id, context.by.id))) throw new Refusal('standups.not_asked')
  return { round, standup: stored.standup }
}

/**
 * Keeps what somebody answered, early, late or once more: the summary follows in place. A blocker is told to the department that could
 * clear it; those that were cleared are closed.
 */
export async function saveAnswers(
  context: Acting,
  { round, standup }: Open,
  given: Answers,
  cleared: readonly number[],
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await store.answerOf(tx, round.id, context.by.id)
    await store.saveAnswer(tx, round.id, context.by.id, given, context.now)
    await rounds.settle(tx, round.id, context.by.id, { state: 'answered', reason: null, at: context.now })
    for (const id of cleared) await clearBlocker(inside, id)
    await keepBlocker(inside, round, standup, { now: blockerIn(given), before: blockerIn(before ?? []) })
    await changed(inside, round, context.by.id)
  })
}

/** Leaves a round out, with a reason. @throws Refusal for who has answered: what they said stands in the summary */
export async function skipRound(context: Acting, round: Round, reason: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    if (await store.answerOf(tx, round.id, context.by.id)) throw new Refusal('standups.answered_before')
    await rounds.settle(tx, round.id, context.by.id, { state: 'skipped', reason, at: context.now })
    await changed({ ...context, db: tx }, round, context.by.id)
  })
}

async function changed(context: Context, round: Round, person: number): Promise<void> {
  await refresh(context, summarySubject(round.id))
  await redrawNotes(context, turnSubject(round.id, person))
}
