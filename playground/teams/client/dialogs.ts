import { type ActResult, type CancelAct, type Fields, refused, type SubmitAct } from '../../acts.js'
import type { Dialog } from '../../model.js'
import type { Json } from '../card/check.js'
import { nodes } from '../card/walk.js'
import { envelope } from './activity.js'
import { readTaskAnswer, type TaskAnswer } from './answers.js'
import { type Found, findAction, findDialog } from './cards.js'
import type { Client } from './client.js'
import { deliver, wrong } from './deliver.js'
import { askAgain, sendResult } from './extension.js'
import { type ExtensionAnswer, readExtensionAnswer } from './extension-answers.js'
import type { Origin } from './memory.js'
import { fillFor, invoke, payload } from './sending.js'

/** Shows what the bot answered to a button that asks for a dialog. Teams shows one at a time. */
export function openDialog({ service, memory }: Client, origin: Origin, answer: TaskAnswer): ActResult {
  const { world } = service.stage
  const person = origin.where.person.key
  switch (answer.kind) {
    case 'dialog': {
      for (const open of world.dialogs('teams', person)) world.closeDialog('teams', person, open.id)
      const id = `dialog-${world.next()}`
      memory.setOrigin(id, origin)
      return { status: 'ok', dialog: world.putDialog(dialogOf(person, id, answer)) }
    }
    case 'close':
      return wrong('the bot answered without a dialog')
    default:
      return told(answer)
  }
}

/** Presses the dialog's main button: the first that sends the form. */
export function submitDialog(client: Client, act: SubmitAct): Promise<ActResult> {
  const dialog = findDialog(client.service, act.person, act.dialog)
  if (!dialog) return Promise.resolve(refused(`${act.person} has no such dialog open in Teams.`))
  const buttons = nodes(dialog.body).filter(({ type, fallback }) => type === 'Action.Submit' && !fallback)
  const main = buttons.find(({ json }) => String(json.associatedInputs).toLowerCase() !== 'none') ?? buttons[0]
  if (!main) return Promise.resolve(refused('The dialog has no button that sends it.'))
  return send(client, dialog, { card: dialog.body, holder: dialog.id, post: null, node: main }, act.values)
}

export async function pressInDialog(
  client: Client,
  person: string,
  ref: string,
  button: string,
  values: Fields,
): Promise<ActResult> {
  const dialog = findDialog(client.service, person, ref)
  if (!dialog) return refused(`${person} has no such dialog open in Teams.`)
  const node = findAction(dialog.body, button)
  if (!node) return refused(`The dialog has no button ${button}.`)
  if (node.type === 'Action.Execute') return refused('In a dialog only Action.Submit reaches the bot.')
  if (node.type === 'Action.OpenUrl') return { status: 'ok', toast: `Opens ${node.json.url}` }
  if (node.type !== 'Action.Submit') return { status: 'ok' }
  return send(client, dialog, { card: dialog.body, holder: dialog.id, post: null, node }, values)
}

/** Closes a dialog without sending it; the bot does not hear of it. */
export function cancelDialog({ service }: Client, act: CancelAct): ActResult {
  const dialog = findDialog(service, act.person, act.dialog)
  if (!dialog) return refused(`${act.person} has no such dialog open in Teams.`)
  service.stage.world.closeDialog('teams', act.person, dialog.id)
  return { status: 'ok' }
}

async function send(client: Client, dialog: Dialog, found: Found, given: Fields): Promise<ActResult> {
  const { service, memory } = client
  const { world } = service.stage
  const origin = memory.origin(dialog.id)
  if (!origin) return refused('The dialog is no longer open.')
  const filled = fillFor(client, dialog.person, found, given)
  if ('errors' in filled) {
    world.putDialog({ ...dialog, errors: filled.errors })
    return refused('The dialog is not filled in.', filled.errors)
  }
  const answer = await submitted(service, origin, payload(found.node.json, filled.values))
  if (answer.kind === 'results') {
    const [result] = answer.results
    world.closeDialog('teams', dialog.person, dialog.id)
    return result ? sendResult(service, origin.where, result) : wrong('the result has no attachments')
  }
  if (answer.kind === 'dialog') {
    memory.forgetDraft(dialog.person, dialog.id)
    return { status: 'ok', dialog: world.putDialog(dialogOf(dialog.person, dialog.id, answer)) }
  }
  // What was typed must not be lost when the bot could not take it: the dialog stays open then.
  if (answer.kind === 'unreached' || answer.kind === 'wrong') return told(answer)
  world.closeDialog('teams', dialog.person, dialog.id)
  return answer.kind === 'message' ? told(answer) : { status: 'ok' }
}

/** Brings a filled dialog to the bot: to the card's side of it, or to the message extension's. */
async function submitted(service: Client['service'], origin: Origin, data: Json): Promise<ExtensionAnswer> {
  const { where, replyTo, extension } = origin
  if (extension)
    return readExtensionAnswer(await askAgain(service, where, 'composeExtension/submitAction', { ...extension, data }))
  const value = { data, context: { theme: 'default' } }
  const activity = { ...invoke(envelope(service, where), null, 'task/submit', value), replyToId: replyTo }
  return readTaskAnswer(await deliver(service, 'invoke task/submit', activity))
}

function told(answer: Exclude<TaskAnswer, { kind: 'dialog' | 'close' }>): ActResult {
  switch (answer.kind) {
    case 'message':
      return { status: 'ok', toast: answer.text }
    case 'unreached':
      return { status: 'failed', toast: answer.toast }
    case 'wrong':
      return wrong(answer.why)
  }
}

function dialogOf(person: string, id: string, { title, card }: Extract<TaskAnswer, { kind: 'dialog' }>): Dialog {
  return { platform: 'teams', person, id, title, body: card, errors: {}, depth: 1 }
}
