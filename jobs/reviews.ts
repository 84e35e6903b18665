import { z } from 'zod'
import { assertNever } from '../src/chat/assert-never.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { postReview } from '../src/reviews/post.js'
import { reviewByName, talkWith } from '../src/reviews/store.js'
import { postPreparation } from '../src/reviews/talk-post.js'
import type { Job } from './job.js'

/** Posts a standing review at its time, with the decisions below it. */
export function reviewJob(catalogue: Catalogue): Job<{ review: string }> {
  return {
    kind: 'reviews',
    data: z.object({ review: z.string() }),
    run: async (slot, context) => {
      const stored = await reviewByName(context.db, slot.data.review)
      if (stored?.state !== 'active') return { kind: 'skipped', reason: 'changed' }
      const posted = await postReview(context, catalogue, stored, { key: `slot:${slot.id}`, slot: slot.id })
      switch (posted.kind) {
        case 'posted':
          return { kind: 'composed', deliveries: posted.deliveries }
        case 'nowhere':
          return { kind: 'skipped', reason: 'no place' }
        case 'before':
          return { kind: 'skipped', reason: 'nothing to say' }
        default:
          return assertNever(posted)
      }
    },
    describe: async ({ review }, context) => {
      const stored = await reviewByName(context.db, review)
      return { title: stored?.review.title ?? review, buttons: [] }
    },
  }
}

/** Prepares a talk with the leader of a department, some time before it. */
export function talkJob(catalogue: Catalogue): Job<{ department: string }> {
  return {
    kind: 'one_to_ones',
    data: z.object({ department: z.string() }),
    run: async (slot, context) => {
      const stored = await talkWith(context.db, slot.data.department)
      const said = stored ? await postPreparation(context, catalogue, stored, slot) : 'nothing'
      if (said === 'nobody') return { kind: 'skipped', reason: 'no place' }
      return said === 'nothing' ? { kind: 'skipped', reason: 'nothing to say' } : { kind: 'composed', deliveries: said }
    },
  }
}
