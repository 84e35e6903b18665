import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { validateView } from '../../../../playground/slack/validate-view.js'
import { gate, startBot, type TestBot, words } from '../../../../test/slack/bot.js'
import { everyObject, shown } from '../../../../test/slack/json.js'
import type { Form } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import { textOf } from '../../../chat/text.js'
import { encodeMetadata, type Origin } from '../metadata.js'

let bot: TestBot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const message = { blocks: [{ kind: 'text' as const, text: textOf('Omar has it') }], discloses: [] }
const form: Form = {
  call: { action: 'handoffs.add', args: { id: 7 }, opens: 'form' },
  title: 'PO number',
  submit: 'Save',
  cancel: 'Cancel',
  fields: [{ kind: 'text', name: 'po', label: 'PO', hint: null, required: true, multiline: true, min: 0, max: 3_000 }],
  draft: {},
  errors: {},
}

function origin(): Origin {
  const at = { platform: 'slack', workspace: 'T1', kind: 'channel', channel: 'C1', thread: null } as const
  const url = { href: bot.slack.responseUrl, until: Date.UTC(2999, 0, 1) }
  return { at, user: 'U1', locale: null, url, card: { place: at, id: '5.1' }, view: null, home: false }
}

const actor = { user: { id: 'U1', team_id: 'T1' }, team: { id: 'T1' } }

function submit(po = 'PO-7') {
  return bot.interact({
    type: 'view_submission',
    ...actor,
    trigger_id: '1.2.3',
    view: {
      id: 'V1',
      type: 'modal',
      hash: 'h',
      title: { text: 'PO number' },
      private_metadata: encodeMetadata({ call: form.call, from: origin(), draft: null }),
      state: { values: { po: { input: { type: 'plain_text_input', value: po } } } },
    },
  })
}

describe('a submitted dialog', () => {
  it('is closed by its acknowledgement after it is done, and its card redrawn', async () => {
    bot.door.onHandle = async () => ({ kind: 'redraw', message, note: null })
    expect(await submit()).toEqual({ status: 200, body: '' })
    expect(bot.door.handled).toMatchObject([{ kind: 'submit', call: form.call, values: { po: 'PO-7' } }])
    expect((await bot.slack.called('chat.update')).args).toMatchObject({ ts: '5.1', text: 'Omar has it' })
    await bot.platform.stop()
    expect(bot.door.kept).toEqual([])
  })

  it('that tells something tells it where the form was opened, privately', async () => {
    bot.door.onHandle = async () => ({ kind: 'tell', message })
    await submit()
    expect((await bot.slack.called('response')).args).toMatchObject({ response_type: 'ephemeral', text: 'Omar has it' })
  })

  it('gets its errors at their fields in the acknowledgement', async () => {
    bot.door.onHandle = async () => ({ kind: 'form', form: { ...form, errors: { po: 'This number is <taken>' } } })
    expect(await submit()).toEqual({
      status: 200,
      body: { response_action: 'errors', errors: { po: 'This number is <taken>' } },
    })
  })

  it('gives way to the next form in the acknowledgement', async () => {
    const next: Form = { ...form, title: 'Tax ID', errors: { '': 'One more thing' } }
    bot.door.onHandle = async () => ({ kind: 'form', form: next })
    const { body } = await submit()
    expect(body).toMatchObject({ response_action: 'update', view: { title: { text: 'Tax ID' } } })
    expect(shown(body)).toContain('⚠ One more thing')
  })

  it('that takes too long is kept with its draft, says so, and can be opened again as it was', async () => {
    const work = gate<Reply>()
    bot.door.onHandle = () => work.promise
    const { body } = await submit()
    expect(bot.door.kept).toMatchObject([{ incoming: { kind: 'submit', values: { po: 'PO-7' } } }])
    expect(body).toMatchObject({ response_action: 'update', view: { title: { text: 'PO number' } } })
    expect(shown(body)).toEqual(['PO number', words.close, words.slowForm, words.openAgain])

    const [view] = everyObject(body).filter((one) => one.type === 'modal')
    expect(validateView(view, 'modal').problems).toEqual([])
    const [button] = everyObject(body).filter((one) => one.type === 'button')
    bot.door.onHandle = async () => ({ kind: 'form', form })
    await bot.interact({
      type: 'block_actions',
      ...actor,
      trigger_id: '4.5.6',
      container: { type: 'view', view_id: 'V1' },
      view: { id: 'V1', type: 'modal', private_metadata: view?.private_metadata },
      actions: [button],
    })
    const { args } = await bot.slack.called('views.update')
    expect(args).toMatchObject({ view_id: 'V1', view: { title: { text: 'PO number' } } })
    expect(everyObject(args)).toContainEqual(
      expect.objectContaining({ type: 'plain_text_input', initial_value: 'PO-7' }),
    )
    work.open({ kind: 'done' })
  })

  it('that was too slow shows its result in the dialog when it is done, and is settled', async () => {
    const work = gate<Reply>()
    bot.door.onHandle = () => work.promise
    await submit()
    work.open({ kind: 'tell', message })
    const { args } = await bot.slack.called('views.update')
    expect(shown(args)).toContain('Omar has it')
    await bot.platform.stop()
    expect(bot.door.settled).toEqual(['slack:T1:1.2.3'])
  })

  it('that was too slow and typed more than can travel stays open with the note at its first field', async () => {
    const work = gate<Reply>()
    bot.door.onHandle = () => work.promise
    const { body } = await submit('x'.repeat(2_900))
    expect(body).toEqual({ response_action: 'errors', errors: { po: words.slowForm } })
    work.open({ kind: 'done' })
  })

  it('whose work fails says so and keeps what was typed', async () => {
    bot.door.onHandle = async () => {
      throw new Error('no database')
    }
    const { body } = await submit()
    expect(shown(body)).toContain(words.failed)
    expect(JSON.stringify(body)).toContain('PO-7')
  })
})

describe('a search in a dialog', () => {
  function search() {
    const view = {
      id: 'V1',
      type: 'modal',
      private_metadata: encodeMetadata({ call: form.call, from: origin(), draft: null }),
    }
    return bot.interact({
      type: 'block_suggestion',
      ...actor,
      action_id: 'input',
      block_id: 'owner',
      value: 'om',
      view,
    })
  }

  it('is answered in the same turn', async () => {
    bot.door.onHandle = async () => ({ kind: 'options', options: [{ value: 'p2', label: 'Omar' }] })
    expect(await search()).toEqual({
      status: 200,
      body: { options: [{ text: { type: 'plain_text', text: 'Omar', emoji: false }, value: 'p2' }] },
    })
    expect(bot.door.handled).toMatchObject([{ kind: 'search', field: 'owner', text: 'om', call: form.call }])
  })

  it('has no options when they cannot be had in time', async () => {
    const work = gate<Reply>()
    bot.door.onHandle = () => work.promise
    expect(await search()).toEqual({ status: 200, body: { options: [] } })
    work.open({ kind: 'done' })
  })
})
