import { z } from 'zod'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { watchPlaybooks } from '../src/playbooks/watch.js'
import { type Job, watched } from './job.js'

/** Every few minutes: proposes, or does, what was agreed for what has happened since. */
export function playbookJob(catalogue: Catalogue): Job<Record<string, never>> {
  return {
    kind: 'playbooks',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const deliveries = await watchPlaybooks(context, catalogue, slot.id)
      return watched(deliveries)
    },
  }
}
