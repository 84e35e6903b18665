import { randomUUID } from 'node:crypto'
import { type ActResult, type Fields, refused, type ShortcutAct } from '../../acts.js'
import type { ExtensionCommand } from '../../config-teams.js'
import type { Post } from '../../model.js'
import { maySee, seenBy } from '../../views.js'
import { isObject, type Json } from '../card/check.js'
import { envelope, type Where } from './activity.js'
import { readActionAnswer } from './answers.js'
import { cardsOf } from './cards.js'
import type { Client } from './client.js'
import { deliver, wrong } from './deliver.js'
import { type Desk, deskOf } from './desk.js'
import { openDialog } from './dialogs.js'
import { askAgain, extensionCommand, sendResult, whereAt } from './extension.js'
import { readExtensionAnswer } from './extension-answers.js'
import type { Extension } from './memory.js'
import { invoke, whereOf } from './sending.js'
import { escapeHtml } from './words.js'

/** What the menu of the compose box or of a message offers: actions of the message extension, and a card's own refresh. */

const REFRESH = 'refresh card'

export async function shortcut(client: Client, act: ShortcutAct): Promise<ActResult> {
  const { service } = client
  const desk = deskOf(service, act.person, act.channel)
  if ('status' in desk) return desk
  const { world } = service.stage
  const post = act.post === undefined ? null : (world.post('teams', desk.channel.id, act.post) ?? undefined)
  if (post === undefined || (post && !maySee(world, act.person, post)))
    return refused(`There is no message ${act.post} in ${desk.channel.name}.`)
  if (post && act.shortcut.toLowerCase() === REFRESH) return refresh(client, desk, post)
  const command = extensionCommand(service, 'action', act.shortcut)
  const context = post ? 'message' : 'compose'
  if (!command?.context.includes(context))
    return refused(`The bot's manifest has no message extension command ${act.shortcut} for the ${context} menu.`)
  return start(client, whereAt(service, desk, act.post), command, extensionOf(command, post))
}

function extensionOf(command: ExtensionCommand, post: Post | null): Extension {
  const shared = { commandId: command.id, requestId: randomUUID(), context: { theme: 'default' } }
  return post
    ? { ...shared, commandContext: 'message', messagePayload: payloadOf(post) }
    : { ...shared, commandContext: 'compose' }
}

/** A message as an action on it brings it to the bot. */
function payloadOf(post: Post): Json {
  return {
    id: post.id,
    replyToId: post.thread,
    createdDateTime: post.at,
    lastModifiedDateTime: post.editedAt,
    body: { contentType: 'html', content: `<div>${escapeHtml(post.text)}</div>` },
    attachments: Array.isArray(post.body.attachments) ? post.body.attachments : [],
  }
}

/** Opens the command's dialog: the bot's own, or the form that the manifest describes. */
async function start(
  client: Client,
  where: Where,
  command: ExtensionCommand,
  extension: Extension,
): Promise<ActResult> {
  if (!command.fetchTask) {
    if (command.parameters.length === 0) return submitAction(client, where, extension, {})
    const card = formOf(command)
    return openDialog(client, { where, replyTo: '', extension }, { kind: 'dialog', title: command.title, card })
  }
  const turn = await askAgain(client.service, where, 'composeExtension/fetchTask', extension)
  const answer = readExtensionAnswer(turn)
  if (answer.kind === 'results') return wrong('a dialog was asked for, and results came')
  return openDialog(client, { where, replyTo: '', extension }, answer)
}

/** An action without a dialog of its own is sent at once. */
async function submitAction(client: Client, where: Where, extension: Extension, data: Fields): Promise<ActResult> {
  const value = { ...extension, data }
  const answer = readExtensionAnswer(await askAgain(client.service, where, 'composeExtension/submitAction', value))
  if (answer.kind === 'close') return { status: 'ok' }
  if (answer.kind !== 'results') return openDialog(client, { where, replyTo: '', extension }, answer)
  const [result] = answer.results
  return result ? sendResult(client.service, where, result) : wrong('the result has no attachments')
}

const INPUTS = {
  text: { type: 'Input.Text' },
  textarea: { type: 'Input.Text', isMultiline: true },
  number: { type: 'Input.Number' },
  date: { type: 'Input.Date' },
  time: { type: 'Input.Time' },
  toggle: { type: 'Input.Toggle' },
  choiceset: { type: 'Input.ChoiceSet' },
} as const

/** The form that the client makes of a command's parameters. */
function formOf(command: ExtensionCommand): Json {
  const body = command.parameters.map(({ name, title, inputType, isRequired, choices }) => ({
    ...INPUTS[inputType],
    id: name,
    label: title,
    isRequired,
    ...(inputType === 'toggle' && { title }),
    ...(inputType === 'choiceset' && { choices: choices.map((one) => ({ title: one.title, value: one.value })) }),
  }))
  return { type: 'AdaptiveCard', version: '1.5', body, actions: [{ type: 'Action.Submit', title: 'Submit' }] }
}

/** `Refresh card` of a message's menu: the card's own action, for this person. Clients also refresh by themselves; these do not. */
async function refresh({ service }: Client, desk: Desk, post: Post): Promise<ActResult> {
  const action = cardsOf(seenBy(desk.person.key, post).body)
    .map((card) => (isObject(card.refresh) ? card.refresh.action : undefined))
    .find(isObject)
  if (!action) return refused('The message has no card that can be refreshed.')
  const value = { action: { ...action, data: action.data ?? {} }, trigger: 'manual' }
  const activity = invoke(envelope(service, whereOf(desk, post)), post, 'adaptiveCard/action', value)
  const answer = readActionAnswer(await deliver(service, 'invoke adaptiveCard/action', activity))
  if (answer.kind === 'card') service.show(post, desk.person.key, answer.card)
  if (answer.kind === 'unreached') return { status: 'failed', toast: answer.toast }
  return answer.kind === 'wrong' ? wrong(answer.why) : { status: 'ok' }
}
