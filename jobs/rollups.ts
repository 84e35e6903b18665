import { z } from 'zod'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { tendRollups } from '../src/metrics/rollups/tend.js'
import type { Job } from './job.js'

/**
 * Every quarter of an hour: builds the sums that are missing, and compares a share of the others with the rows. Where much is
 * missing it goes on after a second, in a transaction of its own, so that nobody waits for all of it.
 */
export function rollupJob(catalogue: Catalogue): Job<Record<string, never>> {
  return {
    kind: 'rollups',
    data: z.strictObject({}),
    run: async (slot, context) => {
      const { hour, minute } = slot.due.toZonedDateTimeISO('UTC')
      const { more } = await tendRollups(context, catalogue, hour * 4 + Math.floor(minute / 15))
      return more ? { kind: 'held', seconds: 1 } : { kind: 'nothing due' }
    },
  }
}
