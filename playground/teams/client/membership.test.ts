import { expect, test } from 'vitest'
import { z } from 'zod'
import { call, channelId, enc, last, words } from '../../../test/teams/help.js'
import { stand } from '../../../test/teams/stand.js'

const conversation = z.looseObject({ conversation: z.looseObject({ id: z.string(), conversationType: z.string() }) })
const eventType = z.looseObject({ channelData: z.looseObject({ eventType: z.string().optional() }) })

test('the bot is told once of every person, chat and team where the app is installed', async () => {
  await using here = await stand()
  await here.playground.platforms.teams.announce?.()
  await here.playground.platforms.teams.announce?.()
  const added = here.heard.filter((one) => one.type === 'installationUpdate' && one.action === 'add')
  const kinds = added.map((one) => conversation.parse(one).conversation.conversationType)
  expect(kinds.sort()).toEqual(['channel', 'groupChat', 'personal', 'personal', 'personal'])
  const updates = here.heard.filter((one) => one.type === 'conversationUpdate')
  expect(updates).toHaveLength(5)
  for (const one of updates) expect(one.membersAdded).toContainEqual({ id: `28:${here.bot.appId}` })
})

test('saying where the bot is announces the installations', async () => {
  await using here = await stand()
  await fetch(`${here.playground.url}/control/bot`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: here.bot.url }),
  })
  expect(here.heard.filter((one) => one.type === 'installationUpdate')).toHaveLength(5)
})

test('an installation that the bot could not take is told again', async () => {
  await using here = await stand()
  here.playground.bot.set('http://127.0.0.1:9')
  await here.playground.platforms.teams.announce?.()
  expect(here.heard).toEqual([])
  here.playground.bot.set(here.bot.url)
  await here.playground.platforms.teams.announce?.()
  expect(here.heard).toHaveLength(10)
})

test('who writes first is announced first; who removes the app cannot be written to', async () => {
  await using here = await stand()
  const { acts } = here.playground.platforms.teams
  await acts.message(words('maya', 'direct', 'hi'))
  expect(here.heard.map((one) => one.type)).toEqual(['installationUpdate', 'conversationUpdate', 'message'])
  const { id } = conversation.parse(last(here.heard)).conversation
  await acts.install({ person: 'maya', change: 'uninstall' })
  expect(last(here.heard)).toMatchObject({ type: 'installationUpdate', action: 'remove' })
  const answer = await call(here, 'POST', `conversations/${enc(id)}/activities`, {
    type: 'message',
    text: 'still there?',
  })
  expect(answer.status).toBe(403)
  expect(answer.body).toMatchObject({ errorCode: 209 })
  expect(answer.text).toContain('\\"subCode\\": \\"MessageWritesBlocked\\"')
  expect(await acts.message(words('maya', 'direct', 'hi'))).toMatchObject({ status: 'refused' })
  await acts.install({ person: 'maya', change: 'install' })
  expect(last(here.heard)).toMatchObject({ type: 'conversationUpdate' })
})

test('the bot is told who joins, what is renamed and archived, and that it is removed', async () => {
  await using here = await stand()
  const { acts } = here.playground.platforms.teams
  await acts.channel({ person: 'maya', channel: 'Finance', change: 'join' })
  await acts.channel({ person: 'omar', channel: 'Finance/Close', change: 'rename', name: 'Closing' })
  await acts.channel({ person: 'omar', channel: 'Finance/Audit', change: 'create' })
  await acts.channel({ person: 'omar', channel: 'Finance', change: 'archive' })
  const general = enc(channelId(here, 'Finance/General'))
  const say = () => call(here, 'POST', `conversations/${general}/activities`, { type: 'message', text: 'x' })
  expect(await say()).toMatchObject({ status: 403, body: { error: { code: 'NotEnoughPermissions' } } })
  await acts.channel({ person: 'omar', channel: 'Finance', change: 'unarchive' })
  expect(await say()).toMatchObject({ status: 201 })
  await acts.channel({ person: 'omar', channel: 'Finance', change: 'remove bot' })
  expect(here.heard.map((one) => eventType.parse(one).channelData.eventType)).toEqual([
    'teamMemberAdded',
    'channelRenamed',
    'channelCreated',
    'teamArchived',
    'teamUnarchived',
    undefined,
    'teamMemberRemoved',
  ])
  expect(await say()).toMatchObject({ status: 403, body: { error: { code: 'BotNotInConversationRoster' } } })
})
