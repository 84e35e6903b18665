import type { PressAct } from '../../acts.js'
import type { Post } from '../../model.js'
import { isObject, type Json } from '../card/check.js'
import { fill, type Given, inputsFor, named } from '../card/inputs.js'
import { type Activity, eventId, type Where } from './activity.js'
import type { Found } from './cards.js'
import type { Client } from './client.js'
import type { Desk } from './desk.js'

/** The values that a button sends, or what keeps the client from sending it. */
export function fillFor(client: Client, person: string, { card, holder, node }: Found, given: PressAct['values']) {
  const none = String(node.json.associatedInputs).toLowerCase() === 'none'
  if (none || (node.type !== 'Action.Submit' && node.type !== 'Action.Execute')) return { values: {} }
  const inputs = inputsFor(card, node.path)
  const byId = Object.entries(given).map(([name, value]): [string, Given] => {
    const input = inputs.find((one) => named(one, name))
    return [input ? String(input.json.id) : name, value]
  })
  const fields = { ...client.memory.draft(person, holder), ...Object.fromEntries(byId) }
  return fill(inputs, fields, (input) => client.memory.offered(person, holder, input))
}

/** What a button's own data becomes with the card's values in it. */
export function payload(action: Json, values: Readonly<Record<string, string>>): Json {
  return { ...(isObject(action.data) ? action.data : {}), ...values }
}

/** Every invoke that the clients of people send, by its name; one without a name comes from a button that asks for it. */
export const INVOKES = [
  'adaptiveCard/action',
  'application/search',
  'composeExtension/fetchTask',
  'composeExtension/query',
  'composeExtension/selectItem',
  'composeExtension/submitAction',
  'fileConsent/invoke',
  'task/fetch',
  'task/submit',
] as const
export type InvokeName = (typeof INVOKES)[number]

/** An invoke: the bot's answer comes back in the same turn. */
export function invoke(base: Activity, post: Post | null, name: InvokeName | undefined, value: unknown): Activity {
  return {
    ...base,
    type: 'invoke',
    id: eventId(),
    ...(name !== undefined && { name }),
    ...(post && { replyToId: post.id }),
    value,
  }
}

/** The conversation of an act on a post: in a channel, the post's thread. */
export function whereOf({ person, channel }: Desk, post: Post | null): Where {
  return { person, channel, root: channel.kind === 'channel' && post ? (post.thread ?? post.id) : null }
}
