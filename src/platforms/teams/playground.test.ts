import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '../../../playground/config.js'
import type { Post } from '../../../playground/model.js'
import { type Playground, startPlayground } from '../../../playground/server.js'
import { addressesIn, installationsIn, RecordingDoor, words } from '../../../test/teams.js'
import type { Form } from '../../chat/form.js'
import type { Reply } from '../../chat/incoming.js'
import type { Block, Message } from '../../chat/message.js'
import { textOf } from '../../chat/text.js'
import { type TeamsPlatform, teamsPlatform } from './adapter.js'
import { publicCloud, usualPatience } from './options.js'

/** The platform against the playground's Teams, which refuses what the real one refuses: cards, limits, tokens, places. */
let playground: Playground
let platform: TeamsPlatform
let door: RecordingDoor
let close: () => Promise<void>

beforeEach(async () => {
  playground = await startPlayground(
    parseConfig({
      company: 'Acme Cloud',
      people: [
        { key: 'omar', name: 'Omar Haddad', teams: true, zone: 'Europe/Berlin' },
        { key: 'nadia', name: 'Nadia Petrova', teams: true },
      ],
      teams: {
        manifest: JSON.parse(readFileSync('teams/manifest.json', 'utf8')),
        teams: [{ name: 'Finance', channels: [{ name: 'General' }, { name: 'Close' }] }],
      },
    }),
  )
  const { tenant, appId, appPassword } = playground.config.teams
  const loginUrl = `${playground.url}/teams/login`
  const silent = () => {}
  platform = teamsPlatform({
    app: { id: appId, secret: appPassword, type: { kind: 'SingleTenant', tenant } },
    endpoints: {
      openIdMetadataUrl: `${loginUrl}/v1/.well-known/openidconfiguration`,
      issuer: publicCloud.issuer,
      loginUrl,
    },
    tenants: [tenant],
    installations: installationsIn(new Map()),
    addresses: addressesIn(new Map()),
    now: () => Temporal.Now.instant(),
    log: { info: silent, warn: silent, error: silent },
    words: () => words,
    patience: usualPatience,
  })
  door = new RecordingDoor()
  await platform.start(door)
  const server = createServer((request, response) => void platform.listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  playground.bot.set(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  close = async () => {
    await platform.stop()
    server.closeAllConnections()
    server.close()
    await playground.stop()
  }
})
afterEach(() => close())

const message = (...blocks: readonly Block[]): Message => ({ blocks, discloses: [] })
const line = (words: string): Block => ({ kind: 'text', text: textOf(words) })
const acts = () => playground.platforms.teams.acts

const call = { action: 'digests.send', args: { id: 7 }, opens: null } as const
const form: Form = {
  call: { ...call, opens: 'form' },
  title: 'New digest',
  submit: 'Save',
  cancel: 'Cancel',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', hint: null, required: true, multiline: false, min: 3, max: 40 },
    { kind: 'search', name: 'owner', label: 'Owner', hint: null, required: false, many: false, chosen: [] },
  ],
  draft: {},
  errors: {},
}
const close_ = () => playground.world.channels('teams').find((one) => one.name === 'Close')?.id ?? ''
const posts = (channel = close_()): readonly Post[] =>
  playground.world.posts('teams', channel).filter((post) => post.author.kind === 'bot')

test('a digest with everything in it is posted, edited, and answered in its thread', async () => {
  await playground.platforms.teams.announce?.()
  const tenant = playground.config.teams.tenant
  const omar = playground.world.person('omar')?.teams?.aadObjectId ?? ''
  const to = { platform: 'teams', workspace: tenant, kind: 'channel', channel: close_(), thread: null } as const
  const digest = message(
    { kind: 'heading', text: 'Weekly revenue' },
    {
      kind: 'text',
      text: textOf(
        { kind: 'person', name: 'Omar Haddad', accounts: [{ platform: 'teams', workspace: tenant, user: omar }] },
        ' decides.',
      ),
    },
    { kind: 'facts', facts: [{ label: 'Won', value: textOf('18 of 75') }] },
    {
      kind: 'table',
      caption: 'By region',
      columns: [
        { label: 'Region', align: 'start' },
        { label: 'Win rate', align: 'end' },
      ],
      rows: [[textOf('EMEA'), textOf('15 %')]],
    },
    {
      kind: 'chart',
      shape: 'line',
      title: 'Win rate',
      unit: '%',
      categories: ['Q1', 'Q2'],
      series: [{ name: 'EMEA', values: [20, 15] }],
    },
    { kind: 'progress', label: 'Close', done: 1, total: 3 },
    {
      kind: 'actions',
      buttons: [
        {
          kind: 'call',
          label: 'Send',
          call,
          style: 'primary',
          confirm: { title: 'Send?', text: 'Now.', yes: 'Yes', no: 'No' },
        },
      ],
    },
  )
  const outgoing = (place: typeof to | (Omit<typeof to, 'thread'> & { thread: string }), message_: Message) => ({
    key: 'k',
    to: place,
    message: message_,
    edits: null,
    attempt: Temporal.Now.instant(),
  })
  const sent = await platform.send(outgoing(to, digest))
  if (sent.kind !== 'sent') throw new Error(JSON.stringify(sent))
  const answer = await platform.send(outgoing({ ...to, thread: sent.ref.id }, message(line('Settled.'))))
  expect(await platform.send({ ...outgoing(to, message(line('Weekly revenue, corrected'))), edits: sent.ref })).toEqual(
    sent,
  )
  expect(posts().map(({ id, thread, text }) => ({ id, thread, text }))).toEqual([
    { id: sent.ref.id, thread: null, text: expect.stringContaining('corrected') },
    { id: answer.kind === 'sent' && answer.ref.id, thread: sent.ref.id, text: expect.stringContaining('Settled.') },
  ])
})

test('words in a channel are answered in the thread, for who asked alone', async () => {
  door.answers = async () => ({ kind: 'tell', message: message(line('24 %')) })
  expect(await acts().command({ person: 'omar', channel: 'Finance/Close', text: '/kpi win rate' })).toMatchObject({
    status: 'ok',
  })
  expect(door.handled).toMatchObject([{ kind: 'words', text: 'kpi win rate' }])
  expect(posts()).toMatchObject([{ onlyFor: 'omar', text: expect.stringContaining('24 %') }])
})

test('a button asks, and a yes redraws the card for everybody', async () => {
  const ask = { title: 'Send it?', text: 'Everybody sees it.', yes: 'Send', no: 'Not now' }
  const card = message({
    kind: 'actions',
    buttons: [{ kind: 'call', label: 'Send now', call, style: 'danger', confirm: ask }],
  })
  door.answers = async (incoming): Promise<Reply> =>
    incoming.kind === 'press'
      ? { kind: 'redraw', message: message(line('Sent by Omar')), note: null }
      : { kind: 'tell', message: card }
  await acts().message({ person: 'omar', channel: 'direct', text: 'digest' })
  expect(
    await acts().press({ person: 'omar', channel: 'direct', home: false, button: 'Send now', values: {} }),
  ).toMatchObject({ status: 'ok' })
  expect(
    await acts().press({ person: 'omar', channel: 'direct', home: false, button: 'Send', values: {} }),
  ).toMatchObject({ status: 'ok' })
  expect(door.handled.at(-1)).toMatchObject({ kind: 'press', call })
  await platform.stop()
  const direct = playground.world.direct('teams', 'omar')?.id ?? ''
  expect(posts(direct).map((post) => post.text)).toEqual([expect.stringContaining('Sent by Omar')])
})

test('words that need a form: the button, the form, its errors, its search, its end', async () => {
  const tooShort = { ...form, draft: { name: 'Weekly' }, errors: { name: 'There is one of that name.' } }
  door.answers = async (incoming): Promise<Reply> => {
    if (incoming.kind === 'search') return { kind: 'options', options: [{ value: 'p1', label: 'Maya Okafor' }] }
    if (incoming.kind !== 'submit') return { kind: 'form', form }
    return incoming.values.name === 'Weekly'
      ? { kind: 'form', form: tooShort }
      : { kind: 'tell', message: message(line('Saved.')) }
  }
  await acts().message({ person: 'nadia', channel: 'direct', text: 'digest new' })
  const opened = await acts().press({
    person: 'nadia',
    channel: 'direct',
    home: false,
    button: 'New digest',
    values: {},
  })
  expect(opened).toMatchObject({ status: 'ok', dialog: { title: 'New digest' } })
  expect(
    await acts().search({ person: 'nadia', channel: 'direct', home: false, dialog: 'top', field: 'owner', text: 'ma' }),
  ).toMatchObject({ options: [{ label: 'Maya Okafor', value: 'p1' }] })
  const again = await acts().submit({ person: 'nadia', dialog: 'top', values: { name: 'Weekly', owner: 'p1' } })
  expect(JSON.stringify(again.dialog?.body)).toContain('There is one of that name.')
  const done = await acts().submit({ person: 'nadia', dialog: 'top', values: { name: 'Monthly' } })
  expect(done).toMatchObject({ status: 'ok' })
  expect(door.handled.at(-1)).toMatchObject({ kind: 'submit', values: { name: 'Monthly', owner: null } })
  expect(playground.world.dialogs('teams', 'nadia')).toEqual([])
})

test('the members of a channel are those of its team, and of a place without the bot there are none to be had', async () => {
  await playground.platforms.teams.announce?.()
  const at = (channel: string) =>
    ({ platform: 'teams', workspace: playground.config.teams.tenant, kind: 'channel', channel, thread: null }) as const
  const members: string[] = []
  for await (const user of platform.members(at(close_()))) members.push(user)
  expect(members).toHaveLength(2)
  await expect(platform.members(at('19:nowhere@thread.tacv2'))[Symbol.asyncIterator]().next()).rejects.toThrow(
    'could not be read from Teams',
  )
})

test('people are found through the teams that the bot is in', async () => {
  await playground.platforms.teams.announce?.()
  const people = []
  for await (const person of platform.people(playground.config.teams.tenant)) people.push([person.name, person.email])
  expect(people).toEqual([
    ['Omar Haddad', 'omar@acme.example'],
    ['Nadia Petrova', 'nadia@acme.example'],
  ])
})

test('a file asks in the personal chat first, and is made again by who allows it', async () => {
  const file = { name: 'deals.csv', text: 'id\r\nD-1\r\n', note: textOf('1 deal'), call }
  const answers: Reply[] = [
    { kind: 'file', file },
    { kind: 'file', file: { ...file, text: 'id\r\nD-1\r\nD-2\r\n' } },
    { kind: 'tell', message: message(line('It is shared with finance only.')) },
  ]
  door.answers = async () => answers.shift() ?? { kind: 'done' }
  await acts().message({ person: 'omar', channel: 'direct', text: 'the deals' })
  const press = (button: string) => acts().press({ person: 'omar', channel: 'direct', home: false, button, values: {} })
  expect(await press('Decline')).toMatchObject({ status: 'ok' })
  expect(door.handled).toHaveLength(1)
  expect(await press('Allow')).toMatchObject({ status: 'ok' })
  await platform.stop()
  const direct = playground.world.direct('teams', 'omar')?.id ?? ''
  expect(door.handled.at(-1)).toMatchObject({ kind: 'press', call })
  expect(posts(direct).map((post) => post.files)).toMatchObject([[], [{ name: 'deals.csv', size: 14 }]])

  await platform.start(door)
  await press('Allow')
  await platform.stop()
  expect(posts(direct).map((post) => post.files.length)).toEqual([0, 1, 0])
  expect(posts(direct).at(-1)?.text).toContain('It is shared with finance only.')
})

test('who allowed a file that could not be stored hears that it failed', async () => {
  const file = { name: 'deals.csv', text: 'id\r\nD-1\r\n', note: textOf('1 deal'), call }
  door.answers = async () => ({ kind: 'file', file })
  await acts().message({ person: 'omar', channel: 'direct', text: 'the deals' })
  // An empty file has no stretch of bytes, which the store refuses.
  door.answers = async () => ({ kind: 'file', file: { ...file, text: '' } })
  await acts().press({ person: 'omar', channel: 'direct', home: false, button: 'Allow', values: {} })
  await platform.stop()
  const direct = playground.world.direct('teams', 'omar')?.id ?? ''
  expect(posts(direct).at(-1)?.text).toContain(words.failed)
})
