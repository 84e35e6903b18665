import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import { redrawNotes } from '../mornings/greet.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { turnSubject } from '../rounds/tend.js'
import { dayOf, startOfDay } from '../time/zone.js'
import * as store from './answers-store.js'
import { castBallot, ticketFor } from './ballot.js'
import type { Answer, Answers } from './model.js'
import { type AskedRound, roundById } from './prompt-store.js'
import type { Secrecy } from './secrecy.js'
import { resultsSubject } from './subjects.js'

type Acting = Context & { readonly by: Person }

/** A round that somebody may answer, with what it asks. */
export interface OpenRound {
  readonly round: Round
  readonly asked: AskedRound
}

/** @throws Refusal for a round that is none, is over, or of which the person is not */
export async function openFor(context: Acting, id: number): Promise<OpenRound> {
  const round = await rounds.byId(context.db, id)
  const asked = round?.kind === 'feedback' ? await roundById(context.db, id) : null
  if (!round || !asked) throw new Refusal('errors.old_button')
  if (!(await rounds.turnOf(context.db, id, context.by.id))) throw new Refusal('feedback.not_asked')
  if (isOver(round, context)) throw new Refusal('feedback.is_over', { title: asked.prompt.title })
  return { round, asked }
}

const isOver = ({ closedAt, closesAt }: Round, { now }: Context): boolean =>
  closedAt !== null || closesAt.epochMilliseconds <= now.epochMilliseconds

/** Keeps what somebody answered with their name, or once more; a lead that they accept or send back knows it. */
export async function saveNamed(context: Acting, { round }: OpenRound, given: Answers): Promise<void> {
  await context.db.transaction(async (tx) => {
    const { by } = context
    const segment = given.find((one) => one?.kind === 'account' || one?.kind === 'lead')?.segment ?? null
    const one = { round: round.id, person: by.id, department: by.department, segment, answers: given }
    await store.saveAnswer(tx, one)
    const lead = given.find((answer) => answer?.kind === 'lead')
    const verdict = given.find((answer) => answer?.kind === 'verdict')
    if (lead && verdict) await decide({ ...context, db: tx }, lead, verdict)
    await noteTurn({ ...context, db: tx }, round)
  })
}

async function decide(
  context: Acting,
  lead: Extract<Answer, { kind: 'lead' }>,
  verdict: Extract<Answer, { kind: 'verdict' }>,
): Promise<void> {
  const { db, by, now, company } = context
  await store.decideLead(db, lead, verdict, { person: by.id, day: dayOf(now, company.zone) })
  const after = { verdict: verdict.verdict, reason: verdict.reason }
  await recordChange(context, { subject: `lead:${lead.source}:${lead.id}`, verb: 'decide', before: null, after })
}

/**
 * Takes an anonymous answer in, and then notes, apart from it and in a transaction of its own, that this person has answered. The answer
 * goes in with a ticket: nothing behind that line knows a person. Should the process die between the two, the answer is in, and
 * answering again changes it instead of adding another.
 */
export async function saveAnonymous(
  context: Acting,
  secrecy: Secrecy,
  { round, asked }: OpenRound,
  given: Answers,
): Promise<'in' | 'changed' | 'counted'> {
  const telling = { round: round.id, least: asked.promised, live: asked.prompt.results.when === 'live' }
  const outcome = await castBallot(
    { db: context.db, secrecy },
    telling,
    ticketFor(secrecy, round.id, context.by),
    given,
  )
  await context.db.transaction((tx) => noteTurn({ ...context, db: tx }, round))
  return outcome
}

/** Notes that somebody has answered, rounded to the day, and closes the round when nobody is left to answer. */
async function noteTurn(context: Acting, round: Round): Promise<void> {
  const { db, by, company, now } = context
  const at = startOfDay(dayOf(now, company.zone), company.zone)
  await rounds.settle(db, round.id, by.id, { state: 'answered', reason: null, at })
  await rounds.closeWhenDone(db, round.id, now)
  await redrawNotes(context, turnSubject(round.id, by.id))
  await refresh(context, resultsSubject(round.id))
}
