import { afterEach, beforeEach, expect, it } from 'vitest'
import { gate, startBot, type TestBot, words } from '../../../../test/slack/bot.js'
import { shown } from '../../../../test/slack/json.js'
import type { Form } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import { textOf } from '../../../chat/text.js'
import { buttonIds } from '../calls.js'

let bot: TestBot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const message = { blocks: [{ kind: 'text' as const, text: textOf('Approved') }], discloses: [] }
const tell: Reply = { kind: 'tell', message }
const redraw: Reply = { kind: 'redraw', message, note: textOf('Thank you') }
const form: Form = {
  call: { action: 'handoffs.add', args: { id: 7 }, opens: 'form' },
  title: 'PO number',
  submit: 'Save',
  cancel: 'Cancel',
  fields: [{ kind: 'text', name: 'po', label: 'PO', hint: null, required: true, multiline: false, min: 0, max: 100 }],
  draft: {},
  errors: {},
}

function press(opens: 'form' | null = null, change: object = {}) {
  const call = { action: 'digests.approve', args: { id: 'weekly' }, opens }
  return bot.interact({
    type: 'block_actions',
    user: { id: 'U1', team_id: 'T1' },
    team: { id: 'T1' },
    trigger_id: '1.2.3',
    response_url: bot.slack.responseUrl,
    container: { type: 'message', message_ts: '5.1', channel_id: 'C1', is_ephemeral: false },
    channel: { id: 'C1' },
    message: { ts: '5.1' },
    actions: [{ type: 'button', ...buttonIds(call, 0) }],
    ...change,
  })
}
const ephemeral = { container: { type: 'message', message_ts: '5.1', is_ephemeral: true } }

it('a press is done before it is acknowledged, then its card is redrawn and the note told', async () => {
  const work = gate<Reply>()
  bot.door.onHandle = () => work.promise
  const acknowledged = press()
  work.open(redraw)
  expect(await acknowledged).toEqual({ status: 200, body: '' })
  expect((await bot.slack.called('chat.update')).args).toMatchObject({ channel: 'C1', ts: '5.1', text: 'Approved' })
  expect((await bot.slack.called('response')).args).toMatchObject({ response_type: 'ephemeral', text: 'Thank you' })
  expect(bot.door.handled).toMatchObject([
    { kind: 'press', call: { action: 'digests.approve', args: { id: 'weekly' } } },
  ])
  expect(bot.door.kept).toEqual([])
})

it('a press on an ephemeral card redraws it by its response address', async () => {
  bot.door.onHandle = async () => redraw
  await press(null, ephemeral)
  expect((await bot.slack.called('response')).args).toMatchObject({ replace_original: true, text: 'Approved' })
})

it('a card that can no longer be edited is replaced by the response address', async () => {
  bot.slack.answer('chat.update', { ok: false, error: 'cant_update_message' })
  bot.door.onHandle = async () => redraw
  await press()
  expect((await bot.slack.called('response')).args).toMatchObject({ replace_original: true })
})

it('what a press tells is for its person alone, in the thread in which they pressed', async () => {
  bot.door.onHandle = async () => tell
  await press(null, { message: { ts: '5.1', thread_ts: '4.0' } })
  expect((await bot.slack.called('response')).args).toMatchObject({
    response_type: 'ephemeral',
    replace_original: false,
    thread_ts: '4.0',
    text: 'Approved',
  })
})

it('a press on the home tab redraws the home tab', async () => {
  bot.door.onHandle = async () => redraw
  const home = {
    container: { type: 'view' },
    channel: undefined,
    message: undefined,
    response_url: undefined,
    view: { id: 'V0', type: 'home' },
  }
  await press(null, home)
  expect((await bot.slack.called('views.publish')).args).toMatchObject({ user_id: 'U1', view: { type: 'home' } })
})

it('a press that takes too long is kept, acknowledged all the same, and its person told so', async () => {
  const work = gate<Reply>()
  bot.door.onHandle = () => work.promise
  expect(await press()).toEqual({ status: 200, body: '' })
  expect(bot.door.kept).toMatchObject([{ incoming: { kind: 'press', key: 'slack:T1:1.2.3' } }])
  expect((await bot.slack.called('response')).args).toMatchObject({ text: words.slow })
  work.open({ ...redraw, note: null })
  expect((await bot.slack.called('chat.update')).args).toMatchObject({ text: 'Approved' })
  await bot.platform.stop()
  expect(bot.door.settled).toEqual(['slack:T1:1.2.3'])
})

it('a press on a link is acknowledged, and the bot hears nothing of it', async () => {
  expect(await press(null, { actions: [{ type: 'button', action_id: 'link#0' }] })).toEqual({ status: 200, body: '' })
  expect(bot.door.handled).toEqual([])
})

it('a press that fails says so', async () => {
  bot.door.onHandle = async () => {
    throw new Error('no database')
  }
  expect((await press()).status).toBe(200)
  expect((await bot.slack.called('response')).args).toMatchObject({ text: words.failed })
})

it('a press that opens a form opens it at once', async () => {
  bot.door.onHandle = async () => ({ kind: 'form', form })
  expect(await press('form')).toEqual({ status: 200, body: '' })
  const { args } = await bot.slack.called('views.open')
  expect(args).toMatchObject({ trigger_id: '1.2.3', view: { title: { text: 'PO number' } } })
})

it('a form that needs its time opens as loading and is filled by an update', async () => {
  const work = gate<Reply>()
  bot.door.onHandle = () => work.promise
  expect(await press('form')).toEqual({ status: 200, body: '' })
  expect((await bot.slack.called('views.open')).args).toMatchObject({ view: { title: { text: words.loading } } })
  work.open({ kind: 'form', form })
  expect((await bot.slack.called('views.update')).args).toMatchObject({
    view_id: 'V1',
    view: { title: { text: 'PO number' } },
  })
})

it('what comes instead of a form is shown in the dialog that is open already', async () => {
  const work = gate<Reply>()
  bot.door.onHandle = () => work.promise
  await press('form')
  await bot.slack.called('views.open')
  work.open(tell)
  const { args } = await bot.slack.called('views.update')
  expect(args).toMatchObject({ view_id: 'V1', view: { title: { text: words.result } } })
  expect(shown(args)).toContain('Approved')
  await bot.platform.stop()
  expect(bot.slack.calls.some((call) => call.method === 'response')).toBe(false)
})

it('what cannot be shown in a dialog that was closed meanwhile is told where the button was pressed', async () => {
  const work = gate<Reply>()
  bot.door.onHandle = () => work.promise
  bot.slack.answer('views.update', { ok: false, error: 'not_found' })
  await press('form')
  await bot.slack.called('views.open')
  work.open(tell)
  expect((await bot.slack.called('response')).args).toMatchObject({ text: 'Approved' })
})

it.each([
  ['a shortcut', { type: 'shortcut', callback_id: 'gone', user: { id: 'U1', team_id: 'T1' }, team: { id: 'T1' } }],
  [
    'a closed dialog',
    { type: 'view_closed', user: { id: 'U1' }, team: { id: 'T1' }, view: { id: 'V1', type: 'modal' } },
  ],
])(
  '%s, which this version does nothing with, is acknowledged, so that nobody is shown an error',
  async (_, payload) => {
    expect(await bot.interact(payload)).toEqual({ status: 200, body: '' })
    expect(bot.door.handled).toEqual([])
  },
)

const file: Reply = {
  kind: 'file',
  file: {
    name: 'deals.csv',
    text: 'id\r\nD-1\r\n',
    note: textOf('1 deal'),
    call: { action: 'metrics.rows_csv', args: {}, opens: null },
  },
}

it('a file goes into the direct message, its bytes without the token, and who pressed in a channel hears where it is', async () => {
  const upload_url = bot.slack.url.replace('/api/', '/upload/1')
  bot.slack.answer('files.getUploadURLExternal', { ok: true, upload_url, file_id: 'F1' })
  bot.door.onHandle = async () => file
  await press()
  const told = await bot.slack.called('response')
  expect(told.args).toMatchObject({ response_type: 'ephemeral', text: words.fileSent })
  const shared = await bot.slack.called('files.completeUploadExternal')
  expect(shared.args).toMatchObject({ channel_id: 'D1' })
  expect(JSON.stringify(shared.args)).toContain('F1')
  const asked = await bot.slack.called('files.getUploadURLExternal')
  expect(asked.args).toMatchObject({ filename: 'deals.csv', length: '9' })
  expect((await bot.slack.called('/upload/1')).token).toBeNull()
})

it.each([
  ['the app was installed without files:write', { ok: false, error: 'missing_scope' }],
  [
    'the address for its bytes is not Slack’s',
    { ok: true, upload_url: 'https://slack.com.evil.example/', file_id: 'F1' },
  ],
])(
  'a file that cannot be brought because %s is shared with nobody, and the person hears that it failed',
  async (_why, answer) => {
    bot.slack.answer('files.getUploadURLExternal', answer)
    bot.door.onHandle = async () => file
    await press()
    expect((await bot.slack.called('response')).args).toMatchObject({ text: words.failed })
    expect(bot.slack.calls.map(({ method }) => method)).not.toContain('files.completeUploadExternal')
  },
)
