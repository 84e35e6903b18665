import { z } from 'zod'
import { watchFollows } from '../src/alerts/watch.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { type Job, watched } from './job.js'

/** Every few minutes: looks at what people follow where there is new data, and tells what crossed its line. */
export function alertJob(catalogue: Catalogue): Job<Record<string, never>> {
  return {
    kind: 'alerts',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const deliveries = await watchFollows(context, catalogue, slot.id)
      return watched(deliveries)
    },
  }
}
