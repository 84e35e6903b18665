import { recordChange } from '../audit/store.js'
import { callOf } from '../chat/action.js'
import { textField } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Message, Subject } from '../chat/message.js'
import { type Place, type PostRef, placeKey } from '../chat/place.js'
import type { Span } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personByEmail, placeOf } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import * as actions from './actions.js'
import { type DigestPost, messagesOf, postById, subjectOfPost } from './posts-store.js'
import { approversOf } from './rights.js'
import { digestByName } from './store.js'

type Acting = Context & { readonly by: Person }

/** About which post somebody asks, and under which of its messages. */
type Asked = { readonly post: number; readonly under: PostRef | null }

/** As much as fits into a form's field and a message on both platforms. */
const longest = 1000

/** A post with whoever answers for its digest as it is now: its owner, or who decides for them where they have left. */
export async function answering(context: Acting, id: number): Promise<{ post: DigestPost; owner: Person }> {
  const post = await postById(context.db, id)
  if (!post) throw new Refusal('errors.old_button')
  const digest = (await digestByName(context.db, post.name))?.digest ?? post.digest
  const own = await personByEmail(context.db, digest.owner)
  const [owner] = own?.active ? [own] : await approversOf(context, digest)
  if (!owner || directPlace(owner) === null) throw new Refusal('digests.nobody_to_ask', { title: post.digest.title })
  if (owner.id === context.by.id) throw new Refusal('digests.ask_yourself', { title: post.digest.title })
  return { post, owner }
}

/** Asks what somebody wants to know. */
export function askForm(asked: Asked, owner: Person, t: Texts, draft: Values = {}, errors: Form['errors'] = {}): Form {
  return {
    call: callOf(actions.askOwner, asked),
    title: t.plain('digests.ask_owner'),
    submit: t.plain('digests.ask'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('question', t.plain('digests.field_question', { name: owner.name }), {
        hint: t.plain(isOpen(asked) ? 'digests.hint_question_thread' : 'digests.hint_question_direct'),
        multiline: true,
        min: 3,
        max: longest,
      }),
    ],
    draft,
    errors,
  }
}

/**
 * Puts a question to the owner of a digest: into the thread of its message, where everybody who reads it sees the answer too, or
 * into their direct conversation, where the message stands in one.
 * @returns whether it stands in a thread
 */
export async function askOwner(context: Acting, asked: Asked, question: string): Promise<boolean> {
  const { post, owner } = await answering(context, asked.post)
  const thread = await threadOf(context, asked)
  const direct = directPlace(owner)
  const to = thread?.place ?? direct
  if (!to) throw new Refusal('digests.nobody_to_ask', { title: post.digest.title })
  const key = `digest:${post.name}:ask:${context.cause}`
  const t = thread === null ? textsFor(owner.locale, owner.zone) : thread.t
  await context.db.transaction(async (db) => {
    const inside = { ...context, db }
    const message = questionCard(context.by, owner, post, question, thread !== null, t)
    // Each question is a thing of its own: [Post again] under one that did not arrive posts that one.
    const about: Subject = `digest_question:${key}`
    await addDeliveries(inside, [
      { key, about, tells: context.by.id, to, message, edits: null, slot: null, urgent: true },
    ])
    await recordChange(inside, {
      subject: subjectOfPost(post.id),
      verb: 'ask',
      before: null,
      after: { owner: owner.id, question },
    })
  })
  return thread !== null
}

/** Whether others read along. */
const isOpen = ({ under }: Asked): boolean => under?.place.kind === 'channel'

/**
 * The thread under the message, in the words of its place; null where it stands in a direct conversation.
 * @throws Refusal where the post has no such message: a form can say anything
 */
async function threadOf({ db, company }: Acting, asked: Asked): Promise<{ place: Place; t: Texts } | null> {
  const { post, under } = asked
  if (under === null || !isOpen(asked)) return null
  const at = placeKey(channelOf(under.place))
  const standing = (await messagesOf(db, [post])).find(
    ({ sent }) => sent !== null && sent.id === under.id && placeKey(channelOf(sent.place)) === at,
  )
  if (!standing) throw new Refusal('errors.old_button')
  const known = await placeOf(db, under.place)
  const t = textsFor(known?.locale ?? company.locale, known?.zone ?? company.zone)
  return { place: { ...channelOf(under.place), thread: under.id }, t }
}

const channelOf = (place: Place): Place => ({ ...place, thread: null })

function questionCard(
  by: Person,
  owner: Person,
  { digest }: DigestPost,
  question: string,
  open: boolean,
  t: Texts,
): Message {
  const args = { by: [mention(by)], owner: open ? [mention(owner)] : 'none', question }
  return {
    blocks: [
      { kind: 'heading', text: t.plain('digests.question_about', { title: digest.title }) },
      { kind: 'text', text: t.text('digests.asked_owner', args) },
    ],
    discloses: [],
  }
}

const mention = ({ name, accounts }: Person): Span => ({ kind: 'person', name, accounts })
