import type { ActResult, WordsAct } from '../../acts.js'
import type { Channel } from '../../model.js'
import type { Service } from '../service.js'
import type { Client } from './client.js'
import { deliver, taken } from './deliver.js'
import { deskOf } from './desk.js'
import { addOwnPost, messageActivity, rootOf, say } from './words.js'

/**
 * A slash command: where the manifest opts in, and in teams and group chats only, a message between the person and the bot that
 * nobody else sees. Elsewhere, and for what is no command, the same words as a message that mentions the bot.
 */
export async function command(client: Client, act: WordsAct): Promise<ActResult> {
  const { service, membership } = client
  const plain = { ...act, text: act.text.replace(/^\//, '') }
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk || !desk.channel.hasBot) return say(client, plain, true)
  const words = slashWords(service, desk.channel, act.text)
  const root = rootOf(service, desk.channel, act.thread)
  if (words === null || root === undefined) return say(client, plain, true)
  const id = service.nextId()
  const where = { ...desk, root: desk.channel.kind === 'channel' ? (root ?? id) : null }
  const { recipient, ...message } = messageActivity(service, where, id, words, false)
  const activity = { ...message, recipient: { ...Object(recipient), isTargeted: true } }
  addOwnPost(service, { ...desk, root }, { id, text: act.text, body: activity, files: [] }, desk.person.key)
  await membership.ensure(desk.channel)
  return taken(await deliver(service, 'message (slash command)', activity), 'message')
}

/** The words of a slash command without slash and bot's name; null where it is none here. */
function slashWords(service: Service, channel: Channel, text: string): string | null {
  const { manifest } = service.stage.config.teams
  if (!text.startsWith('/') || channel.kind === 'direct') return null
  const scope = channel.kind === 'channel' ? 'team' : 'groupChat'
  const bot = manifest.bots.find((one) => one.supportsTargetedMessages)
  if (!bot) return null
  const typed = text.slice(1)
  const named = afterName(typed, service.stage.config.botName)
  if (named !== null) return named
  const commands = bot.commandLists
    .filter((list) => list.triggers.includes('slash') && list.scopes.includes(scope))
    .flatMap((list) => list.commands)
  return commands.some(({ title }) => afterName(typed, title) !== null) ? typed : null
}

/** What follows a name at the beginning of some words, in any case; null where they begin otherwise. */
function afterName(typed: string, name: string): string | null {
  const begins = typed.toLowerCase().startsWith(name.toLowerCase())
  const rest = typed.slice(name.length)
  return begins && (rest === '' || /^\s/.test(rest)) ? rest.trim() : null
}
