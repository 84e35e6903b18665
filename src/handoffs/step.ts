import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { decidesFor, standsFor } from '../company/deciding.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import { redrawNotes } from '../mornings/greet.js'
import { stepButton, wordCard } from './card.js'
import { after, canBe, type Handoff, sideOf as sideOfVerb, type Verb } from './model.js'
import { sideOf } from './sides.js'
import * as store from './store.js'
import { nameOf, subjectOf, tellPerson, tellThreads } from './tell.js'

type Acting = Context & { readonly by: Person }

/**
 * Takes a step with a handoff: changes it, its cards and the morning notes it stands in, and tells whose turn it is now. Two
 * people who press at once take one step.
 * @param words what the step says: what is missing, what was added, what came of it
 * @throws Refusal for a step that is not this person's or not possible any more
 */
export async function takeStep(context: Acting, id: number, verb: Verb, words = ''): Promise<Handoff> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await found(inside, id, true)
    await checkSide(inside, before, verb)
    if (!canBe(verb, before.state)) throw new Refusal('handoffs.too_late', { id, state: before.state })
    const { hours } = await sideOf(inside, before.to)
    const next = after(before, { verb, by: context.by.id, now: context.now, words, hours })
    await store.save(tx, next, before.runningSince === null && next.runningSince !== null)
    await recordChange(inside, {
      subject: subjectOf(id),
      verb,
      before: { state: before.state },
      after: { state: next.state, words },
    })
    await announce(inside, next, verb, words)
    await refresh(inside, subjectOf(id))
    await redrawNotes(inside, subjectOf(id))
    return next
  })
}

/** Says in both threads how it goes. @throws Refusal for somebody of neither department, and for what is closed */
export async function sayProgress(context: Acting, id: number, words: string): Promise<Handoff> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const handoff = await found(inside, id, true)
    const mine = (await standsFor(inside, handoff.from)) || (await standsFor(inside, handoff.to))
    if (!mine) throw new Refusal('handoffs.not_yours', { to: (await nameOf(inside, handoff)).to })
    if (handoff.closedAt !== null) throw new Refusal('handoffs.too_late', { id, state: handoff.state })
    await recordChange(inside, { subject: subjectOf(id), verb: 'progress', before: null, after: { words } })
    await tellThreads(inside, handoff, 'progress', (t) => t.text('handoffs.says', { name: context.by.name, words }))
    return handoff
  })
}

/** A handoff by its number. @throws Refusal if there is none */
export async function found(context: Context, id: number, lock = false): Promise<Handoff> {
  const handoff = await store.byId(context.db, id, lock)
  if (!handoff) throw new Refusal('handoffs.unknown', { typed: String(id) })
  return handoff
}

/** The receiving department takes its steps, the sender and who decides for their department theirs. */
async function checkSide(context: Acting, handoff: Handoff, verb: Verb): Promise<void> {
  const { by } = context
  if (sideOfVerb[verb] === 'to') {
    if (await standsFor(context, handoff.to)) return
    throw new Refusal('handoffs.not_yours', { to: (await nameOf(context, handoff)).to })
  }
  if (by.id === handoff.sender || (await decidesFor(context, handoff.from))) return
  // Anybody who hands over can add what is missing: it is the work that waits, not a person.
  if (verb === 'add' && by.department === handoff.from) return
  throw new Refusal('handoffs.not_sender', { name: (await nameOf(context, handoff)).sender })
}

/** Tells whose turn it is. What the other side only has to know stands in the thread. */
async function announce(context: Acting, handoff: Handoff, verb: Verb, words: string): Promise<unknown> {
  const who = context.by.name
  const { id, title } = handoff
  const sender = await personById(context.db, handoff.sender)
  const owner = handoff.owner === null ? null : await personById(context.db, handoff.owner)
  const said = { who, id, title, words }
  switch (verb) {
    case 'accept':
      return tellPerson(context, handoff, sender, verb, (t) => wordCard(t.text('handoffs.accepted_by', said)))
    case 'return':
      await tellThreads(context, handoff, verb, (t) => t.text('handoffs.needs', said))
      return tellPerson(context, handoff, sender, verb, (t) =>
        wordCard(t.text('handoffs.needs_of_you', said), [stepButton('add', id, t), stepButton('show', id, t)]),
      )
    case 'add':
      await tellThreads(context, handoff, verb, (t) => t.text('handoffs.added', said))
      return tellPerson(context, handoff, owner, verb, (t) =>
        wordCard(t.text('handoffs.added', said), [stepButton('show', id, t)]),
      )
    case 'done':
      await tellThreads(context, handoff, verb, (t) => t.text('handoffs.did', said))
      return tellPerson(context, handoff, sender, verb, (t) =>
        wordCard(t.text('handoffs.did_for_you', said), [stepButton('confirm', id, t), stepButton('reopen', id, t)]),
      )
    case 'reopen':
      await tellThreads(context, handoff, verb, (t) => t.text('handoffs.reopened', said))
      return tellPerson(context, handoff, owner, verb, (t) =>
        wordCard(t.text('handoffs.reopened', said), [stepButton('show', id, t)]),
      )
    case 'confirm':
      return tellPerson(context, handoff, owner, verb, (t) => wordCard(t.text('handoffs.confirmed_by', said)))
    case 'withdraw':
      return tellPerson(context, handoff, owner, verb, (t) => wordCard(t.text('handoffs.withdrawn_by', said)))
  }
}
