import { z } from 'zod'
import { remind } from '../src/checklists/remind.js'
import type { Job } from './job.js'

/** Once a working day per running checklist: reminds its channel of the stages that are due soon, due or overdue. */
export const checklistJob: Job<{ run: number }> = {
  kind: 'checklists',
  data: z.object({ run: z.number().int() }),
  run: async (slot, context) => {
    const deliveries = await remind(context, slot.data.run, slot.id)
    return deliveries > 0 ? { kind: 'composed', deliveries } : { kind: 'skipped', reason: 'nothing to say' }
  },
}
