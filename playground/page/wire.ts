import * as z from 'zod/mini'
import type { ActResult } from '../acts.js'
import type { Channel, Dialog, Exchange, Happening, PageState, Person, Post } from '../model.js'

/** What the server sends, checked where it comes in: a page of another version fails with words, not with a blank window. */

const platform = z.enum(['slack', 'teams'])
const channelKind = z.enum(['channel', 'group', 'direct'])
const body = z.record(z.string(), z.unknown())
const words = z.record(z.string(), z.string())

const person: z.ZodMiniType<Person> = z.object({
  key: z.string(),
  name: z.string(),
  email: z.string(),
  zone: z.string(),
  locale: z.string(),
  title: z.string(),
  slack: z.nullable(z.string()),
  teams: z.nullable(z.object({ id: z.string(), aadObjectId: z.string() })),
  guest: z.boolean(),
  deactivated: z.boolean(),
  status: z.nullable(z.object({ emoji: z.string(), text: z.string(), until: z.nullable(z.string()) })),
})

const channel: z.ZodMiniType<Channel> = z.object({
  platform,
  id: z.string(),
  name: z.string(),
  kind: channelKind,
  private: z.boolean(),
  members: z.array(z.string()),
  hasBot: z.boolean(),
  archived: z.boolean(),
  team: z.nullable(z.string()),
})

const post: z.ZodMiniType<Post> = z.object({
  platform,
  channel: z.string(),
  id: z.string(),
  thread: z.nullable(z.string()),
  author: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), key: z.string() }),
    z.object({ kind: z.literal('bot') }),
  ]),
  text: z.string(),
  body,
  onlyFor: z.nullable(z.string()),
  at: z.string(),
  editedAt: z.nullable(z.string()),
  files: z.array(z.object({ id: z.string(), name: z.string(), size: z.number() })),
  reactions: z.exactOptional(z.record(z.string(), z.array(z.string()))),
})

const dialog: z.ZodMiniType<Dialog> = z.object({
  platform,
  person: z.string(),
  id: z.string(),
  title: z.string(),
  body,
  errors: words,
  depth: z.number(),
})

const exchange: z.ZodMiniType<Exchange> = z.object({
  id: z.number(),
  platform,
  direction: z.enum(['to bot', 'from bot']),
  what: z.string(),
  at: z.string(),
  status: z.number(),
  request: z.unknown(),
  response: z.unknown(),
})
export const exchanges = z.array(exchange)

export const happening: z.ZodMiniType<Happening> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), post }),
  z.object({ kind: z.literal('edit'), post }),
  z.object({
    kind: z.literal('delete'),
    platform,
    channel: z.string(),
    id: z.string(),
    onlyFor: z.nullable(z.string()),
  }),
  z.object({ kind: z.literal('dialog'), dialog }),
  z.object({ kind: z.literal('dialog closed'), platform, person: z.string(), id: z.string() }),
  z.object({ kind: z.literal('home'), platform, person: z.string(), view: body }),
  z.object({
    kind: z.literal('toast'),
    platform,
    person: z.string(),
    text: z.string(),
    tone: z.enum(['info', 'error']),
  }),
  z.object({ kind: z.literal('channel'), channel }),
  z.object({ kind: z.literal('exchange'), exchange }),
  z.object({ kind: z.literal('clock'), now: z.string() }),
  z.object({ kind: z.literal('bot'), there: z.boolean() }),
])

export const pageState: z.ZodMiniType<PageState> = z.object({
  person: z.string(),
  people: z.array(person),
  channels: z.array(channel),
  posts: z.array(post),
  dialogs: z.array(dialog),
  homes: z.partialRecord(platform, body),
  commands: z.array(
    z.object({
      platform,
      command: z.string(),
      usage: z.string(),
      description: z.string(),
      slash: z.exactOptional(z.array(channelKind)),
    }),
  ),
  shortcuts: z.array(
    z.object({
      platform,
      id: z.string(),
      name: z.string(),
      description: z.string(),
      on: z.enum(['everywhere', 'message', 'compose']),
    }),
  ),
  searches: z.array(
    z.object({ id: z.string(), name: z.string(), description: z.string(), prompt: z.string(), atOnce: z.boolean() }),
  ),
  company: z.string(),
  botName: z.string(),
  botIds: z.array(z.string()),
  botThere: z.boolean(),
  now: z.string(),
})

export const actResult: z.ZodMiniType<ActResult> = z.object({
  status: z.enum(['ok', 'failed', 'refused']),
  posts: z.exactOptional(z.array(post)),
  dialog: z.exactOptional(dialog),
  errors: z.exactOptional(words),
  toast: z.exactOptional(z.string()),
  options: z.exactOptional(
    z.array(z.object({ label: z.string(), value: z.string(), description: z.exactOptional(z.string()) })),
  ),
  confirm: z.exactOptional(z.object({ title: z.string(), text: z.string(), yes: z.string(), no: z.string() })),
})

export const problem = z.object({ error: z.string() })
export const clock = z.object({ now: z.string() })
export const world = z.object({ people: z.array(z.object({ key: z.string() })) })
