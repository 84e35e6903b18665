import { recordChange } from '../audit/store.js'
import { calendarOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { deciderOf, standsFor } from '../company/deciding.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { refresh } from '../deliveries/live.js'
import type { Handoff } from '../handoffs/model.js'
import { openHandoff } from '../handoffs/open.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import { redrawNotes } from '../mornings/greet.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { isAtWork } from '../rounds/times.js'
import { blockerCard } from './blocker-card.js'
import * as store from './blocker-store.js'
import type { Blocking, Standup } from './model.js'
import { blockerSubject, summarySubject } from './subjects.js'

type Acting = Context & { readonly by: Person }
/** What keeps somebody from their work, as they say it in a round now and as they said it there before. */
interface Said {
  readonly now: Blocking | null
  readonly before: Blocking | null
}

/**
 * Keeps what keeps somebody from their work, as they say it in a round: said again in other words it stays the same blocker, left
 * out it is taken back. Who decides for the department that could clear it is told once: at once within their hours, else in their next
 * morning note.
 */
export async function keepBlocker(context: Acting, round: Round, standup: Standup, said: Said): Promise<void> {
  const mine = { round: round.id, person: context.by.id }
  if (!said.now) return takeBack(context, mine)
  const { text, waitsFor } = said.now
  const one = { ...mine, text, waitsFor, standup: standup.name, openedAt: context.now }
  const blocker = await store.keep(context.db, one, said.before?.text ?? null)
  await redrawNotes(context, blockerSubject(blocker.id))
  if (blocker.toldAt === null) await tell(context, blocker)
}

/** What nobody has heard of was never more than this round; what was told is cleared. */
async function takeBack(context: Acting, mine: { readonly round: number; readonly person: number }): Promise<void> {
  const blocker = await store.saidIn(context.db, mine.round, mine.person)
  if (!blocker) return
  if (blocker.toldAt === null) await store.drop(context.db, blocker.id)
  else await clearBlocker(context, blocker.id)
}

/** Tells who decides for the department that is waited for, with a press to make it a handoff, if they are at work. */
async function tell(context: Acting, blocker: store.Blocker): Promise<void> {
  const decider = blocker.waitsFor === null ? null : await deciderOf(context, blocker.waitsFor)
  if (!decider || decider.id === context.by.id) return
  if (!isAtWork(decider, await calendarOf(context.db, context.company, decider), context.now)) return
  const to = directPlaceAt(await homePlatforms(context.db), decider)
  if (!to) return
  const about = blockerSubject(blocker.id)
  const message = blockerCard(blocker, context.by.name, textsFor(decider.locale, decider.zone))
  await addDeliveries(context, [
    { key: `${about}:leader:${blocker.waitsFor}`, about, to, message, edits: null, slot: null, urgent: true },
  ])
  await store.markTold(context.db, [blocker.id], context.now)
}

/**
 * Closes a blocker.
 * @returns false if it was closed before
 * @throws Refusal for somebody who has no part in it
 */
export async function clearBlocker(context: Acting, id: number): Promise<boolean> {
  const blocker = await mineToSettle(context, id)
  if (!(await store.clear(context.db, id, context.by.id, context.now))) return false
  await recordChange(context, {
    subject: blockerSubject(id),
    verb: 'clear',
    before: null,
    after: { text: blocker.text },
  })
  await changed(context, blocker)
  return true
}

/**
 * Makes a handoff of a blocker, in the name of the person who is blocked: once, whoever presses.
 * @returns the handoff, or null if the same blocker became one before
 * @throws Refusal for somebody who has no part in it, for one that is cleared, and for one that waits for no department
 */
export async function handOver(context: Acting, id: number): Promise<Handoff | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const blocker = await mineToSettle(inside, id)
    const { waitsFor: to, text, clearedAt, person } = blocker
    if (clearedAt !== null) throw new Refusal('errors.old_button')
    const by = await personById(tx, person)
    if (to === null || !by) throw new Refusal('standups.no_department')
    const about = blockerSubject(id)
    const title = text.split('\n')[0]?.slice(0, 150) ?? text
    const wish = { to, title, why: text, evidence: '', due: null, record: about }
    const handoff = await openHandoff({ ...inside, by, cause: about }, wish)
    if (handoff) {
      await store.markHandedOver(tx, id, handoff.id)
      await changed(inside, blocker)
    }
    return handoff
  })
}

async function changed(context: Context, { id, round: of }: store.Blocker): Promise<void> {
  const round = await rounds.byId(context.db, of)
  if (round) await refresh(context, summarySubject(round.id))
  await redrawNotes(context, blockerSubject(id))
}

/**
 * A blocker that whoever presses has a part in: it keeps them from their work, or waits for their department, or for one that they
 * decide for. It stays locked until the transaction ends, so that nothing is handed over that is cleared meanwhile.
 */
async function mineToSettle(context: Acting, id: number): Promise<store.Blocker> {
  const blocker = await store.lockBlocker(context.db, id)
  if (!blocker) throw new Refusal('errors.old_button')
  const { person, waitsFor } = blocker
  if (person === context.by.id || (waitsFor !== null && (await standsFor(context, waitsFor)))) return blocker
  throw new Refusal('standups.not_your_blocker')
}
