import { z } from 'zod'
import type { DueSource } from '../src/mornings/due.js'
import { greet } from '../src/mornings/greet.js'
import { type Job, watched } from './job.js'

/** Every quarter of an hour: one note to each person whose working day begins, if anything is due for them. */
export function morningJob(sources: readonly DueSource[]): Job<Record<string, never>> {
  return {
    kind: 'mornings',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const deliveries = await greet(context, sources, slot.id)
      return watched(deliveries)
    },
  }
}
