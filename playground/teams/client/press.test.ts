import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { answer, card, cardMessage, last, postCard, pressing, textBlock, words } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import { CARD_TYPE } from '../attachment-types.js'

let here: Stand
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => {
  here.heard.length = 0
  here.logic.run = async () => {}
})

const acts = () => here.playground.platforms.teams.acts
const execute = (title: string, data = {}) => ({ type: 'Action.Execute', title, verb: 'go', data })
const cardAnswer = (value: unknown) => ({ statusCode: 200, type: CARD_TYPE, value })

test('a pressed Action.Execute brings verb, data and inputs, and its card shows to who pressed alone', async () => {
  const input = { type: 'Input.Text', id: 'why', label: 'Why?' }
  const post = await postCard(
    here,
    'omar',
    'Finance',
    card([textBlock('Settle ARR'), input], [execute('Keep both', { deal: 7 })]),
  )
  here.logic.run = (turn) => answer(turn, cardAnswer(card([textBlock('Settled by Omar')])))
  const result = await acts().press(pressing('omar', 'Finance', 'Keep both', { 'Why?': 'both are true' }))
  expect(last(here.heard)).toMatchObject({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: post.id,
    value: {
      action: { type: 'Action.Execute', verb: 'go', data: { deal: 7, why: 'both are true' } },
      trigger: 'manual',
    },
  })
  expect(result.posts?.map((one) => one.text)).toEqual(['Settled by Omar'])
  expect([await textFor('omar', post.id), await textFor('nadia', post.id)]).toEqual([
    'Settled by Omar',
    'Settle ARR\nWhy?',
  ])
})

/** What a post says in the list of messages that one person sees. */
async function textFor(person: string, post: string): Promise<string | undefined> {
  const response = await fetch(`${here.playground.url}/control/messages?platform=teams&person=${person}`)
  const posts = z.array(z.looseObject({ id: z.string(), text: z.string() })).parse(await response.json())
  return posts.find((one) => one.id === post)?.text
}

test('an edit of the message ends what single people saw', async () => {
  const post = await postCard(here, 'omar', 'Finance', card([textBlock('Open')], [execute('Take')]))
  here.logic.run = (turn) => answer(turn, cardAnswer(card([textBlock('Half taken')], [execute('Take')])))
  await acts().press(pressing('omar', 'Finance', 'Take'))
  here.logic.run = async (turn) => {
    await turn.updateActivity({ ...cardMessage(card([textBlock('Taken')])), id: post.id })
    await answer(turn, { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Yours now' })
  }
  const result = await acts().press({ ...pressing('omar', 'Finance', 'take'), post: post.id })
  expect(result).toMatchObject({ status: 'ok', toast: 'Yours now', posts: [{ text: 'Taken' }] })
  expect([await textFor('omar', post.id), await textFor('nadia', post.id)]).toEqual(['Taken', 'Taken'])
})

test.each([
  [
    'an error',
    { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code: 'BadRequest', message: 'stale' } },
    'stale',
  ],
  ['a card that Teams does not show', cardAnswer({ type: 'AdaptiveCard', version: '1.6' }), 'version'],
  ['something else', { ok: true }, 'statusCode'],
])('%s in the answer is shown as an error', async (_name, body, part) => {
  await postCard(here, 'omar', 'Finance', card([textBlock('x')], [execute('Go')]))
  here.logic.run = (turn) => answer(turn, body)
  const result = await acts().press(pressing('omar', 'Finance', 'Go'))
  expect(result.status).toBe('failed')
  expect(result.toast).toContain('Something went wrong')
  expect(result.toast).toContain(part)
})

test('a plain Action.Submit is a message with a value and without text, that nobody else sees', async () => {
  const submit = { type: 'Action.Submit', title: 'Send', data: { a: 1 } }
  const post = await postCard(
    here,
    'omar',
    'direct',
    card([{ type: 'Input.Number', id: 'n', min: 1, max: 5 }], [submit]),
  )
  const tooMuch = await acts().press(pressing('omar', 'direct', 'Send', { n: 6 }))
  expect(tooMuch).toMatchObject({ status: 'refused', errors: { n: 'At most 5.' } })
  expect(here.heard).toEqual([])
  const before = here.playground.world.posts('teams').length
  expect(await acts().press(pressing('omar', 'direct', 'Send', { n: 5 }))).toMatchObject({ status: 'ok' })
  expect(last(here.heard)).toMatchObject({ type: 'message', value: { a: 1, n: '5' }, replyToId: post.id })
  expect(last(here.heard).text).toBeUndefined()
  expect(here.playground.world.posts('teams')).toHaveLength(before)
})

test('imBack and messageBack speak for the person', async () => {
  const back = { type: 'messageBack', text: 'kpi arr', displayText: 'Tell me ARR', value: { from: 'card' } }
  const aloud = { type: 'imBack', value: 'help' }
  const buttons = [
    { type: 'Action.Submit', title: 'ARR', data: { msteams: back } },
    { type: 'Action.Submit', title: 'Help', data: { msteams: aloud } },
  ]
  await postCard(here, 'omar', 'direct', card([textBlock('x')], buttons))
  const { world } = here.playground
  await acts().press(pressing('omar', 'direct', 'ARR'))
  expect(last(here.heard)).toMatchObject({ type: 'message', text: 'kpi arr', value: { from: 'card' } })
  expect(last(world.posts('teams', world.direct('teams', 'omar')?.id))).toMatchObject({ text: 'Tell me ARR' })
  await acts().press(pressing('omar', 'direct', 'Help'))
  expect(last(here.heard)).toMatchObject({ type: 'message', text: 'help' })
})

test('a button inside an opened part of the card sends the inputs of its part and of what is around', async () => {
  const inner = card([{ type: 'Input.Text', id: 'inner' }], [{ type: 'Action.Submit', title: 'Both', data: {} }])
  const outer = card(
    [{ type: 'Input.Text', id: 'outer' }],
    [
      { type: 'Action.ShowCard', title: 'More', card: inner },
      { type: 'Action.Submit', title: 'One', data: {} },
    ],
  )
  await postCard(here, 'omar', 'direct', outer)
  await acts().press(pressing('omar', 'direct', 'Both', { inner: 'a', outer: 'b' }))
  expect(last(here.heard).value).toEqual({ inner: 'a', outer: 'b' })
  const refused = await acts().press(pressing('omar', 'direct', 'One', { inner: 'a' }))
  expect(refused).toMatchObject({ status: 'refused', errors: { inner: expect.any(String) } })
})

test('links and hidden parts are the business of the client alone; a button that is not there is refused', async () => {
  const actions = [
    { type: 'Action.OpenUrl', title: 'Deals', url: 'https://acme.example/deals' },
    { type: 'Action.ToggleVisibility', title: 'More', targetElements: ['more'] },
  ]
  await postCard(here, 'omar', 'Finance', card([{ ...textBlock('x'), id: 'more' }], actions))
  expect(await acts().press(pressing('omar', 'Finance', 'Deals'))).toMatchObject({
    toast: 'Opens https://acme.example/deals',
  })
  expect(await acts().press(pressing('omar', 'Finance', 'More'))).toEqual({ status: 'ok' })
  expect(await acts().press(pressing('omar', 'Finance', 'Launch'))).toMatchObject({ status: 'refused' })
  expect(await acts().press({ ...pressing('omar', 'Finance', 'Deals'), post: '1' })).toMatchObject({
    status: 'refused',
  })
  expect(here.heard).toEqual([])
})

test('a card that Teams does not show is refused to the bot, and nobody sees it', async () => {
  let why = ''
  here.logic.run = async (turn) => {
    if (turn.activity.type !== 'message') return
    await turn.sendActivity(cardMessage(card([{ type: 'Carousel' }]))).catch((error: Error) => {
      why = error.message
    })
  }
  const result = await acts().mention(words('omar', 'Finance', 'show'))
  expect(result.posts).toBeUndefined()
  expect(why).toContain('body[0].type')
})

test('of two buttons with one label, each can be pressed by its place in the card', async () => {
  const buttons = [1, 2].map((deal) => ({
    type: 'ActionSet',
    actions: [{ type: 'Action.Submit', title: 'Same', data: { deal } }],
  }))
  await postCard(here, 'omar', 'direct', card(buttons))
  await acts().press(pressing('omar', 'direct', 'body[1].actions[0]'))
  expect(last(here.heard).value).toEqual({ deal: 2 })
})
