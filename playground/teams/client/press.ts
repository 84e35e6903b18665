import { type ActResult, type PressAct, refused } from '../../acts.js'
import type { Post } from '../../model.js'
import { isObject, type Json } from '../card/check.js'
import { type Activity, clientInfo, envelope, eventId, type Where } from './activity.js'
import { readActionAnswer, readTaskAnswer } from './answers.js'
import { type Found, findAction, findInPosts } from './cards.js'
import type { Client } from './client.js'
import { answerConsent, findConsent } from './consent.js'
import { deliver, taken, wrong } from './deliver.js'
import { deskOf } from './desk.js'
import { openDialog, pressInDialog } from './dialogs.js'
import { fillFor, invoke, payload, whereOf } from './sending.js'
import { addOwnPost, messageActivity } from './words.js'

/** Presses a button of a card in a post, or in a dialog. */
export async function press(client: Client, act: PressAct): Promise<ActResult> {
  if (act.home) return refused('A bot in Teams has no home.')
  if (act.dialog !== undefined) return pressInDialog(client, act.person, act.dialog, act.button, act.values)
  const desk = deskOf(client.service, act.person, act.channel)
  if ('status' in desk) return desk
  const consent = findConsent(client, desk, act)
  if (consent) return answerConsent(client, desk, consent)
  const found = findInPosts(client.service, desk, act.post, (card) => findAction(card, act.button))
  if (typeof found === 'string') return refused(`The button ${act.button} is not there. ${found}`)
  if (!desk.channel.hasBot) return refused(`${client.service.stage.config.botName} is not in ${desk.channel.name}.`)
  const filled = fillFor(client, act.person, found, act.values)
  if ('errors' in filled) return refused('The card is not filled in.', filled.errors)
  await client.membership.ensure(desk.channel)
  const where = whereOf(desk, found.post)
  const result = await carryOut(client, where, found, filled.values)
  if (result.status === 'ok') client.memory.forgetDraft(act.person, found.holder)
  return result
}

function carryOut(
  client: Client,
  where: Where,
  found: Found,
  values: Readonly<Record<string, string>>,
): Promise<ActResult> {
  switch (found.node.type) {
    case 'Action.Execute':
      return execute(client, where, found, payload(found.node.json, values))
    case 'Action.Submit':
      return submit(client, where, found, payload(found.node.json, values))
    case 'Action.OpenUrl':
      return Promise.resolve({ status: 'ok', toast: `Opens ${found.node.json.url}` })
    default:
      // Showing and hiding parts of a card is the client's own business.
      return Promise.resolve({ status: 'ok' })
  }
}

async function execute({ service }: Client, where: Where, { node, post }: Found, data: Json): Promise<ActResult> {
  const { id, title, verb } = node.json
  const action = { type: 'Action.Execute', id, title, verb, data }
  const activity = invoke(envelope(service, where), post, 'adaptiveCard/action', { action, trigger: 'manual' })
  const answer = readActionAnswer(await deliver(service, 'invoke adaptiveCard/action', activity))
  switch (answer.kind) {
    case 'card':
      if (post) service.show(post, where.person.key, answer.card)
      return { status: 'ok' }
    case 'message':
      return { status: 'ok', toast: answer.text }
    case 'unreached':
      return { status: 'failed', toast: answer.toast }
    case 'wrong':
      return wrong(answer.why)
  }
}

async function submit(client: Client, where: Where, { node, post }: Found, data: Json): Promise<ActResult> {
  const { service } = client
  const request = isObject(data.msteams) ? data.msteams : {}
  switch (request.type) {
    case 'task/fetch': {
      const activity = invoke(envelope(service, where), post, 'task/fetch', { data, context: { theme: 'default' } })
      const answer = readTaskAnswer(await deliver(service, 'invoke task/fetch', activity))
      return openDialog(client, { where, replyTo: post?.id ?? '', extension: null }, answer)
    }
    case 'messageBack':
    case 'imBack':
      return sayBack(client, where, post, request, data)
    case 'invoke':
      return taken(
        await deliver(service, 'invoke', invoke(envelope(service, where), post, undefined, request.value)),
        'invoke',
      )
    case 'signin':
      return refused('Signing in is not part of this Teams.')
    default:
      return taken(
        await deliver(service, 'message with value', withValue(client, where, post, node.json, data)),
        'message',
      )
  }
}

/** A plain `Action.Submit`: a message without text that nobody sees, with the data as its value. */
function withValue({ service }: Client, where: Where, post: Post | null, action: Json, data: Json): Activity {
  return {
    ...envelope(service, where),
    type: 'message',
    id: eventId(),
    ...(post && { replyToId: post.id }),
    entities: [clientInfo(where.person)],
    value: typeof action.data === 'string' ? action.data : data,
  }
}

/** The button speaks for the person: `imBack` aloud, `messageBack` with words for the channel and others for the bot. */
async function sayBack(
  { service }: Client,
  where: Where,
  post: Post | null,
  request: Json,
  data: Json,
): Promise<ActResult> {
  const back = request.type === 'messageBack'
  const said = back ? request.displayText : request.value
  const text = String((back ? request.text : request.value) ?? '')
  const id = service.nextId()
  const { msteams: _request, ...rest } = data
  const activity = {
    ...messageActivity(service, where, id, text, where.channel.kind !== 'direct'),
    ...(post && { replyToId: post.id }),
    ...(back && { value: isObject(request.value) ? { ...rest, ...request.value } : rest }),
  }
  if (typeof said === 'string' && said !== '') addOwnPost(service, where, { id, text: said, body: activity, files: [] })
  return taken(await deliver(service, 'message', activity), 'message')
}
