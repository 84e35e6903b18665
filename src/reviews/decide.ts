import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import { redrawNotes } from '../mornings/greet.js'
import { decisionCard, type Names } from './decision-card.js'
import * as decisions from './decision-store.js'
import { type Decision, decisionSubject, decisionsSubject } from './model.js'
import { maySettle } from './rights.js'
import * as store from './store.js'

type Acting = Context & { readonly by: Person }

export type Agreed = Pick<Decision, 'source' | 'what' | 'person' | 'by'>

/**
 * Records who does what by when, and tells them, unless they recorded it themselves. The same press twice records it once. To be
 * called in a transaction.
 * @returns the decision, or null if the same cause recorded it before
 */
export async function record(context: Acting, agreed: Agreed): Promise<Decision | null> {
  const { db, now, by, cause } = context
  const one = await decisions.insert(db, { ...agreed, cause, recordedBy: by.id, recordedAt: now })
  if (!one) return null
  const { source, what, person } = one
  await recordChange(context, {
    subject: decisionSubject(one.id),
    verb: 'record',
    before: null,
    // What is agreed in a talk is read by the two who talked; the record of changes is read by more.
    after: { source, person, by: one.by, ...(isTalk(one) ? {} : { what }) },
  })
  await tell(context, one)
  await redraw(context, one)
  return one
}

const isTalk = ({ source }: Decision): boolean => source.startsWith('one_to_one:')

async function tell(context: Acting, one: Decision): Promise<void> {
  const who = await personById(context.db, one.person)
  const to = who?.active ? directPlaceAt(await homePlatforms(context.db), who) : null
  if (!who || !to || who.id === context.by.id) return
  const t = textsFor(who.locale, who.zone)
  const about = decisionSubject(one.id)
  const message = decisionCard(one, { who: who.name, by: context.by.name }, t)
  await addDeliveries(context, [
    { key: `${about}:told`, about, to, message, edits: null, slot: null, urgent: true, view: 'card' },
  ])
}

/** What becomes of a decision. `moved` gives it another day. */
export type Settling =
  | { readonly kind: 'done' }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'moved'; readonly to: string; readonly reason: string | null }

/**
 * Settles a decision or moves its day, and redraws wherever it stands. To be called in a transaction.
 * @throws Refusal for one that is not this person's to settle, or that was settled before
 */
export async function settle(context: Acting, id: number, how: Settling): Promise<Decision> {
  const one = await decisions.lock(context.db, id)
  if (!one || !(await maySettle(context, one))) throw new Refusal('reviews.not_yours')
  if (one.state !== 'open') throw new Refusal('reviews.settled_before', { state: one.state })
  const change = changeOf(one, how, context.now)
  await decisions.save(context.db, id, change)
  await recordChange(context, {
    subject: decisionSubject(id),
    verb: how.kind,
    before: { by: one.by },
    after: how.kind === 'moved' ? { by: how.to } : {},
  })
  await redraw(context, one)
  return { ...one, ...change }
}

/**
 * Settles or moves several at once. All of them are locked before any is changed, in one order for everybody: two people who follow
 * up at the same time would else wait for each other. To be called in a transaction.
 * @throws Refusal as `settle`
 */
export async function settleAll(context: Acting, list: ReadonlyMap<number, Settling>): Promise<void> {
  const all = [...list].toSorted(([a], [b]) => a - b)
  for (const [id] of all) await decisions.lock(context.db, id)
  for (const [id, how] of all) await settle(context, id, how)
}

function changeOf(one: Decision, how: Settling, now: Context['now']): Partial<Decision> {
  if (how.kind === 'moved') return { by: how.to, moves: one.moves + 1, reason: how.reason ?? one.reason }
  if (how.kind === 'dropped') return { state: 'dropped', reason: how.reason, settledAt: now }
  return { state: 'done', settledAt: now }
}

/** A decision with the names of who has it and who recorded it, for those who may see it. @throws Refusal for anybody else */
export async function seen(context: Acting, id: number): Promise<{ readonly one: Decision; readonly names: Names }> {
  const one = await decisions.byId(context.db, id)
  if (!one || !(await maySettle(context, one))) throw new Refusal('reviews.not_yours')
  return { one, names: await namesOf(context, one) }
}

/** The names of who has a decision and who recorded it. */
export async function namesOf({ db }: Context, { person, recordedBy }: Decision): Promise<Names> {
  const [who, by] = [await personById(db, person), await personById(db, recordedBy)]
  return { who: who?.name ?? '', by: by?.name ?? '' }
}

/** The card itself, the list below the latest post of its review, and the notes in which it stands. */
async function redraw(context: Context, { id, source }: Decision): Promise<void> {
  const [kind, name = ''] = source.split(':')
  const [latest] = kind === 'review' ? await store.postsOf(context.db, name, 1) : []
  // The card that several people change first, for everybody: nobody then holds what another waits for.
  if (latest) await refresh(context, decisionsSubject(latest.id))
  await redrawNotes(context, decisionSubject(id))
  await refresh(context, decisionSubject(id))
}
