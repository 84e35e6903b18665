import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { channelId, last, words } from '../../../test/teams/help.js'
import { acme, type Heard, type Stand, stand } from '../../../test/teams/stand.js'
import { BotLink } from '../../bot-link.js'
import { mountTeams } from '../mount.js'

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
const messages = (): Heard[] => here.heard.filter((one) => one.type === 'message')

test('a personal message reaches the bot signed, with who, where, language and zone; its answer is seen', async () => {
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity(`You said ${turn.activity.text}`)
  }
  const result = await acts().message(words('nadia', 'direct', 'win rate'))
  expect(result.status).toBe('ok')
  expect(result.posts?.map((post) => post.text)).toEqual(['You said win rate'])
  const { world, config, url } = here.playground
  const ids = world.person('nadia')?.teams
  expect(ids?.id).toMatch(/^29:/)
  expect(last(messages())).toMatchObject({
    text: 'win rate',
    channelId: 'msteams',
    serviceUrl: `${url}/teams/connector/`,
    from: { id: ids?.id, aadObjectId: ids?.aadObjectId, name: 'Nadia Haddad' },
    recipient: { id: `28:${config.teams.appId}`, name: 'Drumbeat' },
    conversation: {
      conversationType: 'personal',
      tenantId: config.teams.tenant,
      id: world.direct('teams', 'nadia')?.id,
    },
    locale: 'en-GB',
    localTimezone: 'Europe/Berlin',
    channelData: { tenant: { id: config.teams.tenant } },
  })
})

test('a mention in a channel carries the tag, the entity, the team, and the thread that its answer stands in', async () => {
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity('on it')
  }
  const result = await acts().mention(words('omar', 'Finance/Close', '@Drumbeat kpi burn'))
  const close = channelId(here, 'Finance/Close')
  const own = last(here.playground.world.posts('teams', close).filter((post) => post.author.kind === 'person'))
  expect(own.text).toBe('@Drumbeat kpi burn')
  expect(last(messages())).toMatchObject({
    text: '<at>Drumbeat</at> kpi burn',
    conversation: { id: `${close};messageid=${own.id}`, conversationType: 'channel', isGroup: true },
    channelData: { team: { name: 'Finance', id: channelId(here, 'Finance/General') }, channel: { id: close } },
  })
  expect(last(messages()).entities).toContainEqual({
    type: 'mention',
    text: '<at>Drumbeat</at>',
    mentioned: { id: `28:${here.bot.appId}`, name: 'Drumbeat' },
  })
  expect(result.posts).toMatchObject([{ text: 'on it', thread: own.id }])
})

test('a reply in a thread stays in the thread', async () => {
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity('15 %')
  }
  const first = last((await acts().mention(words('omar', 'Finance', 'emea'))).posts)
  const result = await acts().command(words('nadia', 'Finance', '/kpi win rate', first.id))
  expect(last(messages()).text).toBe('<at>Drumbeat</at> kpi win rate')
  expect(result.posts).toMatchObject([{ thread: first.thread }])
})

test('a message that does not mention the bot is posted, and the bot hears nothing of it', async () => {
  await acts().message(words('omar', 'Finance', 'lunch?'))
  expect(messages()).toEqual([])
  expect(last(here.playground.world.posts('teams', channelId(here, 'Finance/General'))).text).toBe('lunch?')
})

test('an app that asked for every message of its teams hears also those that do not mention it', async () => {
  const authorization = {
    permissions: { resourceSpecific: [{ name: 'ChannelMessage.Read.Group', type: 'Application' }] },
  }
  await using listening = await stand({ teams: { ...acme.teams, manifest: { authorization } } })
  await listening.playground.platforms.teams.acts.message(words('omar', 'Finance', 'lunch?'))
  await listening.playground.platforms.teams.acts.message(words('omar', 'Leaders', 'dinner?'))
  expect(listening.heard.filter((one) => one.type === 'message').map((one) => one.text)).toEqual(['lunch?'])
})

test('what the client does not offer is refused and not sent', async () => {
  expect(await acts().message(words('kenji', 'direct', 'hi'))).toMatchObject({ status: 'refused' })
  expect(await acts().message(words('omar', 'direct', '  '))).toMatchObject({ status: 'refused' })
  expect(await acts().message(words('omar', 'Finance', 'hi', '1'))).toMatchObject({ status: 'refused' })
  expect(await acts().mention(words('maya', 'Finance', 'hi'))).toMatchObject({ status: 'refused' })
  expect(await acts().mention(words('maya', 'Board/General', 'hi'))).toMatchObject({ status: 'refused' })
  expect(await acts().openHome({ person: 'nadia' })).toMatchObject({ status: 'refused' })
  expect(here.heard).toEqual([])
})

test('a bot that fails is told to the person, not hidden', async () => {
  here.logic.run = async () => {
    throw new Error('database is away')
  }
  const result = await acts().message(words('nadia', 'direct', 'hi'))
  expect(result).toMatchObject({ status: 'failed' })
  expect(result.toast).toContain('500')
})

test('a bot that takes too long is given up on, and the person is told', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(silent.address())
  const { world, config, faults, url } = here.playground
  const bot = new BotLink(world, `http://127.0.0.1:${port}`)
  const impatient = mountTeams({ world, config, faults, bot, url: () => url }, { turnMs: 50 })
  const result = await impatient.acts.message(words('nadia', 'direct', 'hi'))
  silent.closeAllConnections()
  silent.close()
  expect(result).toMatchObject({ status: 'failed' })
  expect(result.toast).toContain('Unable to reach app')
})

test('a file reaches the bot in a personal chat, and its bytes can be fetched', async () => {
  const manifest = { bots: [{ scopes: ['personal' as const], supportsFiles: true }] }
  await using fresh = await stand({ teams: { ...acme.teams, manifest } })
  const { acts: doing } = fresh.playground.platforms.teams
  const bytes = Buffer.from('a,b\n1,2').toString('base64')
  const file = { person: 'nadia', channel: 'direct', thread: undefined, name: 'deals.csv', bytes, text: '' }
  expect(await doing.file(file)).toMatchObject({ status: 'ok' })
  expect(await doing.file({ ...file, channel: 'Finance' })).toMatchObject({ status: 'refused' })
  expect(await acts().file(file)).toMatchObject({ status: 'refused' })
  const attachments = z
    .array(z.looseObject({ contentType: z.string(), content: z.unknown() }))
    .parse(last(fresh.heard).attachments)
  expect(attachments[0]?.contentType).toBe('application/vnd.microsoft.teams.file.download.info')
  const { downloadUrl, fileType } = z
    .object({ downloadUrl: z.url(), fileType: z.string() })
    .parse(attachments[0]?.content)
  expect(fileType).toBe('csv')
  expect(await (await fetch(downloadUrl)).text()).toBe('a,b\n1,2')
})

test('a reaction to the bot is told to the bot, set and taken back', async () => {
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity('done')
  }
  const post = last((await acts().mention(words('omar', 'Finance', 'hi'))).posts)
  const reaction = { person: 'omar', channel: 'Finance', post: post.id, name: 'like' }
  await acts().react(reaction)
  expect(last(here.heard)).toMatchObject({
    type: 'messageReaction',
    reactionsAdded: [{ type: 'like' }],
    replyToId: post.id,
  })
  await acts().react(reaction)
  expect(last(here.heard)).toMatchObject({ type: 'messageReaction', reactionsRemoved: [{ type: 'like' }] })
})
