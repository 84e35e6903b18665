import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gate, startBot, type TestBot, words } from '../../../../test/slack/bot.js'
import { shown } from '../../../../test/slack/json.js'
import type { Form } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import { textOf } from '../../../chat/text.js'

let bot: TestBot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const answer: Reply = { kind: 'tell', message: { blocks: [{ kind: 'text', text: textOf('15 %') }], discloses: [] } }
const form: Form = {
  call: { action: 'metrics.ask', args: {}, opens: 'form' },
  title: 'Ask',
  submit: 'Ask',
  cancel: 'Cancel',
  fields: [
    { kind: 'text', name: 'q', label: 'Question', hint: null, required: true, multiline: false, min: 0, max: 100 },
  ],
  draft: {},
  errors: {},
}
const mention = { type: 'app_mention', user: 'U1', text: '<@UBOT> kpi win rate', channel: 'C1', ts: '5.1' }

describe('a slash command', () => {
  it('is answered in its acknowledgement, privately, when the answer is there in time', async () => {
    bot.door.onHandle = async () => answer
    const { status, body } = await bot.command()
    expect(status).toBe(200)
    expect(body).toMatchObject({ response_type: 'ephemeral', text: '15 %' })
    expect(shown(body)).toContain('15 %')
    expect(bot.door.handled).toMatchObject([{ kind: 'words', text: 'kpi win rate' }])
    expect(bot.door.kept).toEqual([])
    expect(bot.slack.calls).toEqual([])
  })

  it('that takes longer is kept first, then acknowledged, then answered by its response address, then settled', async () => {
    const slow = gate<Reply>()
    bot.door.onHandle = () => slow.promise
    const { body } = await bot.command()
    expect(body).toMatchObject({ response_type: 'ephemeral', text: words.onIt })
    expect(bot.door.kept).toMatchObject([{ incoming: { key: 'slack:T1:1.2.3' }, back: { platform: 'slack' } }])
    expect(bot.door.settled).toEqual([])

    slow.open(answer)
    const response = await bot.slack.called('response')
    expect(response.args).toMatchObject({ response_type: 'ephemeral', replace_original: false, text: '15 %' })
    await bot.platform.stop()
    expect(bot.door.settled).toEqual(['slack:T1:1.2.3'])
  })

  it('that another process keeps already is acknowledged and left to it', async () => {
    const slow = gate<Reply>()
    bot.door.onHandle = () => slow.promise
    bot.door.onKeep = async () => 'seen'
    expect(await bot.command()).toEqual({ status: 200, body: '' })
    slow.open(answer)
    await bot.platform.stop()
    expect(bot.slack.calls).toEqual([])
  })

  it('is acknowledged in time even when it cannot be kept, because Slack never sends it again', async () => {
    const [slow, stalled] = [gate<Reply>(), gate<'kept'>()]
    bot.door.onHandle = () => slow.promise
    bot.door.onKeep = () => stalled.promise
    expect(await bot.command()).toMatchObject({ status: 200, body: { text: words.onIt } })
    slow.open(answer)
    stalled.fail(new Error('no database'))
    expect((await bot.slack.called('response')).args).toMatchObject({ text: '15 %' })
    await bot.platform.stop()
    expect(bot.door.settled).toEqual([])
  })

  it('hears that it failed when the bot itself cannot work', async () => {
    bot.door.onHandle = async () => {
      throw new Error('no database')
    }
    expect(await bot.command()).toMatchObject({ status: 200, body: { text: words.failed } })
  })

  it('opens a form by its trigger', async () => {
    bot.door.onHandle = async () => ({ kind: 'form', form })
    expect(await bot.command()).toEqual({ status: 200, body: '' })
    const opened = await bot.slack.called('views.open')
    expect(opened.args).toMatchObject({ trigger_id: '1.2.3', view: { type: 'modal', title: { text: 'Ask' } } })
    expect(opened.token).toBe('xoxb-1')
  })

  it('hears that it failed when its form cannot be drawn', async () => {
    const large = { ...form, call: { ...form.call, args: 'x'.repeat(3_000) } }
    bot.door.onHandle = async () => ({ kind: 'form', form: large })
    await bot.command()
    expect((await bot.slack.called('response')).args).toMatchObject({ text: words.failed })
    expect(bot.logged.map((one) => one.message)).toEqual(['a form could not be drawn for Slack'])
  })

  it('gets a button where its form can no longer be opened', async () => {
    bot.slack.answer('views.open', { ok: false, error: 'expired_trigger_id' })
    bot.door.onHandle = async () => ({ kind: 'form', form })
    await bot.command()
    const { args } = await bot.slack.called('response')
    expect(args).toMatchObject({ response_type: 'ephemeral' })
    expect(JSON.stringify(args)).toContain('form:metrics.ask#0')
  })

  it('is answered in the direct conversation when the response address is used up and the channel is not open', async () => {
    const slow = gate<Reply>()
    bot.door.onHandle = () => slow.promise
    bot.slack.answer('response', { status: 404, text: '{"ok":false,"error":"used_url"}' })
    bot.slack.answer('chat.postEphemeral', { ok: false, error: 'channel_not_found' })
    await bot.command()
    slow.open(answer)
    expect((await bot.slack.called('chat.postMessage')).args).toMatchObject({ channel: 'U1', text: '15 %' })
    await bot.platform.stop()
    expect(bot.door.settled).toEqual(['slack:T1:1.2.3'])
  })

  it('stays kept when nobody knows whether the answer arrived', async () => {
    const slow = gate<Reply>()
    bot.door.onHandle = () => slow.promise
    bot.slack.answer('response', 'drop')
    await bot.command()
    slow.open(answer)
    await bot.platform.stop()
    expect(bot.door.settled).toEqual([])
    expect(bot.slack.calls.map((call) => call.method)).toEqual(['response'])
  })

  it('of a workspace without the bot is acknowledged and not handled', async () => {
    expect(await bot.command({ team_id: 'T404' })).toEqual({ status: 200, body: '' })
    expect(bot.door.handled).toEqual([])
  })
})

describe('an event', () => {
  it('is kept before it is acknowledged, then answered in the channel for its person alone, then settled', async () => {
    const kept = gate<'kept'>()
    bot.door.onKeep = () => kept.promise
    bot.door.onHandle = async () => answer
    const acknowledged = bot.event(mention)
    kept.open('kept')
    expect(await acknowledged).toEqual({ status: 200, body: '' })
    const posted = await bot.slack.called('chat.postEphemeral')
    expect(posted.args).toMatchObject({ channel: 'C1', user: 'U1', text: '15 %' })
    await bot.platform.stop()
    expect(bot.door.settled).toEqual(['slack:T1:Ev1'])
  })

  it('in a thread is answered in the thread', async () => {
    bot.door.onHandle = async () => answer
    await bot.event({ ...mention, thread_ts: '4.0' })
    expect((await bot.slack.called('chat.postEphemeral')).args).toMatchObject({ channel: 'C1', thread_ts: '4.0' })
  })

  it('that is a direct message is answered by a message', async () => {
    bot.door.onHandle = async () => answer
    await bot.event({ type: 'message', channel_type: 'im', user: 'U1', text: 'kpi', channel: 'D1', ts: '5.1' })
    expect((await bot.slack.called('chat.postMessage')).args).toMatchObject({ channel: 'U1', text: '15 %' })
  })

  it('delivered again is acknowledged, and nothing else happens', async () => {
    bot.door.onKeep = async () => 'seen'
    expect(await bot.event(mention)).toEqual({ status: 200, body: '' })
    await bot.platform.stop()
    expect(bot.door.handled).toEqual([])
    expect(bot.slack.calls).toEqual([])
  })

  it('that must not be kept is answered all the same, and nothing is settled', async () => {
    bot.door.onKeep = async () => 'unkept'
    bot.door.onHandle = async () => answer
    expect((await bot.event(mention)).status).toBe(200)
    expect((await bot.slack.called('chat.postEphemeral')).args).toMatchObject({ channel: 'C1', text: '15 %' })
    await bot.platform.stop()
    expect(bot.door.settled).toEqual([])
  })

  it('that cannot be kept is not acknowledged, so that Slack sends it again', async () => {
    bot.door.onKeep = async () => {
      throw new Error('no database')
    }
    expect((await bot.event(mention)).status).toBe(503)
    expect(bot.door.handled).toEqual([])
  })

  it('whose keeping stalls is not acknowledged, and is worked off once it is kept after all', async () => {
    const stalled = gate<'kept'>()
    bot.door.onKeep = () => stalled.promise
    bot.door.onHandle = async () => answer
    expect((await bot.event(mention)).status).toBe(503)
    expect(bot.door.handled).toEqual([])
    stalled.open('kept')
    await bot.slack.called('chat.postEphemeral')
    await bot.platform.stop()
    expect(bot.door.settled).toEqual(['slack:T1:Ev1'])
  })

  it('is answered with a button where the answer is a form', async () => {
    bot.door.onHandle = async () => ({ kind: 'form', form })
    await bot.event(mention)
    expect(shown((await bot.slack.called('chat.postEphemeral')).args.blocks)).toEqual(['Ask', words.open])
  })

  it('that opens the home tab publishes it', async () => {
    if (answer.kind !== 'tell') throw new Error('unreachable')
    const { message } = answer
    bot.door.onHandle = async () => ({ kind: 'home', message })
    await bot.event({ type: 'app_home_opened', user: 'U1', tab: 'home' })
    expect((await bot.slack.called('views.publish')).args).toMatchObject({ user_id: 'U1', view: { type: 'home' } })
  })

  it('of a second workspace is answered with that workspace’s token', async () => {
    bot.door.onHandle = async () => answer
    await bot.event({ ...mention, text: '<@UBOT2> kpi' }, { team_id: 'T2' })
    expect((await bot.slack.called('chat.postEphemeral')).token).toBe('xoxb-2')
    expect(bot.door.handled).toMatchObject([{ text: 'kpi', at: { workspace: 'T2' } }])
  })

  it('that ends the installation removes the token and tells the bot', async () => {
    expect((await bot.event({ type: 'app_uninstalled' })).status).toBe(200)
    expect(bot.installed.has('T1')).toBe(false)
    expect(bot.door.notices).toEqual([{ kind: 'uninstalled', platform: 'slack', workspace: 'T1' }])
    await bot.event(mention)
    expect(bot.door.kept).toEqual([])
  })

  it('that changes a place is passed on, and not acknowledged when that fails', async () => {
    expect((await bot.event({ type: 'channel_archive', channel: 'C1', user: 'U1' })).status).toBe(200)
    expect(bot.door.notices).toMatchObject([{ kind: 'place', change: 'archived' }])
    bot.door.notice = async () => {
      throw new Error('no database')
    }
    expect((await bot.event({ type: 'channel_left', channel: 'C1' })).status).toBe(503)
  })

  it('that is unknown is acknowledged and logged', async () => {
    expect((await bot.event({ type: 'reaction_added' })).status).toBe(200)
    expect(bot.logged).toMatchObject([{ level: 'warn', details: { what: 'the event reaction_added' } }])
  })
})

it('answers a kept incoming after a restart', async () => {
  const slow = gate<Reply>()
  bot.door.onHandle = () => slow.promise
  await bot.command()
  const back = bot.door.kept[0]?.back
  const stored = JSON.parse(JSON.stringify(back))
  expect(await bot.platform.answer(stored, answer)).toMatchObject({ kind: 'sent' })
  expect((await bot.slack.called('response')).args).toMatchObject({ text: '15 %' })
  slow.open({ kind: 'done' })
  expect(await bot.platform.answer({ platform: 'slack', data: {} }, answer)).toMatchObject({
    kind: 'refused',
    code: 'not_a_return_address',
  })
})

it('calls no address that is not Slack’s, whatever was stored', async () => {
  const from = {
    at: { platform: 'slack', workspace: 'T1', kind: 'direct', channel: 'U1', thread: null },
    user: 'U1',
    locale: null,
  }
  const url = { href: 'http://169.254.169.254/latest', until: Date.UTC(2999, 0, 1) }
  const back = { platform: 'slack' as const, data: { ...from, url, card: null, view: null, home: false } }
  expect(await bot.platform.answer(back, answer)).toMatchObject({ kind: 'sent' })
  expect(bot.slack.calls.map((call) => call.method)).toEqual(['chat.postMessage'])
})

it('takes no new requests after the stop, and ends those under way first', async () => {
  const slow = gate<Reply>()
  bot.door.onHandle = () => slow.promise
  await bot.command()
  const stopped = bot.platform.stop()
  expect((await bot.command({ trigger_id: '9.9.9' })).status).toBe(503)
  slow.open(answer)
  await stopped
  expect(bot.slack.calls.map((call) => call.method)).toEqual(['response'])
})
