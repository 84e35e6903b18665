import { z } from 'zod'
import { assertNever } from '../src/chat/assert-never.js'
import { postDigest } from '../src/digests/compose.js'
import { sendButton } from '../src/digests/list-card.js'
import { ruleOf } from '../src/digests/model.js'
import { digestByName } from '../src/digests/store.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import type { Job } from './job.js'

/** Numbers that are waited for are looked at again after so many seconds. */
const lookAgain = 60

/** Composes a digest at its due time, for all its destinations in one transaction. */
export function digestJob(catalogue: Catalogue): Job<{ digest: string }> {
  return {
    kind: 'digests',
    data: z.object({ digest: z.string() }),
    run: async (slot, context) => {
      const stored = await digestByName(context.db, slot.data.digest)
      if (!stored) throw new Error(`There is no digest "${slot.data.digest}" any more`)
      // What is still too old when the catch-up window ends is posted with that said beside it.
      const holdUntil = slot.due.add({ seconds: ruleOf(stored.digest).catchUp })
      const posted = await postDigest(context, catalogue, stored, { key: `slot:${slot.id}`, slot: slot.id, holdUntil })
      switch (posted.kind) {
        case 'held':
          return { kind: 'held', seconds: lookAgain }
        case 'nowhere':
          return { kind: 'skipped', reason: 'no place' }
        case 'posted':
          return { kind: 'composed', deliveries: posted.deliveries }
        default:
          return assertNever(posted)
      }
    },
    describe: async ({ digest: name }, context) => {
      const stored = await digestByName(context.db, name)
      if (!stored) return { title: name, buttons: [] }
      return { title: stored.digest.title, buttons: [sendButton(stored.digest, context.t)] }
    },
  }
}
