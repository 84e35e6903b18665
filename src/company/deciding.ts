import { dayOf } from '../time/zone.js'
import { type Deciders, decidersOn } from './absence-store.js'
import type { Context } from './context.js'
import type { Person } from './model.js'
import { personById } from './store.js'

/** Who may decide for each department today, the company's day: its leader, and a delegate while there is one. */
export const decidersToday = (context: Context): Promise<ReadonlyMap<string, Deciders>> =>
  decidersOn(context.db, dayOf(context.now, context.company.zone))

/** Of the two the one to turn to: whoever named a delegate is not there. The id of a person, or null where nobody leads. */
export const turnedTo = ({ leader, delegate }: Deciders): number | null => delegate ?? leader

/** Who decides for a department today; null where nobody leads it. */
export async function deciderOf(context: Context, department: string): Promise<Person | null> {
  const deciders = (await decidersToday(context)).get(department)
  const id = deciders ? turnedTo(deciders) : null
  return id === null ? null : personById(context.db, id)
}

type Acting = Context & { readonly by: Person }

/** Whether whoever acts leads a department, or is its delegate today. */
export async function decidesFor(context: Acting, department: string): Promise<boolean> {
  const deciders = (await decidersToday(context)).get(department)
  return deciders?.leader === context.by.id || deciders?.delegate === context.by.id
}

/**
 * The departments whose open work whoever acts finds as theirs today: the own one first, then those that they decide for.
 * Keys, none twice; the same that `standsFor` lets them act for.
 */
export async function departmentsFor(context: Acting): Promise<readonly string[]> {
  const { id, department } = context.by
  const decided = [...(await decidersToday(context))]
    .filter(([, { leader, delegate }]) => leader === id || delegate === id)
    .map(([key]) => key)
    .toSorted()
  return [...new Set([...(department === null ? [] : [department]), ...decided])]
}

/** Whether whoever acts belongs to a department, or decides for it. */
export const standsFor = async (context: Acting, department: string): Promise<boolean> =>
  context.by.department === department || decidesFor(context, department)
