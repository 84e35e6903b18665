import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { subject } from '../chat/message.js'

const again = z.union([
  z.object({ slot: z.int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  /** What somebody had posted outside any slot, by what its messages are about. */
  z.object({ about: subject }),
])
/** What is posted again. */
export type Again = z.infer<typeof again>

/** Posts again what did not arrive, or not for certain; what arrived stays as it is. */
export const postAgain: Action<Again> = { id: 'deliveries.again', args: again, opens: null }
