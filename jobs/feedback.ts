import { z } from 'zod'
import { openPrompt } from '../src/feedback/prompt-open.js'
import { firstZone } from '../src/feedback/prompt-save.js'
import * as store from '../src/feedback/prompt-store.js'
import { postLive } from '../src/feedback/results-post.js'
import { dayOf } from '../src/time/zone.js'
import type { Job } from './job.js'

/** Opens the round of a day, before that day begins anywhere; it is asked and closed by `jobs/rounds`. */
export const feedbackJob: Job<{ prompt: string }> = {
  kind: 'feedback',
  data: z.object({ prompt: z.string() }),
  run: async (slot, context) => {
    const stored = await store.byName(context.db, slot.data.prompt)
    const day = dayOf(slot.due, firstZone)
    const when = stored?.state === 'active' ? stored.prompt.when : null
    // A day of the year comes again; a prompt that is asked once does not.
    if (!stored || when === null || ('on' in when && when.on !== day))
      return { kind: 'skipped', reason: 'nothing to say' }
    const round = await openPrompt(context, stored.prompt, day, { day })
    const posted = round ? await postLive(context, round.id, slot.id) : 0
    return posted > 0 ? { kind: 'composed', deliveries: posted } : { kind: 'skipped', reason: 'nothing to say' }
  },
}
