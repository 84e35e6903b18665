import { z } from 'zod'
import { assertNever } from '../chat/assert-never.js'
import type { Subject } from '../chat/message.js'

/** How far what somebody said has come. `merged`: another item says the same, and what becomes of that becomes of this. */
export const itemState = z.enum(['new', 'seen', 'acting', 'done', 'declined', 'merged'])
export type ItemState = z.infer<typeof itemState>

/** A word about one's work, or one of the two defects of structure that are for RevOps to cure. */
export const itemKinds = ['general', 'priorities', 'data'] as const
export const itemKind = z.enum(itemKinds)
export type ItemKind = z.infer<typeof itemKind>

/** Something that somebody said unasked. */
export interface Item {
  readonly id: number
  /** The key of the department that it is for. */
  readonly department: string
  readonly kind: ItemKind
  /** What it is about, in a few words; empty if they did not say. */
  readonly topic: string
  readonly words: string
  /** A person's id, or null for who gave it without their name. */
  readonly giver: number | null
  /** `YYYY-MM-DD` in the company's zone: times are not kept. */
  readonly givenOn: string
  readonly state: ItemState
  readonly owner: number | null
  /** What came of it, or why nothing does. */
  readonly result: string | null
  readonly mergedInto: number | null
  /** The title of the checklist that was started for it. */
  readonly checklist: string | null
  readonly changedOn: string
  /** Where answers to it wait. */
  readonly mailbox: string
}

/** The queue of a department, by its key, as notes speak of it. */
export const queueSubject = (department: string): Subject => `feedback_queue:${department}`

export const itemSubject = (id: number): Subject => `feedback_item:${id}`

/** What can be done with an item, in the order of its life. */
export const itemVerbs = ['see', 'act', 'finish', 'decline', 'reopen'] as const
export type ItemVerb = (typeof itemVerbs)[number]

const possible: Readonly<Record<ItemVerb | 'merge', readonly ItemState[]>> = {
  see: ['new'],
  act: ['new', 'seen'],
  finish: ['new', 'seen', 'acting'],
  decline: ['new', 'seen', 'acting'],
  reopen: ['done', 'declined'],
  merge: ['new', 'seen', 'acting'],
}

export const canTake = (verb: ItemVerb | 'merge', of: ItemState): boolean => possible[verb].includes(of)

/** Who takes a step, on which day (`YYYY-MM-DD`), with which words. */
export interface ItemStep {
  readonly verb: ItemVerb
  readonly by: number
  readonly day: string
  readonly words: string
}

/** What an item is after a step that `canTake` allows. Whoever first does more than look at it owns it. */
export function afterStep(item: Item, { verb, by, day, words }: ItemStep): Item {
  const changed = { ...item, changedOn: day }
  switch (verb) {
    case 'see':
      return { ...changed, state: 'seen' }
    case 'act':
      return { ...changed, state: 'acting', owner: by }
    case 'finish':
      return { ...changed, state: 'done', owner: item.owner ?? by, result: words }
    case 'decline':
      return { ...changed, state: 'declined', owner: item.owner ?? by, result: words }
    case 'reopen':
      return { ...changed, state: 'acting', owner: by, result: null }
    default:
      return assertNever(verb)
  }
}
