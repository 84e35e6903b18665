import { z } from 'zod'
import type { Action } from '../chat/action.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const inRound = z.object({ round: z.int32() })
const named = z.object({ standup: z.string().max(200) })
const one = z.object({ id: z.int32() })

/** Opens the one form of a round; what was answered already stands in it. */
export const answer: Action<{ round: number }> = { id: 'standups.answer', args: inRound, opens: 'form' }

/** Opens the form in which somebody says why they leave this round out. */
export const skip: Action<{ round: number }> = { id: 'standups.skip', args: inRound, opens: 'form' }

/** Asks everybody now, beside the standup's own days. */
export const askNow: Action<{ standup: string }> = { id: 'standups.ask_now', args: named, opens: null }
export const pause: Action<{ standup: string }> = { id: 'standups.pause', args: named, opens: null }
export const resume: Action<{ standup: string }> = { id: 'standups.resume', args: named, opens: null }
export const archive: Action<{ standup: string }> = { id: 'standups.archive', args: named, opens: null }

/** Shows how far the latest round is, and what became of earlier ones. */
export const status: Action<{ standup: string }> = { id: 'standups.status', args: named, opens: null }
export const history: Action<{ standup: string }> = { id: 'standups.history', args: named, opens: null }

/** Opens the form of a standup: a new one, a copy of one, or one to be changed. */
export const write: Action<{ standup: string | null; copy: boolean }> = {
  id: 'standups.write',
  args: z.object({ standup: z.string().max(200).nullable(), copy: z.boolean() }),
  opens: 'form',
}

/** Says that a blocker is cleared. */
export const clear: Action<{ id: number }> = { id: 'standups.clear', args: one, opens: null }

/** Makes a handoff of a blocker, to the department that could clear it. */
export const handOver: Action<{ id: number }> = { id: 'standups.hand_over', args: one, opens: null }

/** Shows a page of the answers of a round, with names. */
export const read: Action<{ round: number; from: number }> = {
  id: 'standups.read',
  args: z.object({ round: z.int32(), from: z.int32() }),
  opens: null,
}
