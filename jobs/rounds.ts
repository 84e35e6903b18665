import { z } from 'zod'
import { type RoundKind, tend } from '../src/rounds/tend.js'
import { type Job, watched } from './job.js'

/** Every few minutes: asks whose time has come, reminds who has not answered, closes what is over. */
export function roundJob(kinds: readonly RoundKind[]): Job<Record<string, never>> {
  return {
    kind: 'rounds',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const deliveries = await tend(context, kinds, slot.id)
      return watched(deliveries)
    },
  }
}
