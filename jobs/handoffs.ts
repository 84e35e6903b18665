import { z } from 'zod'
import { alarm } from '../src/handoffs/alarm.js'
import { type Job, watched } from './job.js'

/** Every few minutes: says which handoffs are nearly due or overdue, once each, and tells leaders. */
export const handoffJob: Job<Record<string, never>> = {
  kind: 'handoffs',
  data: z.strictObject({}),
  run: async (slot, context) => {
    const deliveries = await alarm({ ...context, slot: slot.id })
    return watched(deliveries)
  },
}
