import { z } from 'zod'
import type { Action } from '../chat/action.js'

/** Closes a stage of a run: the button on its reminder. */
export const closeStage: Action<{ run: number; stage: number }> = {
  id: 'checklists.close_stage',
  args: z.object({ run: z.number().int(), stage: z.number().int() }),
  opens: null,
}
