import type { Temporal } from 'temporal-polyfill'
import type { Block, Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { addDeliveries } from '../deliveries/add.js'
import type { NewDelivery } from '../deliveries/model.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { recordPosted } from '../metrics/posted.js'
import { restatementNotes } from '../metrics/restate.js'
import { type CardFrame, digestCard } from './card.js'
import { threadDetails } from './details.js'
import { type Answers, answersOf, linesOf, toldOf, waitsForFresh } from './lines.js'
import type { Destination, Digest, StoredDigest } from './model.js'
import { insertPost, subjectOfPost } from './posts-store.js'
import { type Target, targetsOf } from './targets.js'
import { tellLeftOut } from './tell-left-out.js'

/** Why a digest is posted: its key makes it once. */
export interface Occasion {
  /** The slot, or the press that asked for it. */
  readonly key: string
  readonly slot: number | null
  /** Numbers that are too old are waited for until this moment of the business clock; null: not at all. */
  readonly holdUntil: Temporal.Instant | null
}

/** What became of posting. `deliveries`: to how many places, none if it was posted before. `held`: its numbers are too old, and nothing was written. `nowhere`: no destination can be posted to. */
export type Posted =
  | { readonly kind: 'posted'; readonly post: number; readonly deliveries: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'nowhere'; readonly post: number }

/** So many rows are written by one statement: PostgreSQL takes 65,535 values in one. */
const perStatement = 1000

/**
 * Composes a digest for each of its destinations and puts it into the outbox. What the readers of a destination may not see
 * is left out of its message; a destination that cannot be posted to is left out, and that is written down.
 */
export async function postDigest(
  context: Context,
  catalogue: Catalogue,
  stored: StoredDigest,
  occasion: Occasion,
): Promise<Posted> {
  const { digest } = stored
  const { targets, leftOut, untold } = await targetsOf(context, digest.destinations)
  const answers = answersOf(context, catalogue, digest)
  const mayWait = occasion.holdUntil !== null && context.now.epochMilliseconds < occasion.holdUntil.epochMilliseconds
  if (mayWait && (await someWait(targets, answers))) return { kind: 'held' }
  const post = await insertPost(context.db, {
    name: digest.name,
    digest,
    version: stored.version,
    occasion: `${digest.name}:${occasion.key}`,
    asOf: context.now,
    createdAt: context.now,
    slot: occasion.slot,
    by: context.by === 'clock' ? null : context.by.id,
    corrects: null,
    reason: null,
    leftOut,
  })
  const unknown = leftOut.filter((one) => untold.has(one.to))
  if (unknown.length > 0) await tellLeftOut(context, digest, post, unknown)
  if (targets.length === 0) return { kind: 'nowhere', post }
  const plain = await messagesFor(context, digest, targets, answers, { post, correction: null })
  const messages = await withRestated(context, catalogue, plain)
  const deliveries = await addAll(context, digest, occasion, post, messages)
  if (deliveries > 0) await freeze(context, targets, answers, (target) => keyOf(digest, occasion, target))
  return { kind: 'posted', post, deliveries }
}

/** What stood in an earlier message of a place and is another number now is said above the buttons, once. */
async function withRestated(
  context: Context,
  catalogue: Catalogue,
  messages: ReadonlyMap<Target, Composed>,
): Promise<ReadonlyMap<Target, Composed>> {
  const listeners = [...messages].map(([{ to, t, may }, { message }]) => ({ to, t, may, discloses: message.discloses }))
  const notes = await restatementNotes(context, catalogue, listeners)
  return new Map(
    [...messages].map(([target, { message, details }], index): readonly [Target, Composed] => {
      const said = notes[index] ?? []
      return [target, { message: said.length === 0 ? message : noted(message, said), details }]
    }),
  )
}

/** Keeps the numbers as they are posted, by the keys of their deliveries. */
export async function freeze(
  context: Context,
  targets: readonly Target[],
  answers: Answers,
  key: (target: Target) => string,
): Promise<void> {
  const messages = await Promise.all(
    targets.map(async (target) => {
      const told = toldOf(await answers(target.destination.filters), target.may)
      return { delivery: key(target), to: target.to, answers: told.map(({ answer }) => answer) }
    }),
  )
  await recordPosted(context, messages)
}

const keyOf = ({ name }: Digest, occasion: Occasion, { key }: Target): string => `digest:${name}:${occasion.key}:${key}`

/** What the details under a message are called. */
export const detailsKey = (key: string): string => `${key}:details`

async function someWait(targets: readonly Target[], answers: Answers): Promise<boolean> {
  const all = await Promise.all(targets.map(({ destination }) => answers(destination.filters)))
  return all.some(waitsForFresh)
}

/** Puts notes above the buttons. */
function noted({ blocks, discloses }: Message, notes: readonly Block[]): Message {
  const buttons = blocks.findLastIndex((block) => block.kind === 'actions')
  const at = buttons < 0 ? blocks.length : buttons
  const told = notes.flatMap((note) => (note.kind === 'text' ? (note.discloses ?? []) : []))
  return {
    blocks: [...blocks.slice(0, at), ...notes, ...blocks.slice(at)],
    discloses: [...new Set([...discloses, ...told])],
  }
}

/** What a target gets: the message, and what stands in the thread under it, if anything. */
export interface Composed {
  readonly message: Message
  readonly details: Message | null
}

/** What each target gets. Those who read the same words and may see the same lines share it. */
export async function messagesFor(
  context: Context,
  digest: Digest,
  targets: readonly Target[],
  answers: Answers,
  frame: Omit<CardFrame, 'to' | 'thread'>,
): Promise<ReadonlyMap<Target, Composed>> {
  const known = new Map<string, Promise<Composed>>()
  const made = await Promise.all(
    targets.map(async (target): Promise<readonly [Target, Composed]> => {
      const { destination, t, may } = target
      const thread = target.to.kind === 'channel'
      const told = toldOf(await answers(destination.filters), may)
      const seen = told.map((one) => one.section.metric)
      const key = JSON.stringify([t.locale, t.zone, thread, Object.entries(destination.filters).sort(), seen])
      const around = { ...frame, to: target.key, thread }
      const composed =
        known.get(key) ??
        linesOf(digest, told, context, t).then((lines) => ({
          message: digestCard(digest, told, lines, destination.filters, around, t),
          details: thread ? threadDetails(told, context, around, t) : null,
        }))
      known.set(key, composed)
      return [target, await composed]
    }),
  )
  return new Map(made)
}

async function addAll(
  context: Context,
  digest: Digest,
  occasion: Occasion,
  post: number,
  messages: ReadonlyMap<Target, Composed>,
): Promise<number> {
  const rowOf = (key: string, { to }: Target, message: Message): NewDelivery => ({
    key,
    about: subjectOfPost(post),
    to,
    message,
    edits: null,
    slot: occasion.slot,
    urgent: occasion.slot === null,
    ...(occasion.slot === null && context.by !== 'clock' && { tells: context.by.id }),
    guarantee: digest.delivery,
  })
  const all = [...messages].map(([target, composed]) => ({ target, ...composed, key: keyOf(digest, occasion, target) }))
  // What stands under a message must not be in the outbox before it.
  const rows = [
    ...all.map(({ key, target, message }) => rowOf(key, target, message)),
    ...all.flatMap(({ key, target, details }) =>
      details === null ? [] : [{ ...rowOf(detailsKey(key), target, details), under: key }],
    ),
  ]
  let added = 0
  for (let from = 0; from < rows.length; from += perStatement)
    added += await addDeliveries(context, rows.slice(from, from + perStatement))
  return added === 0 ? 0 : messages.size
}

/** What a digest would say now, under the rights of the person who looks. @param filters those of a destination */
export async function previewDigest(
  context: Context,
  catalogue: Catalogue,
  digest: Digest,
  may: (metric: Metric) => boolean,
  t: Texts,
  filters: Destination['filters'] = {},
): Promise<Message> {
  const told = toldOf(await answersOf(context, catalogue, digest)(filters), may)
  const lines = await linesOf(digest, told, context, t)
  return digestCard(digest, told, lines, filters, { post: null, to: '', thread: false, correction: null }, t)
}
