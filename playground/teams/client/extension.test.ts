import { createServer } from 'node:http'
import { CardFactory, type MessagingExtensionResponse, TeamsActivityHandler, type TurnContext } from 'botbuilder'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { answer, attachment, card, channelId, last, postCard, textBlock } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import { BotLink } from '../../bot-link.js'
import type { PlaygroundInput } from '../../config.js'
import { parseJson, readBody } from '../../http.js'
import { EXTENSION_RESULTS } from '../limits.js'
import { mountTeams } from '../mount.js'

/** The vendor's own handler as the bot, with the extension that its manifest describes. */

const manifest: NonNullable<NonNullable<PlaygroundInput['teams']>['manifest']> = {
  composeExtensions: [
    {
      commands: [
        { id: 'metric', title: 'Find a metric', initialRun: true, parameters: [{ name: 'name', title: 'Name' }] },
        { id: 'deal', title: 'Find a deal', parameters: [{ name: 'deal', title: 'Deal' }] },
        { id: 'ask', title: 'Ask', type: 'action', fetchTask: true, context: ['compose', 'message'] },
        {
          id: 'note',
          title: 'Note',
          type: 'action',
          parameters: [
            { name: 'words', title: 'Words', isRequired: true },
            { name: 'tone', title: 'Tone', inputType: 'choiceset', choices: [{ title: 'Calm', value: 'calm' }] },
          ],
        },
        { id: 'ping', title: 'Ping', type: 'action' },
      ],
    },
  ],
}

const hero = (title: string, tap?: unknown) => ({
  ...CardFactory.heroCard(title),
  preview: CardFactory.heroCard(title, undefined, undefined, {
    ...(tap !== undefined && { tap: { type: 'invoke', title, value: tap } }),
  }),
})
const result = (attachments: readonly unknown[]) => ({
  composeExtension: { type: 'result', attachmentLayout: 'list', attachments },
})
const cardResult = (text: string) =>
  result([{ ...attachment(card([textBlock(text)])), preview: CardFactory.thumbnailCard(text) }])

let respond: (name: string, value: Record<string, unknown>) => unknown = () => undefined

class Extension extends TeamsActivityHandler {
  #answer(name: string, value: object): Promise<MessagingExtensionResponse> {
    return Promise.resolve(Object(respond(name, { ...value })))
  }
  protected override handleTeamsMessagingExtensionQuery(_turn: TurnContext, value: object) {
    return this.#answer('query', value)
  }
  protected override handleTeamsMessagingExtensionSelectItem(_turn: TurnContext, value: object) {
    return this.#answer('selectItem', value)
  }
  protected override handleTeamsMessagingExtensionFetchTask(_turn: TurnContext, value: object) {
    return this.#answer('fetchTask', value)
  }
  protected override handleTeamsMessagingExtensionSubmitAction(_turn: TurnContext, value: object) {
    return this.#answer('submitAction', value)
  }
}

let here: Stand
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off', manifest } })
})
afterAll(() => here[Symbol.asyncDispose]())
const handler = new Extension()
beforeEach(() => {
  here.heard.length = 0
  here.logic.run = (turn) => handler.run(turn)
})

const acts = () => here.playground.platforms.teams.acts
const at = { person: 'omar', channel: 'Finance', thread: undefined }
const search = (command: string, text: string) => acts().extension({ ...at, command, text, pick: undefined })
const pick = (command: string, wanted: string) => acts().extension({ ...at, command, text: '', pick: wanted })
const shortcut = (name: string, post?: string) =>
  acts().shortcut({ person: 'omar', channel: 'Finance', shortcut: name, post })
const posted = () => last(here.playground.world.posts('teams', channelId(here, 'Finance/General')))

test('a search asks at every character, at once where it says so, and shows the previews', async () => {
  respond = (_name, value) => result([hero(`found ${JSON.stringify(value.parameters)}`), hero('ARR')])
  expect((await search('deal', '')).options).toEqual([])
  expect(here.heard).toEqual([])
  const first = await search('metric', '')
  expect(first.options?.[0]?.label).toContain('"name":"initialRun","value":"true"')
  const typed = await search('Find a metric', 'wi')
  expect(typed).toMatchObject({ status: 'ok', options: [{ value: '0' }, { label: 'ARR', value: '1' }] })
  expect(last(here.heard)).toMatchObject({
    type: 'invoke',
    name: 'composeExtension/query',
    value: {
      commandId: 'metric',
      parameters: [{ name: 'name', value: 'wi' }],
      queryOptions: { skip: 0, count: EXTENSION_RESULTS },
    },
  })
  expect(await search('nonsense', 'x')).toMatchObject({ status: 'refused' })
})

test('a picked result is the person’s own message; where its preview asks, the bot says what to send', async () => {
  respond = (name) => (name === 'query' ? result([hero('Win rate', { id: 7 })]) : cardResult('Win rate 24 %'))
  await search('metric', 'win')
  expect(await pick('metric', 'Nothing')).toMatchObject({ status: 'refused' })
  expect(await pick('metric', 'Win rate')).toMatchObject({ status: 'ok' })
  expect(last(here.heard)).toMatchObject({ name: 'composeExtension/selectItem', value: { id: 7 } })
  expect(posted()).toMatchObject({ author: { key: 'omar' }, text: 'Win rate 24 %' })
  respond = () => result([hero('ARR')])
  await search('metric', 'a')
  await pick('metric', '0')
  expect(posted()).toMatchObject({ author: { key: 'omar' }, text: 'ARR' })
})

test.each([
  ['words', { composeExtension: { type: 'message', text: 'Nothing is called so' } }, 'ok', 'Nothing is called so'],
  ['a card without a preview', result([attachment(card([textBlock('x')]))]), 'failed', 'needs a preview'],
  [
    'a card that Teams does not show',
    result([{ ...attachment(card([{ type: 'Nope' }])), preview: CardFactory.heroCard('x') }]),
    'failed',
    'body[0].type',
  ],
  ['a picture in the list', result([{ contentType: 'image/png', content: {} }]), 'failed', 'image/png'],
  ['a demand to sign in', { composeExtension: { type: 'auth' } }, 'failed', 'auth'],
  ['a dialog', { task: { type: 'message', value: 'x' } }, 'ok', 'x'],
  ['nothing', undefined, 'failed', 'results or a message'],
])('a search answered with %s', async (_name, body, status, said) => {
  here.logic.run = (turn) => answer(turn, body)
  const found = await search('metric', 'x')
  expect(found).toMatchObject({ status, options: [] })
  expect(found.toast).toContain(said)
})

test('so many results are shown, and no more', async () => {
  const many = (count: number) => result(Array.from({ length: count }, (_, index) => hero(`${index}`)))
  respond = () => many(EXTENSION_RESULTS)
  expect((await search('metric', 'x')).options).toHaveLength(EXTENSION_RESULTS)
  respond = () => many(EXTENSION_RESULTS + 1)
  expect((await search('metric', 'x')).options).toHaveLength(EXTENSION_RESULTS)
})

test('an action on a message opens its dialog with the message; its submit may answer with a card', async () => {
  const post = await postCard(here, 'omar', 'Finance', card([textBlock('EMEA is down')]))
  here.logic.run = (turn) => handler.run(turn)
  const form = card([{ type: 'Input.Text', id: 'why' }], [{ type: 'Action.Submit', title: 'Send' }])
  respond = (name) =>
    name === 'fetchTask'
      ? { task: { type: 'continue', value: { title: 'Ask', card: attachment(form) } } }
      : cardResult('Asked')
  expect(await shortcut('Ask', post.id)).toMatchObject({ status: 'ok', dialog: { title: 'Ask' } })
  expect(last(here.heard)).toMatchObject({
    name: 'composeExtension/fetchTask',
    value: { commandId: 'ask', commandContext: 'message', messagePayload: { id: post.id } },
  })
  expect(await acts().submit({ person: 'omar', dialog: 'top', values: { why: 'price' } })).toMatchObject({
    status: 'ok',
  })
  expect(last(here.heard)).toMatchObject({
    name: 'composeExtension/submitAction',
    value: { commandId: 'ask', commandContext: 'message', data: { why: 'price' }, messagePayload: { id: post.id } },
  })
  expect(posted()).toMatchObject({ author: { key: 'omar' }, text: 'Asked', thread: post.thread })
  expect(here.playground.world.dialogs('teams', 'omar')).toEqual([])
})

test('an action whose form stands in the manifest is drawn by the client, and sent whole', async () => {
  respond = () => undefined
  expect(await shortcut('Note', posted().id)).toMatchObject({ status: 'refused' })
  expect(await shortcut('note')).toMatchObject({ status: 'ok', dialog: { title: 'Note' } })
  expect(here.heard).toEqual([])
  expect(await acts().submit({ person: 'omar', dialog: 'top', values: {} })).toMatchObject({ status: 'refused' })
  const values = { Words: 'well done', Tone: 'Calm' }
  expect(await acts().submit({ person: 'omar', dialog: 'top', values })).toEqual({ status: 'ok' })
  expect(last(here.heard)).toMatchObject({
    value: { commandContext: 'compose', data: { words: 'well done', tone: 'calm' } },
  })
  respond = () => ({ composeExtension: { type: 'message', text: 'pong' } })
  expect(await shortcut('Ping')).toMatchObject({ status: 'ok', toast: 'pong' })
})

test('an extension has its own, shorter time; an action is asked for twice more, a search is not', async () => {
  const heard: unknown[] = []
  const silent = createServer(async (req) => {
    heard.push(Object(parseJson((await readBody(req)).toString('utf8'))).name)
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const { world, config, faults, url } = here.playground
  const bot = new BotLink(world, `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  const impatient = mountTeams({ world, config, faults, bot, url: () => url }, { extensionMs: 60 }).acts
  const searched = await impatient.extension({ ...at, command: 'metric', text: 'x', pick: undefined })
  const acted = await impatient.shortcut({ person: 'omar', channel: 'Finance', shortcut: 'Ping', post: undefined })
  silent.closeAllConnections()
  silent.close()
  for (const one of [searched, acted]) expect(one).toMatchObject({ status: 'failed' })
  expect(acted.toast).toContain(
    'Unable to reach app. Please try again. (no answer to invoke composeExtension/submitAction',
  )
  const again = 'composeExtension/submitAction'
  expect(heard).toEqual(['composeExtension/query', again, again, again])
})

test('a card is refreshed for one person from the message’s menu', async () => {
  const refresh = { action: { type: 'Action.Execute', verb: 'refresh', data: { deal: 7 } }, userIds: [] }
  const post = await postCard(here, 'omar', 'Finance', { ...card([textBlock('Open')]), refresh })
  here.logic.run = (turn) =>
    answer(turn, { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card([textBlock('Won')]) })
  expect(await shortcut('Refresh card', post.id)).toMatchObject({ status: 'ok', posts: [{ text: 'Won' }] })
  expect(last(here.heard)).toMatchObject({
    name: 'adaptiveCard/action',
    value: { action: { verb: 'refresh', data: { deal: 7 } }, trigger: 'manual' },
  })
  const plain = await postCard(here, 'omar', 'Finance', card([textBlock('No refresh')]))
  expect(await shortcut('Refresh card', plain.id)).toMatchObject({ status: 'refused' })
  expect(
    z.object({ views: z.unknown() }).parse(here.playground.world.post('teams', post.channel, post.id)).views,
  ).toEqual({
    omar: expect.objectContaining({ text: 'Won' }),
  })
})
