import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import type { Renderer } from '../deliveries/live.js'
import { noteCard } from '../digests/notices.js'
import { notify } from '../digests/notify.js'
import { type LeftOut, targetsOf } from '../digests/targets.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { reviewCard } from './card.js'
import { namesOf } from './decide.js'
import { decisionCard, decisionsCard, type Named } from './decision-card.js'
import * as decisions from './decision-store.js'
import { decisionsSubject, type Review, reviewSubject } from './model.js'
import { namedOf } from './named.js'
import * as store from './store.js'

/** What became of posting a review. `nowhere`: its place cannot be posted to. `before`: the same occasion has posted it. */
export type Posted = { readonly kind: 'posted'; readonly deliveries: number } | { readonly kind: 'nowhere' | 'before' }

/**
 * Posts a review to its place, and below it the decisions: those of before to follow up, and from now on those that are made. To be
 * called in a transaction.
 * @param occasion the slot or the press: the same one posts once
 */
export async function postReview(
  context: Context,
  catalogue: Catalogue,
  { review, owner }: store.StoredReview,
  occasion: { readonly key: string; readonly slot: number | null },
): Promise<Posted> {
  const { targets, leftOut } = await targetsOf(context, [{ place: review.place, filters: {} }])
  const [target] = targets
  if (!target) {
    await tellOwner(context, review, owner, leftOut[0]?.reason ?? 'gone', occasion.key)
    return { kind: 'nowhere' }
  }
  const key = `${reviewSubject(review.name)}:${occasion.key}`
  const post = await store.insertPost(context.db, { review: review.name, occasion: key, at: context.now })
  if (!post) return { kind: 'before' }
  const message = await reviewCard(context, catalogue, review, await departmentsOf(context.db), target)
  const about = decisionsSubject(post.id)
  const common = { to: target.to, edits: null, slot: occasion.slot, urgent: occasion.slot === null }
  const deliveries = await addDeliveries(context, [
    { ...common, key, about: reviewSubject(review.name), message },
    {
      ...common,
      key: `${key}:decisions`,
      about,
      message: await decisionsOf(context, post, review, target.t),
      view: 'card',
    },
  ])
  if (context.by !== 'clock')
    await recordChange(context, { subject: reviewSubject(review.name), verb: 'post', before: null, after: {} })
  return { kind: 'posted', deliveries }
}

/** A review that stays away without a word would look like one that nobody needs. */
async function tellOwner(
  context: Context,
  review: Review,
  owner: number,
  reason: LeftOut['reason'],
  key: string,
): Promise<void> {
  const person = await personById(context.db, owner)
  const args = { title: review.title, to: `#${review.place}`, reason: reason.replaceAll(' ', '_') }
  await notify(context, person ? [person] : [], {
    key: `${reviewSubject(review.name)}:${key}:nowhere`,
    about: reviewSubject(review.name),
    message: (t) => noteCard(t.text('digests.destination_gone', args), []),
  })
}

/** A review as it would be now, under the rights of the person who looks. */
export async function previewReview(context: Context & { readonly by: Person }, catalogue: Catalogue, review: Review) {
  const may: Parameters<typeof reviewCard>[4]['may'] = (metric) => mayRead(metric, context.by)
  return reviewCard(context, catalogue, review, await departmentsOf(context.db), { t: context.t, may })
}

async function decisionsOf(context: Context, post: store.Post, review: Review, t: Texts) {
  const [, previous] = (await store.postsOf(context.db, review.name, 50)).filter(({ id }) => id <= post.id)
  const all = await namedOf(
    context,
    await decisions.standingOf(context.db, reviewSubject(review.name), previous?.at ?? post.at),
  )
  const isNew = ({ one }: Named): boolean => one.recordedAt.epochMilliseconds >= post.at.epochMilliseconds
  const today = dayOf(context.now, context.company.zone)
  return decisionsCard(
    review,
    all.filter((one) => !isNew(one)),
    all.filter(isNew),
    today,
    t,
  )
}

/** Draws the decisions below a review anew, and those that people have in their direct conversations. */
export const reviewRenderers: readonly Renderer[] = [
  {
    kind: 'review_post',
    draw: async (context, { id }) => {
      const post = await store.postById(context.db, Number(id))
      const stored = post && (await store.reviewByName(context.db, post.review))
      return post && stored ? decisionsOf(context, post, stored.review, context.t) : null
    },
  },
  {
    kind: 'decision',
    draw: async (context, { id }) => {
      const one = await decisions.byId(context.db, Number(id))
      return one ? decisionCard(one, await namesOf(context, one), context.t) : null
    },
  },
]
