import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type Quoted, quoted } from '../chat/menu.js'
import { itemKind } from './item.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const one = z.object({ id: z.int32() })
type One = { id: number }

/** What is known already of what somebody is about to say: for which department, of which kind, about what, and its first words. */
const begun = z.object({
  to: z.string().max(200).nullable(),
  kind: itemKind,
  topic: z.string().max(200),
  words: z.string().max(1500),
})
export type Begun = z.infer<typeof begun>

/** Opens the form of feedback with one's name. */
export const give: Action<Begun> = { id: 'feedback.give', args: begun, opens: 'form' }

/** Opens the form of feedback without a name. What is typed there is kept nowhere beside the person. */
export const giveUnnamed: Action<{ to: string | null }> = {
  id: 'feedback.give_unnamed',
  args: z.object({ to: z.string().max(200).nullable() }),
  opens: 'form',
  untraced: true,
}

/** Open the same forms from the menu of a message, with its words. */
export const giveFromMessage: Action<Quoted> = { id: 'feedback.from_message', args: quoted, opens: 'form' }
export const giveUnnamedFromMessage: Action<Quoted> = {
  id: 'feedback.from_message_unnamed',
  args: quoted,
  opens: 'form',
  untraced: true,
}

/** Steps of the department that need no words. */
export const see: Action<One> = { id: 'feedback.see', args: one, opens: null }
export const act: Action<One> = { id: 'feedback.act', args: one, opens: null }
export const reopen: Action<One> = { id: 'feedback.reopen', args: one, opens: null }

/** Steps that need words: what came of it, why nothing does, what to tell who gave it. */
export const finish: Action<One> = { id: 'feedback.finish', args: one, opens: 'form' }
export const decline: Action<One> = { id: 'feedback.decline', args: one, opens: 'form' }
export const reply: Action<One> = { id: 'feedback.reply', args: one, opens: 'form' }

/** Says that an item says the same as another of the department. */
export const merge: Action<One> = { id: 'feedback.merge', args: one, opens: 'form' }

/** Starts a checklist for what an item asks. */
export const startChecklist: Action<One> = { id: 'feedback.start_checklist', args: one, opens: 'form' }

/** Shows an item to the person alone, with all that can be done with it; the queue of a department. */
export const show: Action<One> = { id: 'feedback.show', args: one, opens: null }
export const queue: Action<{ department: string }> = {
  id: 'feedback.queue',
  args: z.object({ department: z.string().max(200) }),
  opens: null,
}

/** Looks into one's mailboxes: what was answered to what one gave without a name. */
export const mail: Action<Record<string, never>> = {
  id: 'feedback.mail',
  args: z.strictObject({}),
  opens: null,
  untraced: true,
}

const response = z.object({ answer: z.uuid() })

/** Answers an answer to a prompt; answers its owner back, without a name where the prompt asked for none. */
export const replyToResponse: Action<{ answer: string }> = {
  id: 'feedback.reply_to_response',
  args: response,
  opens: 'form',
}
export const answerOwner: Action<{ answer: string }> = {
  id: 'feedback.answer_owner',
  args: response,
  opens: 'form',
  untraced: true,
}

/** Says what came of a round of a prompt, to all who were asked in it; reads what was said of one. */
export const say: Action<{ round: number }> = {
  id: 'feedback.say',
  args: z.object({ round: z.int32() }),
  opens: 'form',
}
export const readSaid: Action<One> = { id: 'feedback.read_said', args: one, opens: null }

/** Answers back to what was answered: with one's name, if the feedback had one, else without. */
export const answerBack: Action<One> = { id: 'feedback.answer_back', args: one, opens: 'form', untraced: true }
