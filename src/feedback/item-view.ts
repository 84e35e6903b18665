import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import { allPeople, departmentsOf } from '../company/store.js'
import { openedFor } from '../handoffs/store.js'
import { type Item, itemSubject } from './item.js'
import type { ItemView } from './item-card.js'
import * as store from './item-store.js'
import { lettersOf } from './mailbox-store.js'

/** Items with the names that their readers see. */
export async function viewsOf(context: Context, list: readonly Item[]): Promise<readonly ItemView[]> {
  if (list.length === 0) return []
  const { db } = context
  const labels = new Map((await departmentsOf(db)).map(({ key, label }) => [key, label]))
  const people = new Map((await allPeople(db)).map((one) => [one.id, one]))
  const letters = await lettersOf(
    db,
    list.map(({ mailbox }) => mailbox),
  )
  const handoffs = await openedFor(
    db,
    list.map(({ id }) => itemSubject(id)),
  )
  const merged = await store.mergedInto(
    db,
    list.map(({ id }) => id),
  )
  const nameOf = (id: number | null): string | null => (id === null ? null : (people.get(id)?.name ?? null))
  return list.map((item) => ({
    item,
    department: labels.get(item.department) ?? item.department,
    giver: nameOf(item.giver),
    owner: nameOf(item.owner),
    letters: (letters.get(item.mailbox) ?? []).map((letter) => ({ ...letter, name: nameOf(letter.author) })),
    same: merged.filter((one) => one.mergedInto === item.id).length,
    handoffs: handoffs.filter(({ record }) => record === itemSubject(item.id)),
  }))
}

/** One item with its names. */
export async function viewOf(context: Context, item: Item): Promise<ItemView> {
  const [view] = await viewsOf(context, [item])
  if (!view) throw new Error(`Feedback ${item.id} has no names`)
  return view
}

/** The department that cures structural defects: the one that RevOps leads or works in; null where RevOps is in none. */
export async function revopsOf(context: Context): Promise<Department | null> {
  const departments = await departmentsOf(context.db)
  const people = (await allPeople(context.db)).filter(({ role, active }) => role === 'revops' && active)
  return (
    departments.find(({ leader }) => people.some(({ id }) => id === leader)) ??
    departments.find(({ key }) => people.some(({ department }) => department === key)) ??
    null
  )
}
