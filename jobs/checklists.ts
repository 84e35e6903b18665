import { z } from 'zod'
import { closeByMetrics } from '../src/checklists/metrics.js'
import { recurringData, startDue } from '../src/checklists/recurring.js'
import { remind } from '../src/checklists/remind.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { type Job, watched } from './job.js'

/**
 * Once a working day per running checklist: closes the items whose metric is where it should be, reminds the channel of the
 * stage that is open, and ends an approval that ran out.
 */
export function checklistJob(catalogue: Catalogue): Job<{ run: number }> {
  return {
    kind: 'checklists',
    data: z.object({ run: z.int() }),
    run: async (slot, context) => {
      await closeByMetrics(context, slot.data.run, catalogue)
      const deliveries = await remind(context, slot.data.run, slot.id)
      return watched(deliveries)
    },
  }
}

/** Starts a checklist that begins again and again: the card of its run is what the slot is recorded by. */
export const checklistStartJob: Job<z.infer<typeof recurringData>> = {
  kind: 'checklist_starts',
  data: recurringData,
  run: async (slot, context) => {
    const started = await startDue(context, slot.data, slot)
    return started ? { kind: 'composed', deliveries: 1 } : { kind: 'skipped', reason: 'nothing to say' }
  },
}
