import { createServer } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { playground, type TestPlayground } from '../../../test/playground.js'
import { type TestDoor, testDoor, words } from '../../../test/slack/bot.js'
import { shown } from '../../../test/slack/json.js'
import type { Form } from '../../chat/form.js'
import type { Block } from '../../chat/message.js'
import { textOf } from '../../chat/text.js'
import { type SlackPlatform, slackPlatform } from './adapter.js'
import { installationOf } from './identify.js'

interface World {
  readonly world: TestPlayground
  readonly platform: SlackPlatform
  readonly door: TestDoor
  readonly team: string
  readonly problems: readonly string[]
}

/** The adapter in a strict Slack: wrong blocks, missing scopes, late acknowledgements and unknown channels are refused. */
async function inSlack(mode: 'http' | 'socket', use: (world: World) => Promise<void>): Promise<void> {
  await using world = await playground()
  const { signingSecret, appToken, botToken } = world.config.slack
  const slackApiUrl = `${world.url}/slack/api/`
  const { workspace, installation } = await installationOf(botToken, slackApiUrl)
  const problems: string[] = []
  const log = (details: object, message: string) => {
    problems.push(`${message} ${JSON.stringify(details)}`)
  }
  const platform = slackPlatform({
    signingSecret,
    appToken: mode === 'socket' ? appToken : null,
    slackApiUrl,
    installations: { get: async () => installation, put: async () => undefined, remove: async () => undefined },
    now: () => Temporal.Now.instant(),
    log: { info: log, warn: log, error: log },
    words: () => words,
  })
  const door = testDoor()
  await platform.start(door)
  const server = createServer((req, res) => {
    if (!platform.listener(req, res)) res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  world.bot.set(`http://127.0.0.1:${address.port}`)
  try {
    await use({ world, platform, door, team: workspace, problems })
    expect(problems).toEqual([])
  } finally {
    await platform.stop()
    server.closeAllConnections()
    server.close()
  }
}

const everything: Block[] = [
  { kind: 'heading', text: 'Win rate & more' },
  { kind: 'text', text: textOf('This quarter so far ', { kind: 'strong', text: '24 %' }, ' (18 of 75)') },
  { kind: 'facts', facts: [{ label: 'Owner', value: textOf('Sales') }] },
  {
    kind: 'chart',
    shape: 'line',
    title: 'Win rate',
    unit: '%',
    categories: ['Q1', 'Q2', 'Q3'],
    series: [{ name: 'All', values: [20, null, 24] }],
  },
  {
    kind: 'table',
    caption: 'By region',
    columns: [
      { label: 'Region', align: 'start' },
      { label: 'Win rate', align: 'end' },
    ],
    rows: [[textOf('EMEA'), textOf('15 %')]],
  },
  { kind: 'progress', label: 'Stage 2', done: 3, total: 8 },
  { kind: 'divider' },
  { kind: 'note', text: textOf('As of 09:00') },
  {
    kind: 'actions',
    buttons: [
      {
        kind: 'call',
        label: 'Hand over',
        call: { action: 'handoffs.add', args: { deal: 'Delta' }, opens: 'form' },
        style: 'primary',
        confirm: null,
      },
      {
        kind: 'call',
        label: 'Done',
        call: { action: 'items.done', args: { id: 42 }, opens: null },
        style: 'normal',
        confirm: null,
      },
    ],
  },
]

const form: Form = {
  call: { action: 'handoffs.add', args: { deal: 'Delta' }, opens: 'form' },
  title: 'Hand over Delta',
  submit: 'Hand over',
  cancel: 'Cancel',
  fields: [
    { kind: 'text', name: 'po', label: 'PO number', hint: null, required: true, multiline: false, min: 0, max: 50 },
    { kind: 'search', name: 'owner', label: 'Owner', hint: null, required: false, many: false, chosen: [] },
  ],
  draft: {},
  errors: {},
}

describe.each(['http', 'socket'] as const)('Slack over %s', (mode) => {
  it('answers a command to its asker alone, with everything that a message may hold', async () => {
    await inSlack(mode, async ({ world, door }) => {
      door.onHandle = async () => ({ kind: 'tell', message: { blocks: everything, discloses: [] } })
      const result = await world.as('maya', 'slack').command({ channel: '#revenue', text: '/kpi win rate' })
      expect(result).toMatchObject({ status: 'ok', posts: [{ onlyFor: 'maya' }] })
      expect(shown(result.posts?.[0]?.body)).toContain('Win rate & more')
      expect(door.handled).toMatchObject([{ kind: 'words', text: 'kpi win rate' }])
    })
  })

  it('answers a mention in a thread in the thread, to its asker alone', async () => {
    await inSlack(mode, async ({ world, door, platform, team }) => {
      const revenue = world.world.channels('slack').find((one) => one.name === 'revenue')
      const to = {
        platform: 'slack',
        workspace: team,
        kind: 'channel',
        channel: revenue?.id ?? '',
        thread: null,
      } as const
      const message = { blocks: everything, discloses: [] }
      const posted = await platform.send({ key: 'k1', to, message, edits: null, attempt: Temporal.Now.instant() })
      if (posted.kind !== 'sent') throw new Error(`not sent: ${posted.code}`)

      door.onHandle = async () => ({
        kind: 'tell',
        message: { blocks: [{ kind: 'text', text: textOf('15 %') }], discloses: [] },
      })
      const maya = world.as('maya', 'slack')
      await maya.mention({ channel: '#revenue', thread: posted.ref.id, text: 'win rate emea this qtr' })
      const answer = await maya.waitForPost({ channel: '#revenue', thread: posted.ref.id, text: '15 %' })
      expect(answer).toMatchObject({ onlyFor: 'maya', author: { kind: 'bot' } })
      expect(door.handled).toMatchObject([{ text: 'win rate emea this qtr', at: { thread: posted.ref.id } }])
    })
  })

  it('answers in the direct conversation', async () => {
    await inSlack(mode, async ({ world, door }) => {
      door.onHandle = async () => ({ kind: 'tell', message: { blocks: everything, discloses: [] } })
      await world.as('maya', 'slack').message({ text: 'kpi win rate' })
      const answer = await world.as('maya', 'slack').waitForPost({ channel: 'direct', text: 'Win rate' })
      expect(answer).toMatchObject({ onlyFor: null, author: { kind: 'bot' } })
    })
  })

  it('posts, finds what it posted by its key, edits it, and redraws it when somebody presses', async () => {
    await inSlack(mode, async ({ world, door, platform, team }) => {
      const revenue = world.world.channels('slack').find((one) => one.name === 'revenue')
      const to = {
        platform: 'slack',
        workspace: team,
        kind: 'channel',
        channel: revenue?.id ?? '',
        thread: null,
      } as const
      const attempt = Temporal.Now.instant()
      const outgoing = { key: 'digest:1', to, message: { blocks: everything, discloses: [] }, edits: null, attempt }
      expect(await platform.find(outgoing)).toBe('absent')
      const posted = await platform.send(outgoing)
      if (posted.kind !== 'sent') throw new Error(`not sent: ${posted.code}`)
      expect(await platform.find(outgoing)).toEqual(posted.ref)

      const edit = { ...outgoing, key: 'digest:1:2', edits: posted.ref }
      expect(await platform.find(edit)).toBe('absent')
      expect(await platform.send(edit)).toMatchObject({ kind: 'sent' })
      expect(await platform.find(edit)).toEqual(posted.ref)

      const done = { blocks: [{ kind: 'text' as const, text: textOf('Done by Maya') }], discloses: [] }
      door.onHandle = async () => ({ kind: 'redraw', message: done, note: null })
      const maya = world.as('maya', 'slack')
      expect(await maya.press({ channel: '#revenue', button: 'Done' })).toMatchObject({ status: 'ok' })
      await maya.waitForPost({ channel: '#revenue', text: 'Done by Maya' })
      expect(door.handled).toMatchObject([
        { kind: 'press', call: { action: 'items.done', args: { id: 42 } }, on: posted.ref },
      ])
    })
  })

  it('opens a form, searches in it, shows its errors, and says what came of it', async () => {
    await inSlack(mode, async ({ world, door }) => {
      door.onHandle = async (incoming) => {
        switch (incoming.kind) {
          case 'words':
            return { kind: 'tell', message: { blocks: everything, discloses: [] } }
          case 'press':
            return { kind: 'form', form }
          case 'search':
            return { kind: 'options', options: [{ value: 'p2', label: 'Omar' }] }
          case 'submit':
            return incoming.values.po === 'PO-7'
              ? { kind: 'tell', message: { blocks: [{ kind: 'text', text: textOf('Omar has it') }], discloses: [] } }
              : { kind: 'form', form: { ...form, errors: { po: 'This number is unknown' } } }
          case 'home':
          case 'files':
            return { kind: 'done' }
        }
      }
      const maya = world.as('maya', 'slack')
      await maya.command({ channel: '#revenue', text: '/drumbeat handoff' })
      await maya.press({ channel: '#revenue', button: 'Hand over' })
      const dialog = await maya.waitForDialog('Hand over Delta')
      expect(await maya.search({ dialog: dialog.id, field: 'owner', text: 'om' })).toMatchObject({
        options: [{ label: 'Omar', value: 'p2' }],
      })
      expect(await maya.submit({ values: { po: 'PO-6', owner: 'p2' } })).toMatchObject({
        errors: { po: 'This number is unknown' },
      })
      expect(await maya.submit({ values: { po: 'PO-7', owner: 'p2' } })).toMatchObject({ status: 'ok' })
      await maya.waitForPost({ channel: '#revenue', text: 'Omar has it' })
      expect(door.handled.at(-1)).toMatchObject({
        kind: 'submit',
        values: { po: 'PO-7', owner: 'p2' },
        call: form.call,
      })
    })
  })

  it('opens the form of a command, and publishes the home tab', async () => {
    await inSlack(mode, async ({ world, door }) => {
      door.onHandle = async ({ kind }) =>
        kind === 'home' ? { kind: 'home', message: { blocks: everything, discloses: [] } } : { kind: 'form', form }
      const maya = world.as('maya', 'slack')
      await maya.command({ channel: '#revenue', text: '/drumbeat handoff' })
      await maya.waitForDialog('Hand over Delta')
      await maya.openHome()
      await world.waitFor(
        () => JSON.stringify(world.world.home('slack', 'maya') ?? '').includes('Win rate'),
        'the home tab',
      )
    })
  })

  it('reads the people of the workspace, with zone and e-mail', async () => {
    await inSlack(mode, async ({ platform, team }) => {
      const found = []
      for await (const person of platform.people(team)) found.push(person)
      expect(found.find((person) => person.email === 'maya@acme.example')).toMatchObject({ guest: false, active: true })
      expect(found.every((person) => person.zone !== null)).toBe(true)
    })
  })
})
