import { type ActResult, type ExtensionAct, refused } from '../../acts.js'
import type { ExtensionCommand } from '../../config-teams.js'
import { CARD_TYPE } from '../attachment-types.js'
import { isObject } from '../card/check.js'
import { cardText } from '../card/read.js'
import { EXTENSION_RESULTS, EXTENSION_RETRIES } from '../limits.js'
import type { Service } from '../service.js'
import { envelope, type Where } from './activity.js'
import type { Client } from './client.js'
import { deliver, type Turn, wrong } from './deliver.js'
import { type Desk, deskOf } from './desk.js'
import { type Result, readExtensionAnswer } from './extension-answers.js'
import { type InvokeName, invoke } from './sending.js'
import { addOwnPost, rootOf } from './words.js'

/** Message extensions: searching in the compose box, and sending what was found. */

/** A command of the app's message extension by id or title. */
export function extensionCommand(
  { stage }: Service,
  type: ExtensionCommand['type'],
  name: string,
): ExtensionCommand | undefined {
  const commands = stage.config.teams.manifest.composeExtensions.flatMap((one) => one.commands)
  return commands.find((one) => one.type === type && (one.id === name || one.title === name))
}

export async function extension(client: Client, act: ExtensionAct): Promise<ActResult> {
  const { service } = client
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk) return desk
  const command = extensionCommand(service, 'query', act.command)
  if (!command) return refused(`The bot's manifest has no search command ${act.command}.`)
  const root = rootOf(service, desk.channel, act.thread)
  if (root === undefined) return refused(`There is no message ${act.thread} in ${desk.channel.name}.`)
  const where = { ...desk, root }
  return act.pick === undefined ? search(client, where, command, act.text) : pick(client, where, command, act.pick)
}

/** Asks at every character, and at once where the command has an `initialRun`. */
async function search(client: Client, where: Where, command: ExtensionCommand, text: string): Promise<ActResult> {
  if (text === '' && !command.initialRun) return { status: 'ok', options: [] }
  const parameter = { name: command.parameters[0]?.name ?? 'query', value: text }
  const value = {
    commandId: command.id,
    parameters: [text === '' ? { name: 'initialRun', value: 'true' } : parameter],
    queryOptions: { skip: 0, count: EXTENSION_RESULTS },
  }
  const answer = readExtensionAnswer(await ask(client.service, where, 'composeExtension/query', value))
  switch (answer.kind) {
    case 'results':
      client.memory.setResults(where.person.key, command.id, answer.results)
      return {
        status: 'ok',
        options: answer.results.map(({ title, detail }, index) => ({
          label: title,
          value: String(index),
          ...(detail !== '' && { description: detail }),
        })),
      }
    case 'message':
      return { status: 'ok', options: [], toast: answer.text }
    case 'unreached':
      return { status: 'failed', options: [], toast: answer.toast }
    case 'wrong':
      return { ...wrong(answer.why), options: [] }
    case 'dialog':
    case 'close':
      return { ...wrong('a search is answered with results or a message'), options: [] }
  }
}

/** Sends a result as the person's own message; where its preview asks for it, the bot says first what to send. */
async function pick(client: Client, where: Where, command: ExtensionCommand, wanted: string): Promise<ActResult> {
  const results = client.memory.results(where.person.key, command.id)
  const found = results[Number(wanted)] ?? results.find(({ title }) => title === wanted)
  if (!found) return refused(`${wanted} is none of the results. Search first.`)
  if (found.tap === undefined) return sendResult(client.service, where, found)
  const answer = readExtensionAnswer(await ask(client.service, where, 'composeExtension/selectItem', found.tap))
  if (answer.kind === 'results' && answer.results[0]) return sendResult(client.service, where, answer.results[0])
  if (answer.kind === 'unreached') return { status: 'failed', toast: answer.toast }
  return wrong(answer.kind === 'wrong' ? answer.why : 'a picked result is answered with one result')
}

/** Puts a card of a message extension into the channel, as a message of the person. */
export function sendResult(service: Service, where: Where, { title, attachment }: Result): ActResult {
  const { contentType, content } = attachment
  const text = contentType === CARD_TYPE && isObject(content) ? cardText(content) : title
  const body = { type: 'message', text: '', attachments: [attachment] }
  addOwnPost(service, where, { id: service.nextId(), text, body, files: [] })
  return { status: 'ok' }
}

/** Asks the bot, which has five seconds. */
function ask(service: Service, where: Where, name: InvokeName, value: unknown): Promise<Turn> {
  return deliver(service, `invoke ${name}`, invoke(envelope(service, where), null, name, value), service.extensionMs)
}

/** Asks the bot to act; the client asks twice more where no answer comes in time. */
export async function askAgain(service: Service, where: Where, name: InvokeName, value: unknown): Promise<Turn> {
  let turn = await ask(service, where, name, value)
  for (let i = 0; i < EXTENSION_RETRIES && turn.kind === 'none' && turn.late; i += 1)
    turn = await ask(service, where, name, value)
  return turn
}

/** Where a person acts with an extension: a desk, and the thread that they look at. */
export function whereAt(service: Service, desk: Desk, post: string | undefined): Where {
  const found = post === undefined ? undefined : service.stage.world.post('teams', desk.channel.id, post)
  return { ...desk, root: desk.channel.kind === 'channel' && found ? (found.thread ?? found.id) : null }
}
