import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { refresh } from '../deliveries/live.js'
import type { Handoff } from '../handoffs/model.js'
import { openHandoff } from '../handoffs/open.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import { redrawNotes } from '../mornings/greet.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { turnSubject } from '../rounds/tend.js'
import { blockerCard } from './blocker-card.js'
import type { Answers, Standup } from './model.js'
import * as store from './store.js'
import { nameIn, summarySubject } from './subjects.js'

type Acting = Context & { readonly by: Person }

/** A round of a standup that somebody may answer, with the standup. */
export interface Open {
  readonly round: Round
  readonly standup: Standup
}

/** @throws Refusal for a round that is none, or of which the person is not */
export async function openFor(context: Acting, id: number): Promise<Open> {
  const round = await rounds.byId(context.db, id)
  const stored = round?.kind === 'standups' ? await store.byName(context.db, nameIn(round)) : null
  if (!round || !stored) throw new Refusal('errors.old_button')
  if (!(await rounds.turnOf(context.db, id, context.by.id))) throw new Refusal('standups.not_asked')
  return { round, standup: stored.standup }
}

/**
 * Keeps what somebody answered, early, late or once more: the summary follows in place. A blocker tells the leader of the
 * department that could clear it, once; those that were cleared are closed.
 */
export async function saveAnswers(
  context: Acting,
  { round, standup }: Open,
  given: Answers,
  cleared: readonly number[],
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    await store.saveAnswer(tx, round.id, context.by.id, given, context.now)
    await rounds.settle(tx, round.id, context.by.id, { state: 'answered', reason: null, at: context.now })
    for (const id of cleared) await clearBlocker(inside, id)
    await keepBlocker(inside, round, standup, given)
    await changed(inside, round, context.by.id)
  })
}

/** Leaves a round out, with a reason. */
export async function skipRound(context: Acting, round: Round, reason: string): Promise<void> {
  await context.db.transaction(async (tx) => {
    await rounds.settle(tx, round.id, context.by.id, { state: 'skipped', reason, at: context.now })
    await changed({ ...context, db: tx }, round, context.by.id)
  })
}

async function changed(context: Context, round: Round, person: number): Promise<void> {
  await refresh(context, summarySubject(round.id))
  await redrawNotes(context, turnSubject(round.id, person))
}

async function keepBlocker(context: Acting, round: Round, standup: Standup, given: Answers): Promise<void> {
  const said = given.find((one) => one?.kind === 'blocker')
  const blocker = said?.kind === 'blocker' ? said : null
  await store.dropBlockers(context.db, round.id, context.by.id, blocker?.text ?? null)
  if (!blocker) return
  const opened = await store.openBlocker(context.db, {
    standup: standup.name,
    round: round.id,
    person: context.by.id,
    waitsFor: blocker.waitsFor,
    text: blocker.text,
    openedAt: context.now,
  })
  if (opened) await tellLeader(context, opened)
}

/** Tells the leader of the department that is waited for, with a press to make it a handoff. */
async function tellLeader(context: Acting, blocker: store.Blocker): Promise<void> {
  const department = (await departmentsOf(context.db)).find((one) => one.key === blocker.waitsFor)
  const leader = department?.leader == null ? null : await personById(context.db, department.leader)
  const to = leader && leader.id !== context.by.id ? directPlaceAt(await homePlatforms(context.db), leader) : null
  if (!leader || !to) return
  await addDeliveries(context, [
    {
      key: `blocker:${blocker.id}:leader`,
      about: `blocker:${blocker.id}`,
      to,
      message: blockerCard(blocker, context.by.name, textsFor(leader.locale, leader.zone)),
      edits: null,
      slot: null,
      urgent: true,
    },
  ])
}

/**
 * Closes a blocker: its person, and whoever belongs to the department that is waited for, may.
 * @returns false if it was closed before
 */
export async function clearBlocker(context: Acting, id: number): Promise<boolean> {
  const blocker = await blockerOf(context, id)
  const mine = blocker.person === context.by.id
  if (!mine && blocker.waitsFor !== context.by.department) throw new Refusal('standups.not_your_blocker')
  if (!(await store.clear(context.db, id, context.by.id, context.now))) return false
  await recordChange(context, { subject: `blocker:${id}`, verb: 'clear', before: null, after: { text: blocker.text } })
  const round = await rounds.byId(context.db, blocker.round)
  if (round) await refresh(context, summarySubject(round.id))
  return true
}

/** Makes a handoff of a blocker, in the name of the person who is blocked: once, whoever presses. */
export async function handOver(context: Acting, id: number): Promise<Handoff | null> {
  const blocker = await blockerOf(context, id)
  const person = await personById(context.db, blocker.person)
  if (blocker.waitsFor === null || !person) throw new Refusal('standups.no_department')
  const title = blocker.text.split('\n')[0]?.slice(0, 150) ?? blocker.text
  return openHandoff(
    { ...context, by: person, cause: `blocker:${id}` },
    { to: blocker.waitsFor, title, why: blocker.text, evidence: '', due: null, record: `blocker:${id}` },
  )
}

async function blockerOf(context: Context, id: number): Promise<store.Blocker> {
  const blocker = await store.blockerById(context.db, id)
  if (!blocker) throw new Refusal('errors.old_button')
  return blocker
}
