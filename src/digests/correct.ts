import { recordChange } from '../audit/store.js'
import type { Subject } from '../chat/message.js'
import { type PostRef, placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { type NewDelivery, unsettledStates } from '../deliveries/model.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { type CardFrame, correctionNote } from './card.js'
import { type Composed, detailsKey, freeze, messagesFor } from './compose.js'
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
  readonly standing: readonly Standing[]
  /** The details that stand under them, whether the post or a correction of it put them there. */
  readonly below: readonly Standing[]
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
  const corrections = posts.filter((one) => one.corrects === post.id).map(({ id }) => id)
  const all = await messagesOf(context.db, [post.id, ...corrections])
  // Of a correction only details that it put into the thread are a message of their own: the rest of it redraws what stood there.
  const messages = all.filter(({ about, under }) => about === subjectOfPost(post.id) || under !== null)
  if (messages.some(({ state }) => unsettledStates.some((one) => one === state)))
    throw new Refusal('digests.still_sending', { title: digest.title })
  const sent = messages.filter((one): one is Standing => one.sent !== null)
  return {
    post,
    standing: sent.filter(({ under }) => under === null),
    below: sent.filter(({ under }) => under !== null),
  }
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
  const { post, standing, below } = await correctable(context, stored)
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
    const composed = await messagesFor(then, digest, targets, answers, frame)
    const keyOf = (target: Target) => `digest:${digest.name}:correct:${context.cause}:${target.key}`
    const edits = [...composed].flatMap(([target, one]) => {
      const before = standingAt(target, standing)
      return before
        ? [{ target, ...one, key: keyOf(target), about: subjectOfPost(id), tells: context.by.id, before }]
        : []
    })
    const rows = edits.flatMap((one) => [messageRow(one), ...detailsRow(one, below, frame)])
    const added = await addDeliveries({ ...context, db: tx }, rows)
    const messages = added === 0 ? 0 : edits.length
    if (added > 0) await freeze(then, targets, answers, keyOf)
    const change = { subject: `digest:${digest.name}`, verb: 'correct', before: { post: post.id } } as const
    await recordChange({ ...context, db: tx }, { ...change, after: { post: id, reason, messages } })
    return messages
  })
}

type Standing = PostedMessage & { readonly sent: PostRef }

/** What comes into the place of a message that stands. */
interface Edit extends Composed {
  readonly target: Target
  readonly key: string
  readonly about: Subject
  readonly tells: number
  readonly before: Standing
}

const standingAt = ({ to }: Target, standing: readonly Standing[]): Standing | undefined =>
  standing.findLast((one) => placeKey(one.to) === placeKey(to))

const messageRow = ({ target, key, about, tells, message, before }: Edit): NewDelivery => ({
  key,
  about,
  tells,
  to: target.to,
  message,
  edits: before.sent,
  slot: null,
  urgent: true,
})

/** The details in the thread are redrawn with their message, put there where there were none, and emptied where there are none left. */
function detailsRow(
  edit: Edit,
  details: readonly Standing[],
  frame: Pick<CardFrame, 'correction'>,
): readonly NewDelivery[] {
  const row = { ...messageRow(edit), key: detailsKey(edit.key) }
  const below = details.find(({ under }) => under === edit.before.key)
  const message = edit.details ?? { blocks: correctionNote(frame, edit.target.t), discloses: [] }
  if (below) return [{ ...row, message, edits: below.sent }]
  return edit.details === null ? [] : [{ ...row, message, edits: null, under: edit.before.key }]
}
