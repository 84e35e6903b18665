import { z } from 'zod'
import type { Action } from '../chat/action.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const one = z.object({ id: z.int32() })
type One = { id: number }
const word = z.string().max(200)
const named = z.object({ review: word })
type Named = { review: string }
const withDepartment = z.object({ department: word })
type WithDepartment = { department: string }

/** Opens the form of a review: a new one, or one to be changed. */
export const write: Action<{ review: string | null }> = {
  id: 'reviews.write',
  args: z.object({ review: word.nullable() }),
  opens: 'form',
}

/** Shows a review as it would be now, to the person alone. */
export const preview: Action<Named> = { id: 'reviews.preview', args: named, opens: null }

/** Posts a review now, beside its schedule. */
export const postNow: Action<Named> = { id: 'reviews.post', args: named, opens: null }

export const pause: Action<Named> = { id: 'reviews.pause', args: named, opens: null }
export const resume: Action<Named> = { id: 'reviews.resume', args: named, opens: null }

/** Opens the form in which a decision of a review is recorded: who, what, by when. */
export const decide: Action<Named> = { id: 'reviews.decide', args: named, opens: 'form' }

/** Opens the form that goes through what was decided: done, not done, moved. */
export const follow: Action<Named> = { id: 'reviews.follow', args: named, opens: 'form' }

/** Shows a decision to the person alone, with what can be done about it. */
export const show: Action<One> = { id: 'reviews.decision', args: one, opens: null }

export const done: Action<One> = { id: 'reviews.done', args: one, opens: null }

/** Opens the form in which somebody says why it will not be done. */
export const drop: Action<One> = { id: 'reviews.drop', args: one, opens: 'form' }

/** Opens the form in which it gets another day. */
export const move: Action<One> = { id: 'reviews.move', args: one, opens: 'form' }

/** Opens the form of the regular talk with the leader of a department: a new one, or one to be changed. */
export const writeTalk: Action<{ department: string | null }> = {
  id: 'reviews.talk',
  args: z.object({ department: word.nullable() }),
  opens: 'form',
}

/** Shows who leads what a talk is prepared from now. */
export const prepare: Action<WithDepartment> = { id: 'reviews.prepare', args: withDepartment, opens: null }

/** Opens the form for the notes of a talk and what was agreed in it. */
export const note: Action<WithDepartment> = { id: 'reviews.note', args: withDepartment, opens: 'form' }

/** Ends a talk: it is not prepared any more. */
export const endTalk: Action<WithDepartment> = { id: 'reviews.end_talk', args: withDepartment, opens: null }
