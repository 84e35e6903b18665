import type { ModalView } from '@slack/types'
import { assertNever } from '../../chat/assert-never.js'
import type { MadeFile } from '../../chat/file.js'
import type { Reply } from '../../chat/incoming.js'
import type { Message } from '../../chat/message.js'
import type { Sent } from '../../chat/platform.js'
import { toBlocks } from './blocks/message.js'
import type { Called } from './errors.js'
import { sentOf } from './errors.js'
import type { Origin } from './metadata.js'
import type { SlackOptions } from './options.js'
import { respond } from './respond.js'
import type { Post } from './send.js'
import { upload } from './upload.js'
import { formAsMessage, formView, homeView, resultView, said } from './views.js'

/** What answering needs besides posting. */
export interface Answering extends Post {
  readonly options: Pick<SlackOptions, 'now' | 'log' | 'words' | 'slackApiUrl'>
}

/**
 * Brings a reply back to the person who acted, after the request has ended, and to nobody else. Never rejects: a reply that
 * cannot be drawn is refused.
 */
export async function answer(post: Answering, from: Origin, reply: Reply): Promise<Sent> {
  try {
    return sent(post, from, await deliver(post, from, reply))
  } catch (error) {
    post.options.log.error({ err: error }, 'an answer could not be drawn for Slack')
    return { kind: 'refused', cause: 'message invalid', code: 'not_drawn' }
  }
}

/** Private messages have no id that could be edited later. */
function sent(post: Post, from: Origin, called: Called): Sent {
  return called.ok ? { kind: 'sent', ref: { place: from.at, id: '' } } : sentOf(called.failure, post.options.now())
}

const DONE: Called = { ok: true, data: null }

async function deliver(post: Answering, from: Origin, reply: Reply): Promise<Called> {
  const words = post.options.words(from.locale)
  switch (reply.kind) {
    case 'tell':
      return tell(post, from, reply.message)
    case 'redraw': {
      const drawn = await redraw(post, from, reply.message)
      const note = reply.note === null ? null : { blocks: [{ kind: 'text', text: reply.note } as const], discloses: [] }
      if (from.view !== null) await showInView(post, from, note ?? said(words.done))
      else if (note !== null && drawn.ok) await tell(post, from, note)
      return drawn
    }
    case 'form':
      if (from.view === null) return tell(post, from, formAsMessage(reply.form, words))
      return updateView(post, from, from.view, formView(reply.form, from, null))
    case 'home':
      return publish(post, from, reply.message)
    case 'done':
      if (from.view !== null) await showInView(post, from, said(words.done))
      return DONE
    case 'options':
      return DONE
    case 'file':
      return bringFile(post, from, reply.file)
    default:
      return assertNever(reply)
  }
}

/** Into the direct conversation; whoever acted elsewhere is told where it is, and whoever cannot have it, that it failed. */
async function bringFile(post: Answering, from: Origin, file: MadeFile): Promise<Called> {
  const words = post.options.words(from.locale)
  const brought = await upload(post, from, file)
  const passing = !brought.ok && (brought.failure.kind === 'limited' || brought.failure.kind === 'unsent')
  if (passing) return brought
  const here = from.at.kind === 'direct' && from.view === null && !from.home
  if (!brought.ok || !here) await tell(post, from, said(brought.ok ? words.fileSent : words.failed))
  return brought
}

type Way = () => Promise<Called>

/**
 * Shows a message to the person alone: in the dialog that waits for it, else by the response address, else as an ephemeral
 * message where they spoke, else in their direct conversation. The next way is tried only when Slack refused the one before:
 * after an unclear answer it would say the same thing twice.
 */
async function tell(post: Answering, from: Origin, message: Message): Promise<Called> {
  const drawn = toBlocks(message, from.at.workspace)
  const { at, url, view } = from
  const thread = at.thread === null ? {} : { thread_ts: at.thread }
  const direct = { channel: from.user, ...drawn }
  const ways: readonly Way[] = [
    ...(view === null ? [] : [() => showInView(post, from, message)]),
    ...(isFresh(post, url)
      ? [
          () =>
            respond(
              url.href,
              { response_type: 'ephemeral', replace_original: false, ...thread, ...drawn },
              post.options.slackApiUrl,
            ),
        ]
      : []),
    at.kind === 'channel'
      ? () =>
          post.web.call(at.workspace, 'chat.postEphemeral', {
            channel: at.channel,
            user: from.user,
            ...thread,
            ...drawn,
          })
      : () => post.web.call(at.workspace, 'chat.postMessage', { ...direct, ...thread }),
    ...(at.kind === 'channel' ? [() => post.web.call(at.workspace, 'chat.postMessage', direct)] : []),
  ]
  return firstThatWorks(ways)
}

async function firstThatWorks(ways: readonly Way[]): Promise<Called> {
  let last: Called = DONE
  for (const way of ways) {
    last = await way()
    if (last.ok || last.failure.kind !== 'refused') return last
  }
  return last
}

function isFresh(post: Post, url: Origin['url']): url is NonNullable<Origin['url']> {
  return url !== null && post.options.now().epochMilliseconds < url.until
}

/** Puts the message in the place of the card on which the person pressed, or of the home tab. */
async function redraw(post: Answering, from: Origin, message: Message): Promise<Called> {
  if (from.home) return publish(post, from, message)
  const drawn = toBlocks(message, from.at.workspace)
  const { card, url } = from
  const ways: readonly Way[] = [
    ...(card === null ? [] : [() => update(post, card, drawn)]),
    ...(isFresh(post, url)
      ? [() => respond(url.href, { replace_original: true, ...drawn }, post.options.slackApiUrl)]
      : []),
  ]
  return ways.length === 0 ? tell(post, { ...from, view: null }, message) : firstThatWorks(ways)
}

async function update(post: Post, card: NonNullable<Origin['card']>, drawn: object): Promise<Called> {
  const channel = await post.direct.channelOf(card.place)
  if (!channel.ok) return channel
  return post.web.call(card.place.workspace, 'chat.update', { channel: channel.id, ts: card.id, ...drawn })
}

async function publish(post: Post, from: Origin, message: Message): Promise<Called> {
  const view = homeView(message, from.at.workspace)
  return post.web.call(from.at.workspace, 'views.publish', { user_id: from.user, view })
}

async function showInView(post: Answering, from: Origin, message: Message): Promise<Called> {
  if (from.view === null) return DONE
  return updateView(post, from, from.view, resultView(message, from, post.options.words(from.locale)))
}

async function updateView(post: Post, from: Origin, id: string, view: ModalView): Promise<Called> {
  return post.web.call(from.at.workspace, 'views.update', { view_id: id, view })
}
