import { z } from 'zod'
import { openDay } from '../src/standups/open.js'
import * as store from '../src/standups/store.js'
import type { Job } from './job.js'

/** Opens the round of a day, before that day begins anywhere; it is asked and closed by `jobs/rounds`. */
export const standupJob: Job<{ standup: string }> = {
  kind: 'standups',
  data: z.object({ standup: z.string() }),
  run: async (slot, context) => {
    const stored = await store.byName(context.db, slot.data.standup)
    if (stored?.state === 'active') await openDay(context, stored.standup, slot.due)
    return { kind: 'skipped', reason: 'nothing to say' }
  },
}
