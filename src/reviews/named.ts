import type { Context } from '../company/context.js'
import { allPeople } from '../company/store.js'
import type { Named } from './decision-card.js'
import type { Decision } from './model.js'

/** Decisions with the names of who has them. */
export async function namedOf(context: Context, list: readonly Decision[]): Promise<readonly Named[]> {
  if (list.length === 0) return []
  const names = new Map((await allPeople(context.db)).map(({ id, name }) => [id, name]))
  return list.map((one) => ({ one, who: names.get(one.person) ?? '' }))
}
