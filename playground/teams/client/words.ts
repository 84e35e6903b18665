import { type ActResult, refused, type WordsAct } from '../../acts.js'
import type { Channel, Post } from '../../model.js'
import type { Service } from '../service.js'
import { type Activity, clientInfo, envelope, type Where } from './activity.js'
import type { Client } from './client.js'
import { deliver, taken } from './deliver.js'
import { deskOf } from './desk.js'

/** Posts a person's message, and brings it to the bot where Teams does: in chats with it, and where it is mentioned. */
export async function say({ service, membership }: Client, act: WordsAct, mentioning: boolean): Promise<ActResult> {
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk) return desk
  const root = rootOf(service, desk.channel, act.thread)
  if (root === undefined) return refused(`There is no message ${act.thread} in ${desk.channel.name}.`)
  if (act.text.trim() === '') return refused('An empty message cannot be sent.')
  const mentions = mentioning && desk.channel.kind !== 'direct'
  const heard = mentions || desk.channel.kind === 'direct' || readsEverything(service, desk.channel)
  if (mentions && !desk.channel.hasBot)
    return refused(`${service.stage.config.botName} is not in ${desk.channel.name}.`)
  if (desk.channel.kind === 'direct' && !desk.channel.hasBot)
    return refused(`${desk.person.name} has removed ${service.stage.config.botName}: the message cannot be sent.`)
  const words = mentions ? withoutName(service, act.text) : act.text
  const id = service.nextId()
  const where = { ...desk, root: desk.channel.kind === 'channel' ? (root ?? id) : null }
  const activity = messageActivity(service, where, id, words, mentions)
  const shown = mentions ? `@${service.stage.config.botName} ${words}` : words
  addOwnPost(service, { ...desk, root }, { id, text: shown, body: activity, files: [] })
  if (!heard || !desk.channel.hasBot) return { status: 'ok' }
  await membership.ensure(desk.channel)
  return taken(await deliver(service, 'message', activity), 'message')
}

/** A message activity as Teams sends it: the words as text and as HTML, the mention as an entity and a tag. */
export function messageActivity(
  service: Service,
  where: Where,
  id: string,
  words: string,
  mentions: boolean,
): Activity {
  const { botName } = service.stage.config
  const tag = `<at>${botName}</at>`
  const mention = { type: 'mention', mentioned: { id: service.places.botId, name: botName }, text: tag }
  const html = mentions
    ? `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${escapeHtml(botName)}</span>&nbsp;${escapeHtml(words)}`
    : escapeHtml(words)
  return {
    ...envelope(service, where),
    type: 'message',
    id,
    text: mentions ? `${tag} ${words}` : words,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${html}</p>` }],
    entities: [...(mentions ? [mention] : []), clientInfo(where.person)],
  }
}

/** Puts a person's own message into the channel; `onlyFor` where nobody else sees it. */
export function addOwnPost(
  service: Service,
  { person, channel, root }: Where,
  post: Pick<Post, 'id' | 'text' | 'body' | 'files'>,
  onlyFor: string | null = null,
): Post {
  const { world } = service.stage
  return world.addPost({
    ...post,
    platform: 'teams',
    channel: channel.id,
    thread: root,
    author: { kind: 'person', key: person.key },
    onlyFor,
    at: world.clock(),
    editedAt: null,
  })
}

/**
 * The first message of the thread that is written into: null for a new one, undefined where there is no such message, or one that
 * only one person sees: nobody replies to those.
 */
export function rootOf(service: Service, channel: Channel, thread: string | undefined): string | null | undefined {
  if (thread === undefined || channel.kind !== 'channel') return null
  const { world } = service.stage
  const post = world.post('teams', channel.id, thread)
  if (!post) return undefined
  const root = post.thread ?? post.id
  return (world.post('teams', channel.id, root)?.onlyFor ?? null) === null ? root : undefined
}

/** Whether the app has asked for every message of such a place, mentioned or not. */
function readsEverything(service: Service, channel: Channel): boolean {
  const needed = channel.kind === 'channel' ? 'ChannelMessage.Read.Group' : 'ChatMessage.Read.Chat'
  const { authorization } = service.stage.config.teams.manifest
  return authorization.permissions.resourceSpecific.some(({ name }) => name === needed)
}

/** `@Drumbeat kpi` typed out: the client makes the name a mention of its own. */
function withoutName(service: Service, text: string): string {
  const { botName } = service.stage.config
  const typed = `@${botName}`
  return text.toLowerCase().startsWith(typed.toLowerCase()) ? text.slice(typed.length).trimStart() : text
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
