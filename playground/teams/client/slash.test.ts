import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { call, channelId, enc, last, words } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import type { PlaygroundInput } from '../../config.js'

const lists = [
  { scopes: ['team' as const], triggers: ['mention' as const, 'slash' as const], commands: [{ title: 'kpi' }] },
  { scopes: ['team' as const, 'groupChat' as const], triggers: ['mention' as const], commands: [{ title: 'digest' }] },
]
const manifest = (supportsTargetedMessages: boolean): NonNullable<PlaygroundInput['teams']> => ({
  manifest: { bots: [{ scopes: ['team', 'groupChat', 'personal'], supportsTargetedMessages, commandLists: lists }] },
})

let here: Stand
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off', ...manifest(true) } })
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => {
  here.heard.length = 0
  here.logic.run = async () => {}
})

const command = (channel: string, text: string) =>
  here.playground.platforms.teams.acts.command(words('omar', channel, text))
const ofMessages = () => here.heard.filter((one) => one.type === 'message')
const posts = () => here.playground.world.posts('teams', channelId(here, 'Finance/General'))

test('a slash command is between the person and the bot, without a mention', async () => {
  expect(await command('Finance', '/kpi win rate')).toMatchObject({ status: 'ok' })
  expect(last(ofMessages())).toMatchObject({ text: 'kpi win rate', recipient: { isTargeted: true, name: 'Drumbeat' } })
  expect(last(ofMessages()).entities).not.toContainEqual(expect.objectContaining({ type: 'mention' }))
  expect(last(posts())).toMatchObject({ text: '/kpi win rate', onlyFor: 'omar', author: { key: 'omar' } })
})

test('the bot’s own name is a command for any words', async () => {
  await command('Leaders', '/drumbeat how is EMEA?')
  expect(last(ofMessages())).toMatchObject({ text: 'how is EMEA?', recipient: { isTargeted: true } })
})

test.each([
  ['a command that is listed for mentions only', 'Finance', '/digest list'],
  ['a command that is listed for teams only', 'Leaders', '/kpi arr'],
  ['words that only begin like a command', 'Finance', '/kpis of last week'],
  ['a command in the personal chat', 'direct', '/kpi arr'],
])('%s is a message like any other', async (_name, channel, text) => {
  await command(channel, text)
  expect(last(ofMessages())).toMatchObject({ recipient: { name: 'Drumbeat' } })
  expect(Object(last(ofMessages()).recipient).isTargeted).toBeUndefined()
})

test('an app that has not opted in gets a mention', async () => {
  await using shut = await stand({ teams: { ...acme.teams, ...manifest(false) } })
  await shut.playground.platforms.teams.acts.command(words('omar', 'Finance', '/kpi arr'))
  expect(last(shut.heard).text).toBe('<at>Drumbeat</at> kpi arr')
})

test('an answer for the asker stands below the question; one for all starts a thread that all see', async () => {
  await command('Finance', '/kpi win rate')
  const question = last(posts())
  const to = `conversations/${enc(`${question.channel};messageid=${question.id}`)}/activities`
  const recipient = { id: here.playground.world.person('omar')?.teams?.id }
  const sent = (text: string, query = '', more = {}) =>
    call(here, 'POST', to + query, { type: 'message', text, ...more })
  expect(await sent('24 %', '?isTargetedActivity=true', { recipient })).toMatchObject({ status: 201 })
  expect(last(posts())).toMatchObject({ text: '24 %', thread: question.id, onlyFor: 'omar' })
  expect(await sent('Omar shared: 24 %')).toMatchObject({ status: 201 })
  expect(last(posts())).toMatchObject({ text: 'Omar shared: 24 %', thread: null, onlyFor: null })
  const reply = words('omar', 'Finance', 'thanks', question.id)
  expect(await here.playground.platforms.teams.acts.message(reply)).toMatchObject({ status: 'refused' })
})
