import { describe, expect, it } from 'vitest'
import { buttonIds } from '../calls.js'
import { encodeMetadata, type Origin } from '../metadata.js'
import { classify } from './classify.js'

const around = { bot: 'UBOT', now: Date.UTC(2026, 2, 2, 9) }
const from = { platform: 'slack', workspace: 'T1', user: 'U1' }
const channel = { platform: 'slack', workspace: 'T1', kind: 'channel', channel: 'C1', thread: null }
const direct = { platform: 'slack', workspace: 'T1', kind: 'direct', channel: 'U1', thread: null }
const call = { action: 'metrics.ask', args: { metric: 'win_rate', note: '<&>' }, opens: null }

function event(payload: object, envelope: object = {}) {
  return classify({ type: 'event_callback', team_id: 'T1', event_id: 'Ev1', ...envelope, event: payload }, around)
}

describe('a slash command', () => {
  const body = {
    command: '/kpi',
    text: 'win rate',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    trigger_id: '1.2.3',
    response_url: 'https://hooks.slack.com/commands/1',
  }

  it('is words in its channel, with the way back for thirty minutes', () => {
    expect(classify(body, around)).toEqual({
      kind: 'spoken',
      incoming: { kind: 'words', key: 'slack:T1:1.2.3', from, at: channel, locale: null, text: 'kpi win rate' },
      from: {
        at: channel,
        user: 'U1',
        locale: null,
        url: { href: 'https://hooks.slack.com/commands/1', until: Date.UTC(2026, 2, 2, 9, 29) },
        card: null,
        view: null,
        home: false,
      },
      trigger: '1.2.3',
    })
  })

  it('in a direct conversation is at its person', () => {
    expect(classify({ ...body, channel_id: 'D9' }, around)).toMatchObject({ incoming: { at: direct } })
  })

  it('without a user is unsupported, and says what it lacks', () => {
    const { user_id: _, ...rest } = body
    expect(classify(rest, around)).toEqual({ kind: 'unsupported', what: 'a payload that lacks user_id' })
  })
})

describe('an event', () => {
  const mention = { type: 'app_mention', user: 'U1', text: '<@UBOT> kpi', channel: 'C1', ts: '5.1' }

  it('that mentions the bot is words in the channel, or in the thread', () => {
    expect(event(mention)).toMatchObject({
      kind: 'spoken',
      incoming: { kind: 'words', key: 'slack:T1:Ev1', from, at: channel, text: 'kpi' },
      trigger: null,
    })
    expect(event({ ...mention, thread_ts: '4.0' })).toMatchObject({ incoming: { at: { ...channel, thread: '4.0' } } })
  })

  it('of a shared channel belongs to the workspace that has the bot, and its person to their own', () => {
    const shared = event({ ...mention, user_team: 'T9' }, { team_id: 'T9', authorizations: [{ team_id: 'T1' }] })
    expect(shared).toMatchObject({ incoming: { at: channel, from: { ...from, workspace: 'T9' }, key: 'slack:T1:Ev1' } })
  })

  it('that is a direct message is words', () => {
    const told = { type: 'message', channel_type: 'im', user: 'U1', text: 'kpi', channel: 'D9', ts: '5.1' }
    expect(event(told)).toMatchObject({ kind: 'spoken', incoming: { kind: 'words', at: direct, text: 'kpi' } })
    expect(event({ ...told, thread_ts: '4.0' })).toMatchObject({ incoming: { at: { ...direct, thread: '4.0' } } })
  })

  it.each([
    ['of the bot itself', { user: 'UBOT' }],
    ['of another bot', { bot_id: 'B2' }],
    ['about an edit', { subtype: 'message_changed' }],
    ['in a channel', { channel_type: 'channel' }],
  ])('that is a message %s needs nothing', (_, change) => {
    const told = { type: 'message', channel_type: 'im', user: 'U1', text: 'kpi', channel: 'D9', ts: '5.1' }
    expect(event({ ...told, ...change }).kind).toBe('nothing')
  })

  it('that mentions the bot in its own words needs nothing', () => {
    expect(event({ ...mention, user: 'UBOT' }).kind).toBe('nothing')
    expect(event({ ...mention, bot_id: 'B2' }).kind).toBe('nothing')
  })

  it('that opens the home tab is home; another tab is nothing', () => {
    expect(event({ type: 'app_home_opened', user: 'U1', tab: 'home' })).toMatchObject({
      kind: 'spoken',
      incoming: { kind: 'home', from, at: direct },
      from: { home: true },
    })
    expect(event({ type: 'app_home_opened', user: 'U1', tab: 'messages' }).kind).toBe('nothing')
  })

  it.each([
    [{ type: 'app_uninstalled' }, { kind: 'uninstalled', platform: 'slack', workspace: 'T1' }],
    [
      { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } },
      { kind: 'uninstalled', platform: 'slack', workspace: 'T1' },
    ],
    [
      { type: 'member_joined_channel', user: 'UBOT', channel: 'C1' },
      { change: 'bot added', who: null },
    ],
    [
      { type: 'member_joined_channel', user: 'U2', channel: 'C1', team: 'T9' },
      { change: 'person joined', who: { user: 'U2', workspace: 'T9' } },
    ],
    [
      { type: 'member_left_channel', user: 'U2', channel: 'C1', team: 'T1' },
      { change: 'person left', who: { user: 'U2', workspace: 'T1' } },
    ],
    [
      { type: 'channel_left', channel: 'C1' },
      { change: 'bot removed', place: channel },
    ],
    [{ type: 'group_left', channel: 'C1' }, { change: 'bot removed' }],
    [
      { type: 'channel_archive', channel: 'C1', user: 'U1' },
      { change: 'archived', who: from },
    ],
    [{ type: 'group_unarchive', channel: 'C1', user: 'U1' }, { change: 'unarchived' }],
    [
      { type: 'channel_rename', channel: { id: 'C1', name: 'revenue' } },
      { change: 'renamed', name: 'revenue' },
    ],
  ])('%j is a notice', (payload, notice) => {
    expect(event(payload)).toMatchObject({ kind: 'noticed', notice })
  })

  it("that revokes a person's token is nothing, and an unknown one is unsupported", () => {
    expect(event({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }).kind).toBe('nothing')
    expect(event({ type: 'reaction_added' })).toEqual({ kind: 'unsupported', what: 'the event reaction_added' })
  })
})

describe('a press', () => {
  const body = {
    type: 'block_actions',
    user: { id: 'U1', team_id: 'T1' },
    team: { id: 'T1' },
    trigger_id: '1.2.3',
    response_url: 'https://hooks.slack.com/actions/1',
    container: { type: 'message', message_ts: '5.1', channel_id: 'C1', is_ephemeral: false },
    channel: { id: 'C1', name: 'revenue' },
    message: { ts: '5.1' },
    actions: [{ type: 'button', ...buttonIds(call, 3) }],
  }

  it('carries its call and the card on which the button stands', () => {
    expect(classify(body, around)).toMatchObject({
      kind: 'pressed',
      incoming: { kind: 'press', key: 'slack:T1:1.2.3', from, at: channel, call, on: { place: channel, id: '5.1' } },
      from: { card: { id: '5.1' }, home: false },
      trigger: '1.2.3',
      dialog: null,
    })
  })

  it('in a thread is in the thread', () => {
    const at = { ...channel, thread: '4.0' }
    expect(classify({ ...body, message: { ts: '5.1', thread_ts: '4.0' } }, around)).toMatchObject({ incoming: { at } })
  })

  it('on an ephemeral message has no card that could be edited', () => {
    const container = { ...body.container, is_ephemeral: true }
    expect(classify({ ...body, container }, around)).toMatchObject({ incoming: { on: null }, from: { card: null } })
  })

  it('on the home tab belongs to the direct conversation', () => {
    const { channel: _, message: __, response_url: ___, ...rest } = body
    const home = { ...rest, container: { type: 'view', view_id: 'V1' }, view: { id: 'V1', type: 'home' } }
    expect(classify(home, around)).toMatchObject({
      incoming: { at: direct, on: null },
      from: { home: true, url: null },
    })
  })

  it('on a link needs nothing; on a button that is not ours it is unsupported', () => {
    expect(classify({ ...body, actions: [{ type: 'button', action_id: 'link#0' }] }, around).kind).toBe('nothing')
    expect(classify({ ...body, actions: [{ type: 'button', action_id: 'approve' }] }, around).kind).toBe('unsupported')
    const broken = { type: 'button', action_id: 'call:metrics.ask#0', value: '{' }
    expect(classify({ ...body, actions: [broken] }, around).kind).toBe('unsupported')
  })

  it('by a person of a connected company has their own workspace', () => {
    const guest = { ...body, user: { id: 'U1', team_id: 'T9' } }
    expect(classify(guest, around)).toMatchObject({ incoming: { from: { workspace: 'T9' }, at: { workspace: 'T1' } } })
  })
})

describe('an entry of a message’s menu', () => {
  const body = (more: object = {}) => ({
    type: 'message_action',
    user: { id: 'U1', team_id: 'T1' },
    team: { id: 'T1', domain: 'acme' },
    callback_id: 'handoffs.from_message',
    trigger_id: '1.2.3',
    channel: { id: 'C1' },
    message: { ts: '1772442000.000100', text: 'Ask <@U2|Omar> &amp;amp; <https://a.example|them>' },
    ...more,
  })
  const callOf = (more: object = {}) => {
    const one = classify(body(more), around)
    return one.kind === 'pressed' ? one.incoming.call : one
  }

  it('is a press that opens a form, with the words and the address of the message', () => {
    expect(callOf()).toEqual({
      action: 'handoffs.from_message',
      args: {
        words: 'Ask @Omar &amp; them',
        link: 'https://acme.slack.com/archives/C1/p1772442000000100',
      },
      opens: 'form',
    })
  })

  it('cuts long words visibly, and makes no address of a domain that is none', () => {
    const message = { ts: '1.2', text: 'x'.repeat(4000) }
    expect(callOf({ message, team: { id: 'T1', domain: 'evil.example/#' } })).toMatchObject({
      args: { words: `${'x'.repeat(1499)}…`, link: null },
    })
  })
})

describe('a dialog', () => {
  const origin = {
    at: { ...channel, thread: '4.0' },
    user: 'U1',
    locale: 'de',
    url: null,
    card: null,
    view: null,
    home: false,
  } as Origin
  const view = {
    id: 'V1',
    type: 'modal',
    hash: 'h1',
    title: { text: 'Set up' },
    private_metadata: encodeMetadata({ call, from: origin, draft: null }),
  }
  const actor = { user: { id: 'U1', team_id: 'T1' }, team: { id: 'T1' } }

  it('that is submitted carries its call, its values, and where it was opened', () => {
    const values = {
      po: { input: { type: 'plain_text_input', value: 'PO-7' } },
      seats: { input: { type: 'number_input', value: '12.5' } },
      empty: { input: { type: 'plain_text_input', value: null } },
      due: { input: { type: 'datepicker', selected_date: '2026-03-01' } },
      hour: { input: { type: 'timepicker', selected_time: '09:30' } },
      region: { input: { type: 'static_select', selected_option: { value: 'eu' } } },
      owner: { input: { type: 'external_select', selected_option: null } },
      tags: { input: { type: 'multi_static_select', selected_options: [{ value: 'a' }, { value: 'b' }] } },
    }
    const body = { type: 'view_submission', ...actor, trigger_id: '1.2.3', view: { ...view, state: { values } } }
    expect(classify(body, around)).toMatchObject({
      kind: 'submitted',
      incoming: {
        kind: 'submit',
        key: 'slack:T1:1.2.3',
        from,
        at: origin.at,
        locale: 'de',
        call,
        values: {
          po: 'PO-7',
          seats: 12.5,
          empty: null,
          due: '2026-03-01',
          hour: '09:30',
          region: 'eu',
          owner: null,
          tags: ['a', 'b'],
        },
      },
      view: 'V1',
      title: 'Set up',
      inputs: ['po', 'seats', 'empty', 'due', 'hour', 'region', 'owner', 'tags'],
    })
  })

  it('that searches asks with the words typed so far', () => {
    const body = { type: 'block_suggestion', ...actor, action_id: 'input', block_id: 'owner', value: 'om', view }
    expect(classify(body, around)).toMatchObject({
      kind: 'searched',
      incoming: { kind: 'search', call, field: 'owner', text: 'om', at: origin.at },
    })
  })

  it('that is not ours is unsupported', () => {
    const body = { type: 'view_submission', ...actor, view: { ...view, private_metadata: 'x' } }
    expect(classify(body, around).kind).toBe('unsupported')
  })
})

it.each([[{}], [{ type: 'shortcut' }], [{ type: 'block_actions' }], [{ type: 'event_callback' }]])(
  '%j is unsupported',
  (body) => {
    expect(classify(body, around).kind).toBe('unsupported')
  },
)

describe('files', () => {
  const message = { type: 'message', channel_type: 'im', channel: 'D1', user: 'U1', ts: '1.1', subtype: 'file_share' }
  const permalink = 'https://acme.slack.example/files/F1'
  const files = [
    { id: 'F1', name: 'deals.csv', size: 12, url_private: 'https://evil.example/', permalink },
    { id: 'F2', permalink: 'javascript:alert(1)' },
  ]

  it('in the direct conversation are known by their ids alone, with the words beside them', () => {
    expect(event({ ...message, text: 'here', files })).toMatchObject({
      kind: 'spoken',
      incoming: {
        kind: 'files',
        at: direct,
        text: 'here',
        files: [
          { name: 'deals.csv', size: 12, link: permalink, ref: { id: 'F1' } },
          { name: 'F2', size: null, ref: { id: 'F2' } },
        ],
      },
    })
  })

  it('that were none are words', () => {
    expect(event({ ...message, text: 'kpi', files: [] })).toMatchObject({ incoming: { kind: 'words', text: 'kpi' } })
  })
})
