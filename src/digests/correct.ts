import { recordChange } from '../audit/store.js'
import { placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { freeze, messagesFor } from './compose.js'
import { answersOf } from './lines.js'
import type { Digest, StoredDigest } from './model.js'
import { type DigestPost, insertPost, messagesOf, type PostedMessage, postsOf, subjectOfPost } from './posts-store.js'
import { requireChange } from './rights.js'
import { type Target, targetsOf } from './targets.js'

type Acting = Context & { readonly by: Person }

/** As many posts are looked through for the latest one that is no correction. */
const lookedThrough = 50

/** The latest post of a digest that can be corrected, with its messages. */
export interface Correctable {
  readonly post: DigestPost
  /** Those that stand somewhere. */
  readonly standing: readonly PostedMessage[]
}

/**
 * The latest post of a digest, for somebody who may correct it.
 * @throws Refusal if it is not theirs, was never posted, or is still being sent
 */
export async function correctable(context: Acting, { digest }: StoredDigest): Promise<Correctable> {
  await requireChange(context, digest)
  const posts = await postsOf(context.db, digest.name, lookedThrough)
  const post = posts.find((one) => one.corrects === null)
  if (!post) throw new Refusal('digests.never_posted', { title: digest.title })
  const messages = await messagesOf(context.db, [post.id])
  if (messages.some((one) => ['waiting', 'claimed', 'sending'].includes(one.state)))
    throw new Refusal('digests.still_sending', { title: digest.title })
  return { post, standing: messages.filter((one) => one.sent !== null) }
}

/**
 * Puts the numbers as they are known now, for the moment of the post, in the place of its messages, marked as corrected. Both
 * versions are kept: the post that is replaced, and this one with the reason. Lines are those of the digest as it stands now.
 * @returns how many messages are redrawn
 */
export async function correctDigest(
  context: Acting,
  catalogue: Catalogue,
  stored: StoredDigest,
  reason: string,
): Promise<number> {
  const { post, standing } = await correctable(context, stored)
  return context.db.transaction(async (tx) => {
    const then = { ...context, db: tx, now: post.asOf }
    const digest: Digest = { ...stored.digest, destinations: post.digest.destinations }
    const { targets } = await targetsOf(then, digest.destinations)
    const id = await insertPost(tx, {
      name: digest.name,
      digest,
      version: stored.version,
      occasion: `${digest.name}:correct:${context.cause}`,
      asOf: post.asOf,
      createdAt: context.now,
      slot: post.slot,
      by: context.by.id,
      corrects: post.id,
      reason,
      leftOut: [],
    })
    const frame = { post: id, correction: { at: context.now, by: context.by.name, reason } }
    const answers = answersOf(then, catalogue, digest)
    const messages = await messagesFor(then, digest, targets, answers, frame)
    const keyOf = (target: Target) => `digest:${digest.name}:correct:${context.cause}:${target.key}`
    const rows = [...messages].flatMap(([target, message]) => {
      const key = keyOf(target)
      const edits = standingAt(target, standing)?.sent ?? null
      if (edits === null) return []
      return [{ key, about: subjectOfPost(id), to: target.to, message, edits, slot: null, urgent: true }]
    })
    const added = await addDeliveries({ ...context, db: tx }, rows)
    if (added > 0) await freeze(then, targets, answers, keyOf)
    const change = { subject: `digest:${digest.name}`, verb: 'correct', before: { post: post.id } } as const
    await recordChange({ ...context, db: tx }, { ...change, after: { post: id, reason, messages: added } })
    return added
  })
}

const standingAt = ({ to }: Target, standing: readonly PostedMessage[]): PostedMessage | undefined =>
  standing.findLast((one) => placeKey(one.to) === placeKey(to))
