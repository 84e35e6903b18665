import { z } from 'zod'
import { textsOfPlace } from '../src/company/texts.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { replyCorrections } from '../src/metrics/restate.js'
import { type Job, watched } from './job.js'

/** Every hour: replies where a posted number stands otherwise against its target now than it did when it was posted. */
export function correctionJob(catalogue: Catalogue): Job<Record<string, never>> {
  return {
    kind: 'corrections',
    data: z.strictObject({}),
    run: async (_slot, context) => {
      const deliveries = await replyCorrections(context, catalogue, (to) => textsOfPlace(context, to))
      return watched(deliveries)
    },
  }
}
