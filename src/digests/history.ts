import type { Temporal } from 'temporal-polyfill'
import { pressOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import { placeKey } from '../chat/place.js'
import { plainLines } from '../chat/plain.js'
import { type Text, textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { personById } from '../company/store.js'
import type { Again } from '../deliveries/actions.js'
import { againButton } from '../deliveries/again-button.js'
import type { Texts } from '../locales/texts.js'
import { history } from '../schedules/history-store.js'
import * as actions from './actions.js'
import { pastText } from './list-card.js'
import type { Digest } from './model.js'
import { type DigestPost, messagesOf, type PostedMessage, postsOf, subjectOfPost } from './posts-store.js'
import { scheduleOf } from './write.js'

/** As many times are shown: a quarter of a weekly digest. */
const mostTimes = 12

type Past = Awaited<ReturnType<typeof history>>[number]

/** One entry of the history: a due time with what was posted for it, or a post that somebody asked for. */
interface Entry {
  readonly at: Temporal.Instant
  readonly past: Past | null
  readonly posts: readonly DigestPost[]
}

/**
 * What became of the latest times of a digest: the outcome of each, what was left out and why, posts by hand, and corrections
 * with what stood there before.
 * @param labelOf what people read for a destination's key
 */
export async function historyCard(
  context: Context,
  digest: Digest,
  labelOf: (key: string) => string,
  mayAct: boolean,
): Promise<Message> {
  const { db, t } = context
  const past = await history(db, 'digests', scheduleOf(digest.name), mostTimes)
  const posts = await postsOf(db, digest.name, mostTimes)
  const messages = await messagesOf(
    db,
    posts.map((one) => one.id),
  )
  const blocks = await Promise.all(
    entriesOf(past, posts).map((entry) => entryBlocks(entry, messages, context, labelOf, mayAct)),
  )
  const buttons =
    mayAct && posts.length > 0 ? [pressOf(t.plain('digests.correct'), actions.correct, { digest: digest.name })] : []
  return {
    blocks: [
      { kind: 'heading', text: t.plain('digests.history_of', { title: digest.title }) },
      ...(blocks.length === 0 ? [{ kind: 'text', text: t.text('digests.last_none') } as const] : blocks.flat()),
      ...(buttons.length > 0 ? [{ kind: 'actions', buttons } as const] : []),
    ],
    discloses: [],
  }
}

/** What became of a digest last: of its latest due time, or of a post that somebody asked for since. */
export async function lastText(context: Context, name: Digest['name']): Promise<Text> {
  const { db, t } = context
  const [entry] = entriesOf(await history(db, 'digests', scheduleOf(name), 1), await postsOf(db, name, 1))
  if (entry?.past) return pastText(entry.past, t)
  const [post] = entry?.posts ?? []
  if (!post) return t.text('digests.last_none')
  return postText(post, await messagesOf(db, [post.id]), context)
}

function entriesOf(past: readonly Past[], posts: readonly DigestPost[]): readonly Entry[] {
  const times = past.map((one) => ({ at: one.due, past: one, posts: posts.filter((post) => post.slot === one.id) }))
  const others = posts
    .filter((post) => post.slot === null)
    .map((post) => ({ at: post.createdAt, past: null, posts: [post] }))
  return [...times, ...others].sort((a, b) => b.at.epochMilliseconds - a.at.epochMilliseconds).slice(0, mostTimes)
}

async function entryBlocks(
  entry: Entry,
  messages: readonly PostedMessage[],
  context: Context,
  labelOf: (key: string) => string,
  mayAct: boolean,
): Promise<readonly Block[]> {
  const { t } = context
  const head: Block[] = entry.past ? [{ kind: 'text', text: pastText(entry.past, t) }] : []
  const rest = await Promise.all(entry.posts.map((post) => postBlocks(post, messages, context, labelOf)))
  const [missing] = open(entry, messages) ? missingOf(entry) : []
  // Of a due time its outcome says so.
  const note: Block[] = missing && !entry.past ? [{ kind: 'note', text: t.text('digests.not_everywhere') }] : []
  const again: Block[] = missing && mayAct ? [{ kind: 'actions', buttons: [againButton(missing, t)] }] : []
  return [...head, ...rest.flat(), ...note, ...again]
}

/** What can be posted again: of a due time that failed, or of what somebody had posted. */
function missingOf({ past, posts }: Entry): readonly Again[] {
  if (past) return past.state === 'failed' ? [{ slot: past.id }] : []
  return posts.map((post) => ({ about: subjectOfPost(post.id) }))
}

/** Whether something of it still stands nowhere: what was posted again since counts as posted. */
function open({ posts }: Entry, messages: readonly PostedMessage[]): boolean {
  const about = new Set<string>(posts.map((post) => subjectOfPost(post.id)))
  const latest = new Map(
    messages.filter((one) => about.has(one.about)).map((one) => [JSON.stringify(one.to), one.state]),
  )
  return [...latest.values()].some((state) => state === 'refused' || state === 'failed' || state === 'unknown')
}

async function postBlocks(
  post: DigestPost,
  messages: readonly PostedMessage[],
  context: Context,
  labelOf: (key: string) => string,
): Promise<readonly Block[]> {
  const { t } = context
  const mine = messages.filter((one) => one.about === subjectOfPost(post.id))
  const head: readonly Block[] = post.by === null ? [] : [{ kind: 'text', text: await postText(post, mine, context) }]
  const left = post.leftOut.map(
    ({ to, reason }): Block => ({
      kind: 'note',
      text: t.text('digests.left_out', {
        to: labelOf(to),
        kind: to.startsWith('person:') ? 'person' : 'place',
        reason: reason.replaceAll(' ', '_'),
      }),
    }),
  )
  const before = post.corrects === null ? [] : beforeBlocks(post.corrects, messages, t)
  return [...head, ...left, ...before]
}

/** "Posted 22 Nov 2026, 22:33 by Nadia, to 2 places", or that it was corrected. @param messages those of the post */
async function postText(
  { by, corrects, createdAt, reason }: DigestPost,
  messages: readonly PostedMessage[],
  { db, t }: Context,
): Promise<Text> {
  const person = by === null ? null : await personById(db, by)
  const places = messages.filter((one) => one.under === null).map((one) => placeKey(one.to))
  const args = { when: createdAt, by: person?.name ?? '', reason: reason ?? '', count: new Set(places).size }
  return t.text(corrects === null ? 'digests.posted_by' : 'digests.corrected_by', args)
}

/** What stood there before a correction: both versions are kept. */
function beforeBlocks(corrected: number, messages: readonly PostedMessage[], t: Texts): readonly Block[] {
  const first = messages.find((one) => one.about === subjectOfPost(corrected))
  if (!first) return []
  const lines = plainLines(first.message).slice(1, 4)
  return [{ kind: 'note', text: t.text('digests.said_before', { lines: textOf(lines.join(' / ')) }) }]
}
