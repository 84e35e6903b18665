import { z } from 'zod'
import { assertNever } from '../src/chat/assert-never.js'
import { pressOf } from '../src/chat/button.js'
import { departmentsOf } from '../src/company/store.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { postNow, prepare } from '../src/reviews/actions.js'
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
      const again = pressOf(context.t.plain('reviews.post_now'), postNow, { review })
      return { title: stored?.review.title ?? review, buttons: stored ? [again] : [] }
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
    describe: async ({ department }, { db, t }) => {
      const label = (await departmentsOf(db)).find(({ key }) => key === department)?.label ?? department
      const look = pressOf(t.plain('reviews.prepare'), prepare, { department })
      return { title: t.plain('reviews.talks_with', { department: label }), buttons: [look] }
    },
  }
}
