import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Channel, Person, Post, PostFile } from '../model.js'
import { grantProblems } from './block-grants.js'
import { refusal, SlackError } from './errors.js'
import { isRecord, type Json, records } from './json.js'
import { LIMITS } from './limits.js'
import { messageObject, textOfBlocks } from './payloads.js'
import type { Slack } from './slack.js'
import { timestamp } from './time.js'
import { attachmentProblems, numbered } from './validate/attachments.js'
import { blocksTooLong, validateBlocks } from './validate-blocks.js'

/** Messages that the bot sends: their content checked, stored, and told to the world. */

const flat = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(LIMITS.blockId),
  event_payload: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), flat, z.array(flat)])),
})

/** The arguments that make up a message, as the Web API and response URLs take them. */
export interface Content {
  readonly text?: string | undefined
  readonly blocks?: unknown
  readonly attachments?: unknown
  readonly markdown_text?: string | undefined
  readonly metadata?: unknown
}

/**
 * What Slack stores of a message: text (built from the blocks where there is none), blocks with their ids, attachments,
 * metadata.
 * @throws SlackError with the documented word where Slack refuses the content
 */
export function checkedBody(slack: Slack, content: Content): { text: string; body: Json } {
  const { text = '', markdown_text: markdown } = content
  if (markdown !== undefined && (text !== '' || content.blocks !== undefined))
    throw new SlackError('markdown_text_conflict')
  if (markdown !== undefined && markdown.length > LIMITS.markdownText) throw new SlackError('msg_too_long')
  const given = markdown === undefined ? content.blocks : [{ type: 'markdown', text: markdown }]
  const blocks = given === undefined ? null : checkedBlocks(slack, given)
  const attachments = checkedAttachments(slack, content.attachments)
  if (text === '' && !blocks?.length && attachments.length === 0) throw new SlackError('no_text')
  const metadata = content.metadata === undefined ? null : checkedMetadata(content.metadata)
  const shown = text.slice(0, LIMITS.messageText) || textOfBlocks(blocks ?? []) || textOfBlocks(attachments)
  return {
    text: shown,
    body: {
      text: text === '' && blocks ? shown : text.slice(0, LIMITS.messageText),
      ...(blocks?.length && { blocks }),
      ...(attachments.length > 0 && { attachments }),
      ...(metadata && { metadata }),
    },
  }
}

function checkedBlocks(slack: Slack, given: unknown): readonly Json[] {
  if (!Array.isArray(given) || !given.every(isRecord)) throw new SlackError('invalid_blocks_format')
  const problems = [...validateBlocks(given, 'message'), ...grantProblems(slack, given)]
  if (problems.length > 0) throw refusal('invalid_blocks', problems)
  if (blocksTooLong(given)) throw new SlackError('msg_blocks_too_long')
  return withBlockIds(given)
}

/** @throws SlackError `too_many_attachments`, `invalid_attachments`, or what is wrong with the blocks in them */
export function checkedAttachments(slack: Slack, given: unknown): readonly Json[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw new SlackError('invalid_attachments')
  if (given.length > LIMITS.attachments) throw new SlackError('too_many_attachments')
  const problems = attachmentProblems(given)
  if (problems.length > 0) throw refusal('invalid_attachments', problems)
  return numbered(given).map((one) =>
    one.blocks === undefined ? one : { ...one, blocks: checkedBlocks(slack, one.blocks) },
  )
}

function checkedMetadata(given: unknown): Json | null {
  if (!isRecord(given)) throw new SlackError('invalid_metadata_format')
  if (Object.keys(given).length === 0) return null
  const parsed = metadataSchema.safeParse(given)
  if (!parsed.success)
    throw new SlackError(
      'invalid_metadata_schema',
      parsed.error.issues.map((issue) => `[ERROR] ${issue.message} [json-pointer:/metadata/${issue.path.join('/')}]`),
    )
  if (JSON.stringify(given).length > LIMITS.metadataBytes) throw new SlackError('metadata_too_large')
  return parsed.data
}

/** Slack gives every block an id; actions come back with it. Elements that act get an action id the same way. */
export function withBlockIds(blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block) => withActionIds({ block_id: newId(), ...block }))
}

const ACTS = new Set(['image', 'plain_text', 'mrkdwn'])

function withActionIds(block: Json): Json {
  const named = (element: unknown) =>
    isRecord(element) && typeof element.type === 'string' && !ACTS.has(element.type)
      ? { action_id: newId(), ...element }
      : element
  const list = (value: unknown) => (Array.isArray(value) ? value.map(named) : value)
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return { ...block, elements: list(block.elements) }
    case 'section':
      return block.accessory === undefined ? block : { ...block, accessory: named(block.accessory) }
    case 'input':
      return { ...block, element: named(block.element) }
    case 'card':
      return block.actions === undefined ? block : { ...block, actions: list(block.actions) }
    case 'carousel':
      return {
        ...block,
        elements: records(block.elements).map((card) => withActionIds({ block_id: newId(), ...card })),
      }
    case 'container':
      return { ...block, child_blocks: withBlockIds(records(block.child_blocks)) }
    default:
      return block
  }
}

function newId(): string {
  return randomBytes(4).toString('base64url')
}

export interface Draft {
  readonly channel: Channel
  readonly thread: string | null
  readonly text: string
  readonly body: Json
  readonly onlyFor: string | null
  readonly files?: readonly PostFile[]
  /** Shows this much later than the bot is told, in milliseconds. */
  readonly late?: number
}

/** Stores a message of the bot and tells the bot of it as Slack does: apps hear their own messages too. */
export function postAsBot(slack: Slack, draft: Draft): Post {
  const post = newPost(slack, draft, { kind: 'bot' })
  const show = () => {
    slack.world.addPost(post)
    if (post.onlyFor === null && draft.channel.hasBot)
      void slack.events.message(draft.channel, { ...messageObject(slack, post, { metadata: true }), event_ts: post.id })
  }
  if (draft.late) void delay(draft.late, undefined, { ref: false }).then(show)
  else show()
  return post
}

/** Stores a message of a person. The caller sends the events. */
export function postAsPerson(slack: Slack, draft: Draft, person: Person): Post {
  return slack.world.addPost(newPost(slack, draft, { kind: 'person', key: person.key }))
}

function newPost(slack: Slack, draft: Draft, author: Post['author']): Post {
  return {
    platform: 'slack',
    channel: draft.channel.id,
    id: timestamp(slack.world),
    thread: draft.thread,
    author,
    text: draft.text,
    body: draft.body,
    onlyFor: draft.onlyFor,
    at: slack.world.clock(),
    editedAt: null,
    files: draft.files ?? [],
  }
}

/** Puts new content in the place of a message's, and tells the bot (`message_changed`) where it is stored. */
export function editPost(slack: Slack, post: Post, text: string, body: Json): Post {
  const before = messageObject(slack, post, { metadata: true })
  // Slack marks a message as edited where its text is what shows; blocks are replaced without a mark.
  const edited = body.blocks === undefined ? slack.world.clock() : post.editedAt
  const after = slack.world.editPost('slack', post.channel, post.id, { text, body, editedAt: edited }) ?? post
  const channel = slack.world.channel('slack', post.channel)
  if (channel?.hasBot && post.onlyFor === null) {
    const ts = timestamp(slack.world)
    void slack.events.message(channel, {
      subtype: 'message_changed',
      hidden: true,
      ts,
      event_ts: ts,
      message: messageObject(slack, after, { metadata: true }),
      previous_message: before,
    })
  }
  return after
}

export function deletePost(slack: Slack, post: Post): void {
  const before = messageObject(slack, post, { metadata: true })
  slack.world.removePost('slack', post.channel, post.id)
  const channel = slack.world.channel('slack', post.channel)
  if (!channel?.hasBot || post.onlyFor !== null) return
  const ts = timestamp(slack.world)
  void slack.events.message(channel, {
    subtype: 'message_deleted',
    hidden: true,
    ts,
    event_ts: ts,
    deleted_ts: post.id,
    previous_message: before,
  })
}

/** The first message of the thread in which a message stands, which is itself where it has no thread. */
export function threadOf(slack: Slack, channel: Channel, ts: string): Post | undefined {
  const post = slack.world.post('slack', channel.id, ts)
  if (!post || post.thread === null || post.thread === post.id) return post
  return slack.world.post('slack', channel.id, post.thread)
}
