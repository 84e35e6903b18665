import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type Quoted, quoted } from '../chat/menu.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const one = z.object({ id: z.int32() })
type One = { id: number }
const words = z.string().max(200)

/** Takes what was handed over, or says that one's own part of it has been confirmed: steps that need no words. */
export const accept: Action<One> = { id: 'handoffs.accept', args: one, opens: null }
export const confirm: Action<One> = { id: 'handoffs.confirm', args: one, opens: null }
export const withdraw: Action<One> = { id: 'handoffs.withdraw', args: one, opens: null }

/** Steps that need words: what is missing, what was added, what came of it, why it is not finished. */
export const giveBack: Action<One> = { id: 'handoffs.return', args: one, opens: 'form' }
export const add: Action<One> = { id: 'handoffs.add', args: one, opens: 'form' }
export const done: Action<One> = { id: 'handoffs.done', args: one, opens: 'form' }
export const reopen: Action<One> = { id: 'handoffs.reopen', args: one, opens: 'form' }

/** A word on how it goes, for both departments. */
export const progress: Action<One> = { id: 'handoffs.progress', args: one, opens: 'form' }

/** Shows a handoff to the person alone. */
export const show: Action<One> = { id: 'handoffs.show', args: one, opens: null }

/**
 * Opens the form of a new handoff. What is known of it already stands in it: the department, what is to be done, and what it
 * comes from (`opportunity:crm/42`), so that whoever shows a record or a blocker can offer to hand it over.
 */
export const newHandoff: Action<{ to: string | null; title: string; record: string | null }> = {
  id: 'handoffs.new',
  args: z.object({ to: words.nullable(), title: words, record: words.nullable() }),
  opens: 'form',
}

/** Opens the same form from the menu of a message, with its words. */
export const fromMessage: Action<Quoted> = { id: 'handoffs.from_message', args: quoted, opens: 'form' }

/** Opens the form in which two departments agree how long one has. */
export const changeRule: Action<Record<string, never>> = {
  id: 'handoffs.rule',
  args: z.strictObject({}),
  opens: 'form',
}
