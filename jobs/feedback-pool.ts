import { z } from 'zod'
import { beat } from '../src/feedback/give-out.js'
import type { Secrecy } from '../src/feedback/secrecy.js'
import { type Job, watched } from './job.js'

/** Every quarter of an hour: writes the pool anew, and lets out once a day what came without a name. */
export function feedbackPoolJob(secrecy: Secrecy): Job<Record<string, never>> {
  return {
    kind: 'feedback_pool',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const deliveries = await beat({ ...context, slot: slot.id }, secrecy)
      return watched(deliveries)
    },
  }
}
