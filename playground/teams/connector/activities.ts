import { randomUUID } from 'node:crypto'
import type { Answer } from '../../faults.js'
import { parseJson } from '../../http.js'
import type { Channel, Post } from '../../model.js'
import { CARD_TYPE } from '../attachment-types.js'
import { cardText } from '../card/read.js'
import { MESSAGE_BYTES_UTF16, TARGETED_MS } from '../limits.js'
import type { Conversation } from '../places.js'
import type { Service } from '../service.js'
import { fileCardProblem, filesOf } from './file-cards.js'
import { messageProblem, type Outgoing, outgoing, payloadBytes } from './message.js'
import {
  activityNotFound,
  badArgument,
  badSyntax,
  conversationNotFound,
  notAllowed,
  notInRoster,
  tooBig,
  writesBlocked,
} from './refusals.js'

/** One request about an activity of a conversation. */
export interface ActivityRequest {
  readonly conversation: string
  /** The activity that is answered, changed or deleted; null where a new one is sent. */
  readonly activity: string | null
  readonly targeted: boolean
  readonly body: string
  /** How much later than its answer a new post shows (ms): a fault. */
  readonly late: number
}

/** `POST .../activities` and `POST .../activities/{id}`. */
export function send(service: Service, request: ActivityRequest): Answer {
  const checked = checkMessage(service, request)
  if ('status' in checked) return checked
  const { place, message } = checked
  if (message.type === 'typing') return { status: 201, body: { id: randomUUID() } }
  const thread = threadOf(service, place, request.activity, request.targeted)
  if (thread === undefined) return activityNotFound
  const reader = readerOf(service, request, message, place.channel)
  if (reader !== null && typeof reader !== 'string') return reader
  const post = postOf(service, place.channel, thread, message, reader)
  if (request.late > 0) setTimeout(() => service.stage.world.addPost(post), request.late).unref()
  else service.stage.world.addPost(post)
  return { status: 201, body: { id: post.id } }
}

/** `PUT .../activities/{id}` */
export function update(service: Service, request: ActivityRequest): Answer {
  const checked = checkMessage(service, request)
  if ('status' in checked) return checked
  const { place, message } = checked
  const own = ownPost(service, place.channel, request)
  if ('status' in own) return own
  // Only the plain path may carry a recipient: whom a targeted message is for can never change.
  if (request.targeted && message.recipient) return badArgument('Cannot edit Recipient of Targeted Message')
  const { world } = service.stage
  world.editPost('teams', place.channel.id, own.id, {
    text: readableText(message),
    body: message,
    editedAt: world.clock(),
    views: {},
  })
  return { status: 200, body: { id: own.id } }
}

/** `DELETE .../activities/{id}`; answered with 200 and no body, anything else throws in botbuilder. */
export function remove(service: Service, request: ActivityRequest): Answer {
  const place = openConversation(service, request.conversation)
  if ('status' in place) return place
  const own = ownPost(service, place.channel, request)
  if ('status' in own) return own
  service.stage.world.removePost('teams', place.channel.id, own.id)
  return { status: 200, body: undefined }
}

/** Makes the post of a message of the bot, not yet shown to anybody. */
function postOf(
  service: Service,
  channel: Channel,
  thread: string | null,
  message: Outgoing,
  onlyFor: string | null,
): Post {
  return {
    platform: 'teams',
    channel: channel.id,
    id: service.nextId(),
    thread,
    author: { kind: 'bot' },
    text: readableText(message),
    body: message,
    onlyFor,
    at: service.stage.world.clock(),
    editedAt: null,
    files: filesOf(service, message.attachments),
  }
}

/** Parses and checks a message for a conversation, in the order in which the service refuses. */
function checkMessage(
  service: Service,
  request: Pick<ActivityRequest, 'conversation' | 'body'>,
): { readonly place: Conversation; readonly message: Outgoing } | Answer {
  if (payloadBytes(request.body) > MESSAGE_BYTES_UTF16) return tooBig
  const parsed = outgoing.safeParse(parseJson(request.body))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return badSyntax(`The activity does not fit: ${issue?.path.join('.') || 'body'}: ${issue?.message}`)
  }
  const place = openConversation(service, request.conversation)
  if ('status' in place) return place
  const misplaced = (parsed.data.attachments ?? []).map((one) => fileCardProblem(service, place, one))
  const problem = messageProblem(parsed.data, service.places) ?? misplaced.find((one) => one !== null) ?? null
  return problem === null ? { place, message: parsed.data } : badSyntax(problem)
}

/** The conversation, if it exists and the bot may write into it. */
function openConversation(service: Service, id: string): Conversation | Answer {
  const place = service.places.find(id)
  if (!place) return conversationNotFound
  if (!place.channel.hasBot) return place.channel.kind === 'direct' ? writesBlocked : notInRoster
  if (place.channel.archived) return notAllowed('The team is archived: its channels are read only.')
  if (place.root !== null && !service.stage.world.post('teams', place.channel.id, place.root))
    return conversationNotFound
  return place
}

/**
 * Where a new message goes: `null` starts a thread. A thread in the conversation's id comes first; else the answered message's
 * thread. Nobody replies to what only one person sees, so a message for all that answers it starts a thread of its own. Chats
 * have no threads. Ids that no message ever has (`f:...` of an invoke, the made-up id of botbuilder's
 * `continueConversationAsync`) answer nothing; a message's id that is not here is `undefined`.
 */
function threadOf(
  service: Service,
  { channel, root }: Conversation,
  replyTo: string | null,
  targeted: boolean,
): string | null | undefined {
  const { world } = service.stage
  const open = (id: string | null) =>
    id !== null && !targeted && world.post('teams', channel.id, id)?.onlyFor !== null ? null : id
  if (replyTo === null || !/^\d+$/.test(replyTo)) return open(root)
  const answered = world.post('teams', channel.id, replyTo)
  if (!answered) return undefined
  return channel.kind === 'channel' ? open(root ?? answered.thread ?? answered.id) : null
}

/** The only reader of a targeted message, or null for everybody. */
function readerOf(
  service: Service,
  request: ActivityRequest,
  message: Outgoing,
  channel: Channel,
): string | null | Answer {
  if (!request.targeted) return null
  if (channel.kind === 'direct') return badArgument('Targeted messages are for channels, group chats and meetings.')
  if (!message.recipient) return badArgument('Recipient is missing in the targeted message.')
  const reader = service.places.member(channel, message.recipient.id)
  return reader ? reader.key : badArgument('The recipient is not a member of the conversation.')
}

/** A message of the bot that it may still change. Targeted ones are reached as such only, and for a day. */
function ownPost(service: Service, channel: Channel, request: ActivityRequest): Post | Answer {
  const { world } = service.stage
  const post = request.activity === null ? undefined : world.post('teams', channel.id, request.activity)
  if (!post || (post.onlyFor !== null) !== request.targeted) return activityNotFound
  if (request.targeted && Date.parse(world.clock()) - Date.parse(post.at) > TARGETED_MS) return activityNotFound
  return post.author.kind === 'bot' ? post : notAllowed('A bot changes only its own messages.')
}

/** What a reader reads, as far as it is text: the message's own text, then its cards. */
function readableText(message: Outgoing): string {
  const cards = (message.attachments ?? [])
    .filter((one) => one.contentType === CARD_TYPE)
    .map((one) => cardText(one.content))
  return [message.text ?? '', ...cards].filter((one) => one !== '').join('\n')
}
