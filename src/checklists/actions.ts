import { z } from 'zod'
import type { Action } from '../chat/action.js'

/** Closes a stage of a run: the button on its reminder. */
export const closeStage: Action<{ run: number; stage: number }> = {
  id: 'checklists.close_stage',
  // Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
  args: z.object({ run: z.int32(), stage: z.int32() }),
  opens: null,
}
