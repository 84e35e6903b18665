import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { standsFor } from '../company/deciding.js'
import type { Person } from '../company/model.js'
import { departmentsOf } from '../company/store.js'
import { refresh } from '../deliveries/live.js'
import { Refusal } from '../locales/refusal.js'
import { redrawNotes } from '../mornings/greet.js'
import { dayOf } from '../time/zone.js'
import { afterStep, canTake, type Item, type ItemVerb, itemSubject, queueSubject } from './item.js'
import * as store from './item-store.js'
import { tellGivers } from './item-tell.js'
import type { Letter } from './mailbox-store.js'

type Acting = Context & { readonly by: Person }

/** An item by its number. @throws Refusal if there is none */
export async function itemNumbered(context: Context, id: number, lock = false): Promise<Item> {
  const item = await store.byId(context.db, id, lock)
  if (!item) throw new Refusal('feedback_items.unknown', { typed: String(id) })
  return item
}

/** The department that feedback is for, who decides for it, and RevOps look after it. @throws Refusal for everybody else */
export async function requireKeeper(context: Acting, department: string): Promise<void> {
  if (context.by.role === 'revops' || (await standsFor(context, department))) return
  const known = (await departmentsOf(context.db)).find(({ key }) => key === department)
  throw new Refusal('feedback_items.looked_after', { department: known?.label ?? department })
}

/** What givers hear of a step, and nothing where it changes nothing for them: that somebody looked is no news. */
const heard: Readonly<Record<ItemVerb, Letter['kind'] | null>> = {
  see: null,
  act: 'acting',
  finish: 'done',
  decline: 'declined',
  reopen: 'acting',
}

/**
 * Takes a step with an item: changes it, its card and the notes in which it stands, and lets everybody hear who said it. Two
 * people who press at once take one step.
 * @param words what came of it, or why nothing does; empty for the steps that say nothing
 * @throws Refusal for somebody who does not look after it, and for a step that is not possible any more
 */
export async function stepItem(context: Acting, id: number, verb: ItemVerb, words = ''): Promise<Item> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await possibleItem(inside, id, verb)
    const next = afterStep(before, { verb, by: context.by.id, day: today(context), words })
    await store.save(tx, next)
    await noteChange(inside, before, next, verb)
    const kind = heard[verb]
    if (kind) await tellGivers(inside, next, kind, words)
    await redraw(inside, next)
    return next
  })
}

/**
 * Says that an item says the same as another of its department. Those who said it hear from then on what becomes of the other.
 * @throws Refusal for one that is closed, and for another that is not of the same queue
 */
export async function mergeItems(context: Acting, id: number, into: number): Promise<Item> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    // Always in the same order, or two people who merge two items into each other would wait for one another for ever.
    for (const one of [id, into].toSorted((a, b) => a - b)) await itemNumbered(inside, one, true)
    const before = await possibleItem(inside, id, 'merge')
    const other = await possibleItem(inside, into, 'merge')
    if (id === into || before.department !== other.department)
      throw new Refusal('feedback_items.unknown', { typed: String(into) })
    const next: Item = { ...before, state: 'merged', mergedInto: into, changedOn: today(context) }
    await store.moveMerged(tx, id, into)
    await store.save(tx, next)
    await noteChange(inside, before, next, 'merge')
    await redraw(inside, next)
    await redraw(inside, other)
    return next
  })
}

/**
 * Answers who gave an item, and all who said the same, whoever they are.
 * @throws Refusal for somebody who does not look after it
 */
export async function replyToItem(context: Acting, id: number, words: string): Promise<Item> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const item = await itemNumbered(inside, id, true)
    await requireKeeper(inside, item.department)
    await recordChange(inside, { subject: itemSubject(id), verb: 'reply', before: null, after: { words } })
    const next = { ...item, changedOn: today(context) }
    await store.save(tx, next)
    await tellGivers(inside, next, 'reply', words)
    await redraw(inside, next)
    return next
  })
}

/** Notes on an item which checklist was started for it, and that it is acted on. */
export async function noteChecklist(context: Acting, id: number, title: string): Promise<void> {
  const item = await itemNumbered(context, id)
  if (canTake('act', item.state)) await stepItem(context, id, 'act')
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const next = { ...(await itemNumbered(inside, id, true)), checklist: title, changedOn: today(context) }
    await store.save(tx, next)
    await recordChange(inside, { subject: itemSubject(id), verb: 'start checklist', before: null, after: { title } })
    await redraw(inside, next)
  })
}

const today = ({ now, company }: Context): string => dayOf(now, company.zone)

async function possibleItem(context: Acting, id: number, verb: ItemVerb | 'merge'): Promise<Item> {
  const item = await itemNumbered(context, id, true)
  await requireKeeper(context, item.department)
  if (!canTake(verb, item.state)) throw new Refusal('feedback_items.too_late', { id, state: item.state })
  return item
}

async function noteChange(context: Acting, before: Item, after: Item, verb: string): Promise<void> {
  await recordChange(context, {
    subject: itemSubject(before.id),
    verb,
    before: { state: before.state },
    after: { state: after.state, result: after.result, into: after.mergedInto },
  })
}

/** Cards and morning notes in which an item stands follow what has become of it. */
export async function redraw(context: Context, { id, department }: Item): Promise<void> {
  await refresh(context, itemSubject(id))
  await redrawNotes(context, itemSubject(id))
  await redrawNotes(context, queueSubject(department))
}
