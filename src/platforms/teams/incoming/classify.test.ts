import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Activity, activity as shape } from './activity.js'
import { classify } from './classify.js'
import { tenantOf, whereaboutsOf } from './whereabouts.js'

const base = {
  type: 'message',
  id: '1',
  channelId: 'msteams',
  serviceUrl: 'https://smba.example/emea/',
  from: { id: '29:omar', aadObjectId: 'aad-omar' },
  recipient: { id: '28:bot', name: 'Drumbeat' },
  conversation: { id: 'a:omar', conversationType: 'personal', tenantId: 't1' },
}
const channel = {
  conversation: { id: '19:c@thread.tacv2;messageid=9', conversationType: 'channel', tenantId: 't1' },
  entities: [{ type: 'mention', text: '<at>Drumbeat</at>', mentioned: { id: '28:bot', name: 'Drumbeat' } }],
}

const read = (more: object): Activity => shape.parse({ ...base, ...more })
const classified = (more: object) => {
  const activity = read(more)
  return classify(activity, whereaboutsOf(activity, 't1'))
}
const said = (more: object) => {
  const { kind, incoming } = classified(more) as { kind: string; incoming?: { text?: string } }
  return kind === 'words' ? incoming?.text : kind
}

describe('words', () => {
  test.each([
    ['as they are', { text: 'kpi win rate' }, 'kpi win rate'],
    ['without a slash', { text: '/kpi win rate' }, 'kpi win rate'],
    ['without the bot’s mention', { ...channel, text: '<at>Drumbeat</at>&nbsp;kpi win rate\n' }, 'kpi win rate'],
    ['without it wherever it stands', { ...channel, text: 'please <at>Drumbeat</at> kpi' }, 'please  kpi'],
    [
      'with other people as names',
      {
        ...channel,
        text: '<at>Drumbeat</at> ask <at>Maya H</at>',
        entities: [
          ...channel.entities,
          { type: 'mention', text: '<at>Maya H</at>', mentioned: { id: '29:maya', name: 'Maya Haddad' } },
        ],
      },
      'ask Maya Haddad',
    ],
    ['empty', { text: undefined }, ''],
    [
      'to the bot alone by a slash command',
      { ...channel, entities: [], text: 'kpi', recipient: { ...base.recipient, isTargeted: true } },
      'kpi',
    ],
    ['not for the bot', { ...channel, entities: [], text: 'hello' }, 'unsupported'],
    ['typed like a mention', { ...channel, entities: [], text: '<at>Drumbeat</at> kpi' }, 'unsupported'],
  ])('%s', (_what, more, words) => {
    expect(said(more)).toBe(words)
  })
})

describe('places and people', () => {
  const where = (more: object) => whereaboutsOf(read(more), 't1')

  test('a direct conversation is the person’s', () => {
    expect(where({}).at).toEqual({
      platform: 'teams',
      workspace: 't1',
      kind: 'direct',
      channel: 'aad-omar',
      thread: null,
    })
  })

  test('a channel is its id, its thread apart', () => {
    expect(where(channel).at).toEqual({
      platform: 'teams',
      workspace: 't1',
      kind: 'channel',
      channel: '19:c@thread.tacv2',
      thread: '9',
    })
  })

  test('a group chat is a place without threads', () => {
    const group = {
      conversation: { id: '19:g@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: 't1' },
    }
    expect(where(group).at).toMatchObject({ kind: 'channel', channel: '19:g@thread.v2', thread: null })
  })

  test('a person is their Entra object id, never the id that differs per bot', () => {
    expect(where({}).from).toEqual({ platform: 'teams', workspace: 't1', user: 'aad-omar' })
    expect(where({ from: { id: '29:omar' } }).from).toBeNull()
  })

  test('a card that began its thread is where it was posted; one within a thread is in the thread', () => {
    const call = { action: 'a.b', args: {}, opens: null }
    const press = (replyToId: string) => ({
      ...channel,
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId,
      value: { action: { data: { drumbeat: { kind: 'call', call, alone: false, draft: {} } } } },
    })
    expect(classified(press('9'))).toMatchObject({
      incoming: { on: { id: '9', place: { thread: null } }, at: { thread: '9' } },
    })
    expect(classified(press('10'))).toMatchObject({ incoming: { on: { id: '10', place: { thread: '9' } } } })
  })

  test('the key is the same for a second delivery, and another for another activity or tenant', () => {
    const key = (more: object) => (classified({ text: 'x', ...more }) as { incoming: { key: string } }).incoming.key
    expect(key({})).toBe(key({ timestamp: 'later' }))
    expect(key({ id: '2' })).not.toBe(key({}))
  })
})

test('files of the personal chat are told apart from words; elsewhere, and of other kinds, they are left', () => {
  const content = { downloadUrl: 'https://acme-my.sharepoint.example/x?tempauth=1', uniqueId: 'u1', fileType: 'csv' }
  const contentType = 'application/vnd.microsoft.teams.file.download.info'
  const attachments = [
    { contentType: 'text/html', content: '<p>here</p>' },
    { contentType, name: 'deals.csv', content, contentUrl: 'https://acme-my.sharepoint.example/deals.csv' },
  ]
  expect(classified({ text: 'here', attachments })).toMatchObject({
    kind: 'files',
    incoming: {
      kind: 'files',
      text: 'here',
      files: [
        {
          name: 'deals.csv',
          size: null,
          link: 'https://acme-my.sharepoint.example/deals.csv',
          ref: { url: content.downloadUrl },
        },
      ],
    },
  })
  expect(classified({ ...channel, text: '<at>Drumbeat</at> kpi', attachments }).kind).toBe('words')
  expect(classified({ text: 'kpi', attachments: [{ contentType, name: 'x', content: {} }] }).kind).toBe('words')
})

test('an entry of a message’s menu is a press that opens a form, with the words of the message and its address', () => {
  const menu = (messagePayload: object) =>
    classified({
      ...channel,
      type: 'invoke',
      name: 'composeExtension/fetchTask',
      value: { commandId: 'handoffs.from_message', commandContext: 'message', messagePayload },
    })
  const content = '<div>Ask <at id="0">Omar</at>&nbsp;for &amp;lt;b&gt;</div><p>and<br/>them</p>'
  const link = 'https://teams.microsoft.com/l/message/19%3Ac/1'
  expect(menu({ linkToMessage: link, body: { contentType: 'html', content } })).toMatchObject({
    kind: 'fetch',
    incoming: {
      kind: 'press',
      call: { action: 'handoffs.from_message', args: { words: 'Ask Omar for &lt;b>\nand\nthem', link }, opens: 'form' },
    },
  })
  expect(menu({ linkToMessage: 'javascript:alert(1)', body: null })).toMatchObject({
    incoming: { call: { args: { words: '', link: null } } },
  })
})

test('two tenants in one activity are none', () => {
  expect(tenantOf(read({ channelData: { tenant: { id: 't2' } } }))).toBeNull()
  expect(tenantOf(read({ channelData: { tenant: { id: 't1' } } }))).toBe('t1')
})

test('whatever Teams may send is classified, and never an error', () => {
  const anything = fc.record(
    {
      type: fc.constantFrom('message', 'invoke', 'conversationUpdate', 'installationUpdate', 'event', 'typing'),
      name: fc.constantFrom(
        'adaptiveCard/action',
        'task/fetch',
        'task/submit',
        'composeExtension/fetchTask',
        'application/search',
        'other',
      ),
      value: fc.oneof(
        fc.jsonValue(),
        fc.record({ data: fc.jsonValue(), action: fc.jsonValue(), dataset: fc.string(), queryText: fc.string() }),
      ),
      text: fc.string(),
      action: fc.constantFrom('add', 'remove', 'other'),
      id: fc.string(),
      replyToId: fc.string(),
    },
    { requiredKeys: ['type'] },
  )
  fc.assert(
    fc.property(anything, fc.boolean(), (more, there) => {
      expect(classified({ ...(there && channel), ...more }).kind).toBeTypeOf('string')
    }),
  )
})
