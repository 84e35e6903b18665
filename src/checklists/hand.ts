import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { daysBetween } from '../time/zone.js'
import { askedFor, present } from './crew.js'
import { givenCard } from './item-card.js'
import { touched } from './progress.js'
import { tellPerson } from './say.js'
import * as store from './store.js'
import { itemSubject } from './subjects.js'
import { type Acting, type Held, type Outcome, onItem, recordItem } from './work.js'

/** Reminders can be put off for so many days at most: what waits longer needs another date or another owner. */
const longestSnooze = 60

/** @throws Refusal for an item that is done */
function requireUndone({ item }: Held): void {
  if (item.doneAt !== null) throw new Refusal('checklists.is_done', { item: item.label, number: `#${item.id}` })
}

/**
 * Gives an item to somebody, who hears of it directly.
 * @throws Refusal for somebody who left or is not of the company, and for an item that is done
 */
export async function assignItem(context: Acting, id: number, to: number): Promise<Outcome> {
  return onItem(context, id, async (held) => {
    requireUndone(held)
    const person = present(held.crew, to)
    if (!person)
      throw new Refusal('checklists.left', { name: held.crew.people.get(to)?.name ?? '', item: held.item.label })
    return give(held, person, null)
  })
}

async function give(held: Held, person: Person, reason: string | null): Promise<Outcome> {
  const { context, item, run } = held
  const changed = item.assignee !== person.id
  const given = { ...item, assignee: person.id }
  if (changed) {
    await store.updateItem(context.db, item.id, { assignee: person.id, snoozedUntil: null })
    await recordItem(
      held,
      reason === null ? 'assign' : 'hand back',
      { assignee: item.assignee },
      { label: item.label, assignee: person.id, reason },
    )
    if (person.id !== context.by.id) {
      await tellPerson(context, `checklist_given:${context.cause}:${item.id}`, itemSubject(item.id), person, (t) =>
        givenCard(run, given, context.by.name, reason, t),
      )
    }
    await touched(context, run.id, item.stage, item.id)
  }
  return { run: run.id, item: given, changed, who: person.name }
}

/**
 * Hands an item back with its reason: to the leader of its department, or to who started the checklist if that is the one who
 * hands it back.
 * @throws Refusal without a reason, or where nobody is left to hand it back to
 */
export async function handBackItem(context: Acting, id: number, reason: string): Promise<Outcome> {
  const said = reason.trim()
  if (said === '') throw new Refusal('checklists.needs_reason')
  return onItem(context, id, async (held) => {
    requireUndone(held)
    const { item, run, crew } = held
    const leader = item.department === null ? null : askedFor(crew, item.department)
    const back = [leader, present(crew, run.owner)].find(
      (one) => one && one.id !== item.assignee && one.id !== context.by.id,
    )
    if (!back) throw new Refusal('checklists.nobody_else', { item: item.label, number: `#${item.id}` })
    return give(held, back, said)
  })
}

/**
 * Puts off the reminders of an item; its date stays.
 * @param until `YYYY-MM-DD`: the day on which it is spoken of again
 * @throws Refusal for a day that is not ahead, or too far
 */
export async function snoozeItem(context: Acting, id: number, until: string): Promise<Outcome> {
  return onItem(context, id, async (held) => {
    requireUndone(held)
    const { item, run, crew } = held
    const ahead = daysBetween(crew.today, until)
    if (ahead < 1 || ahead > longestSnooze) throw new Refusal('checklists.snooze_range', { most: longestSnooze })
    const changed = item.snoozedUntil !== until
    if (changed) {
      await store.updateItem(held.context.db, id, { snoozedUntil: until })
      await recordItem(held, 'snooze', { until: item.snoozedUntil }, { label: item.label, until })
      await touched(held.context, run.id, null, id)
    }
    return { run: run.id, item: { ...item, snoozedUntil: until }, changed, who: context.by.name }
  })
}

/** Says something about an item, for all who look at it. */
export async function commentOn(context: Acting, id: number, text: string): Promise<Outcome> {
  const said = text.trim()
  if (said === '') throw new Refusal('checklists.needs_comment')
  return onItem(context, id, async (held) => {
    const { item, run } = held
    const one = { item: id, person: context.by.id, text: said, at: context.now, cause: `${context.cause}:${id}` }
    const changed = await store.insertComment(held.context.db, one)
    if (changed) await recordItem(held, 'comment', null, { label: item.label, text: said })
    return { run: run.id, item, changed, who: context.by.name }
  })
}
