import { z } from 'zod'
import { postDigest } from '../src/digests/compose.js'
import { digestByName } from '../src/digests/store.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import type { Job } from './job.js'

/** Composes a digest at its due time, for all its destinations in one transaction. */
export function digestJob(catalogue: Catalogue): Job<{ digest: string }> {
  return {
    kind: 'digests',
    data: z.object({ digest: z.string() }),
    run: async (slot, context) => {
      const digest = await digestByName(context.db, slot.data.digest)
      if (!digest) throw new Error(`There is no digest "${slot.data.digest}" any more`)
      const deliveries = await postDigest(context, catalogue, digest, { key: `slot:${slot.id}`, slot: slot.id })
      return { kind: 'composed', deliveries }
    },
  }
}
