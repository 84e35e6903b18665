import { type Activity, MessageFactory, type TurnContext } from 'botbuilder'
import { expect } from 'vitest'
import type { PressAct, WordsAct } from '../../playground/acts.js'
import { parseJson } from '../../playground/http.js'
import type { Post } from '../../playground/model.js'
import { CARD_TYPE } from '../../playground/teams/attachment-types.js'
import type { Stand } from './stand.js'

/** Short words for what tests of Teams do again and again. */

export function last<T>(list: readonly T[] | undefined): T {
  const one = list?.at(-1)
  if (one === undefined) throw new Error('expected at least one')
  return one
}

export const words = (person: string, channel: string, text: string, thread?: string): WordsAct => ({
  person,
  channel,
  text,
  thread,
})

export const pressing = (
  person: string,
  channel: string,
  button: string,
  values: PressAct['values'] = {},
): PressAct => ({
  person,
  channel,
  button,
  values,
  home: false,
})

export const textBlock = (text: string) => ({ type: 'TextBlock', text })

export const card = (body: readonly unknown[], actions: readonly unknown[] = []) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body,
  actions,
})

export const attachment = (content: unknown) => ({ contentType: CARD_TYPE, content })

export const cardMessage = (content: unknown): Partial<Activity> => MessageFactory.attachment(attachment(content))

/** Answers an invoke. */
export async function answer(turn: TurnContext, body: unknown, status = 200): Promise<void> {
  await turn.sendActivity({ type: 'invokeResponse', value: { status, body } })
}

/** Lets the bot answer a person's words with a card; returns the post, and forgets what was heard until then. */
export async function postCard(here: Stand, person: string, channel: string, content: unknown): Promise<Post> {
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity(cardMessage(content))
  }
  const result = await here.playground.platforms.teams.acts.mention(words(person, channel, 'show'))
  expect(result).toMatchObject({ status: 'ok' })
  here.logic.run = async () => {}
  here.heard.length = 0
  return last(result.posts)
}

/** The id of `Team/Channel`, or of a group chat. */
export function channelId(here: Stand, name: string): string {
  const found = here.playground.world
    .channels('teams')
    .find((one) => `${one.team}/${one.name}` === name || one.name === name)
  if (!found) throw new Error(`no channel ${name}`)
  return found.id
}

/** A reference as the bot keeps it, for a conversation id. */
export const reference = (here: Stand, id: string) => ({
  channelId: 'msteams',
  serviceUrl: `${here.playground.url}/teams/connector/`,
  bot: { id: `28:${here.bot.appId}`, name: 'Drumbeat' },
  conversation: { id, isGroup: true, conversationType: 'channel', name: '' },
})

/** Calls the connector directly. `path` is what follows `/v3/`, with ids encoded by `enc`. */
export async function call(here: Stand, method: string, path: string, body?: unknown, token?: string) {
  const response = await fetch(`${here.playground.url}/teams/connector/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${token ?? (await here.bot.token())}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parseJson(text) }
}

export const enc = encodeURIComponent
