import { z } from 'zod'
import type { Action } from '../chat/action.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const inRound = z.object({ round: z.int32() })
const named = z.object({ prompt: z.string().max(200) })

/** Opens the one form of a round. What is typed into it is kept nowhere beside the person where the prompt is anonymous. */
export const answer: Action<{ round: number }> = { id: 'feedback.answer', args: inRound, opens: 'form' }

/** Shows the form as people get it; what is sent from there is thrown away. */
export const preview: Action<{ prompt: string }> = { id: 'feedback.preview', args: named, opens: 'form' }

export const ask: Action<{ prompt: string }> = { id: 'feedback.ask', args: named, opens: null }
export const pause: Action<{ prompt: string }> = { id: 'feedback.pause', args: named, opens: null }
export const resume: Action<{ prompt: string }> = { id: 'feedback.resume', args: named, opens: null }
export const archive: Action<{ prompt: string }> = { id: 'feedback.archive', args: named, opens: null }

/** Opens the form of a prompt: a new one, one from a template, a copy of one, or one to be changed. */
export const write: Action<{ prompt: string | null; copy: boolean; template: string | null }> = {
  id: 'feedback.write',
  args: z.object({
    prompt: z.string().max(200).nullable(),
    copy: z.boolean(),
    template: z.string().max(60).nullable(),
  }),
  opens: 'form',
}

/** Shows the results of a round, of everybody or by department or segment. */
export const results: Action<{ round: number; by: 'department' | 'segment' | null }> = {
  id: 'feedback.results',
  args: z.object({ round: z.int32(), by: z.enum(['department', 'segment']).nullable() }),
  opens: null,
}

/** Shows a page of what was written. */
export const read: Action<{ round: number; from: number }> = {
  id: 'feedback.read',
  args: z.object({ round: z.int32(), from: z.int32().min(0) }),
  opens: null,
}

export const download: Action<{ round: number }> = { id: 'feedback.download', args: inRound, opens: null }

/** The owner lets others see the results. */
export const share: Action<{ round: number }> = { id: 'feedback.share', args: inRound, opens: null }
