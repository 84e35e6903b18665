import { z } from 'zod'
import type { Action } from '../chat/action.js'

/** Posts again what of a due time did not arrive, or not for certain; what arrived stays as it is. */
export const postAgain: Action<{ slot: number }> = {
  id: 'deliveries.again',
  args: z.object({ slot: z.int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  opens: null,
}
