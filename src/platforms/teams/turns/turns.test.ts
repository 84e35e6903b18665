import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { validateCard } from '../../../../playground/teams/validate-card.js'
import { LocalTeams, type Request, type Scripted, TENANT } from '../../../../test/local-teams.js'
import { activityOf, inChannel, omar, startBot } from '../../../../test/teams.js'
import type { Form } from '../../../chat/form.js'
import type { Reply } from '../../../chat/incoming.js'
import type { Message } from '../../../chat/message.js'
import { textOf } from '../../../chat/text.js'

let teams: LocalTeams
let bot: Awaited<ReturnType<typeof startBot>>
beforeEach(async () => {
  teams = await LocalTeams.start()
  bot = await startBot(teams)
})
afterEach(async () => {
  await bot.stop()
  await teams.stop()
})

const message = (...lines: string[]): Message => ({
  blocks: lines.map((line) => ({ kind: 'text', text: textOf(line) })),
  discloses: [],
})
const tell = (...lines: string[]): Reply => ({ kind: 'tell', message: message(...lines) })
const call = { action: 'digests.send', args: { id: 7 }, opens: null } as const
const form: Form = {
  call: { ...call, opens: 'form' },
  title: 'New digest',
  submit: 'Save',
  cancel: 'Cancel',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', hint: null, required: true, multiline: false, min: 3, max: 40 },
    { kind: 'number', name: 'hour', label: 'Hour', hint: null, required: false, decimal: false, min: 0, max: 23 },
    {
      kind: 'choice',
      name: 'days',
      label: 'Days',
      hint: null,
      required: false,
      many: true,
      options: [
        { value: 'mon', label: 'Monday' },
        { value: 'tue,wed', label: 'Tuesday, Wednesday' },
      ],
    },
  ],
  draft: { name: null, hour: null, days: [] },
  errors: {},
}
/** Trouble that Teams says is over at once. */
const soon = (status: number): Scripted => ({ status, headers: { 'retry-after': '0' } })
const KEY = `teams:${TENANT}/a:omar/1700000000001`

/** A promise that is settled by hand: work that takes as long as the test says. */
function later<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const posts = (request: Request) => request.method === 'POST' && request.path.endsWith('/activities')
const says = (request: Request) => String(request.body.summary ?? request.body.type)

const carried = (more: object = {}) => ({ drumbeat: { kind: 'call', call, alone: false, draft: {}, ...more } })
const pressIn = (activity: Record<string, unknown>, more: object = {}) => ({
  ...activity,
  type: 'invoke',
  name: 'adaptiveCard/action',
  text: undefined,
  replyToId: 'm-card',
  value: { action: { type: 'Action.Execute', verb: call.action, data: carried(more) }, trigger: 'manual' },
})
const submitIn = (data: object) =>
  activityOf(teams, { type: 'invoke', name: 'task/submit', text: undefined, replyToId: 'm-card', value: { data } })
const fetchIn = (data: object) =>
  activityOf(teams, { type: 'invoke', name: 'task/fetch', text: undefined, replyToId: 'm-card', value: { data } })

describe('words', () => {
  test('are answered within the turn, in the conversation with the bot', async () => {
    bot.door.answers = async () => tell('24 %')
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(teams.requests).toMatchObject([
      {
        method: 'POST',
        path: 'conversations/a:omar/activities',
        query: {},
        body: { type: 'message', summary: '24 %' },
      },
    ])
    expect(teams.requests[0]?.authorization).toBe('Bearer bot-token-1')
    expect(bot.door.kept).toEqual([])
  })

  test('in a thread are answered in the thread, so that only who asked sees it', async () => {
    bot.door.answers = async () => tell('24 %')
    await bot.post(inChannel(teams))
    expect(bot.door.handled).toMatchObject([
      { text: 'kpi win rate', at: { channel: '19:finance@thread.tacv2', thread: '1699' } },
    ])
    expect(teams.requests).toMatchObject([
      {
        path: 'conversations/19:finance@thread.tacv2;messageid=1699/activities',
        query: { isTargetedActivity: 'true' },
        body: { recipient: { id: omar.id } },
      },
    ])
  })

  test('where Teams has no targeted messages, are answered in the conversation with who asked', async () => {
    bot.door.answers = async () => tell('24 %')
    teams.script = (request) => {
      if (request.query.isTargetedActivity) return { status: 403, body: { error: { code: 'Forbidden', message: '' } } }
      return request.path === 'conversations' ? { status: 201, body: { id: 'a:new' } } : undefined
    }
    await bot.post(inChannel(teams))
    expect(teams.requests.map((one) => one.path)).toEqual([
      'conversations/19:finance@thread.tacv2;messageid=1699/activities',
      'conversations',
      'conversations/a:new/activities',
    ])
    expect(teams.requests[1]?.body).toMatchObject({ isGroup: false, members: [{ id: omar.id }], tenantId: TENANT })
  })

  test('that take longer are kept, shown to be in work, answered and settled', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(bot.door.kept).toMatchObject([{ incoming: { key: KEY, kind: 'words' }, back: { platform: 'teams' } }])
    await teams.until(1, posts)
    expect(teams.requests.map(says)).toEqual(['typing'])
    answer.resolve(tell('24 %'))
    await bot.door.untilSettled(KEY)
    expect(teams.requests.map(says)).toEqual(['typing', '24 %'])
  })

  test('in a channel that take longer say so to who asked alone', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    await bot.post(inChannel(teams))
    await teams.until(1, posts)
    expect(teams.requests).toMatchObject([{ query: { isTargetedActivity: 'true' }, body: { summary: 'On it.' } }])
    answer.resolve(tell('24 %'))
    await teams.until(2, posts)
  })

  test('kept by another delivery are left to it', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    bot.door.keeps = async () => 'seen'
    await bot.post(activityOf(teams))
    answer.resolve(tell('24 %'))
    await bot.platform.stop()
    expect(teams.requests).toEqual([])
    expect(bot.door.settled).toEqual([])
  })

  test('that come a second time are not answered again', async () => {
    bot.door.answers = async () => tell('24 %')
    await bot.post(activityOf(teams))
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(bot.door.handled).toHaveLength(1)
    expect(teams.requests).toHaveLength(1)
  })

  test('that cannot be kept are answered as long as the process lives', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    bot.door.keeps = async () => {
      throw new Error('database gone')
    }
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    answer.resolve(tell('24 %'))
    await teams.until(2, posts)
    await bot.platform.stop()
    expect(teams.requests.map(says)).toEqual(['typing', '24 %'])
    expect(bot.door.settled).toEqual([])
  })

  test('that the bot cannot work on get a word, not silence', async () => {
    bot.door.answers = async () => {
      throw new Error('database gone')
    }
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(teams.requests.map(says)).toEqual(['That did not work.'])
  })

  test('whose answer Teams has no time for are kept and answered when it said', async () => {
    bot.door.answers = async () => tell('24 %')
    teams.script = () => (teams.requests.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : undefined)
    const before = Date.now()
    await bot.post(activityOf(teams))
    expect(bot.door.kept).toHaveLength(1)
    await bot.door.untilSettled(KEY)
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000)
    expect(teams.requests).toHaveLength(2)
  })

  test('that need a form are answered with the button that opens it', async () => {
    bot.door.answers = async () => ({
      kind: 'form',
      form: { ...form, draft: { name: 'Weekly', hour: null, days: [] } },
    })
    await bot.post(activityOf(teams))
    const [card] = cards(teams.requests[0]?.body)
    expect(validateCard(card)).toEqual([])
    const [row] = card?.body ?? []
    bot.door.answers = async () => ({ kind: 'form', form })
    const response = await bot.post(fetchIn(row?.actions?.[0]?.data ?? {}))
    expect(bot.door.handled.at(-1)).toMatchObject({ kind: 'press', call: { ...call, opens: 'form' } })
    expect(await inputs(response)).toMatchObject([{ id: 'name', value: 'Weekly' }, { id: 'hour' }, { id: 'days' }])
  })

  test('in a channel that do not mention the bot are not for it', async () => {
    await bot.post(inChannel(teams, { entities: [] }))
    expect(bot.door.handled).toEqual([])
  })
})

interface Card {
  readonly body: readonly { readonly type: string; readonly actions?: readonly { readonly data: object }[] }[]
}
const cards = (body: Record<string, unknown> | undefined) =>
  ((body?.attachments ?? []) as readonly { readonly content: Card }[]).map((one) => one.content)

async function inputs(response: Response): Promise<readonly object[]> {
  const { task } = (await response.json()) as { task: { value: { card: { content: Card } } } }
  expect(validateCard(task.value.card.content)).toEqual([])
  return task.value.card.content.body.filter((one) => one.type.startsWith('Input.'))
}

describe('a pressed button', () => {
  test('is answered with the redrawn card in the same turn, and the message is edited for everybody', async () => {
    bot.door.answers = async () => ({ kind: 'redraw', message: message('Settled by Omar'), note: null })
    const response = await bot.post(pressIn(inChannel(teams)))
    expect(bot.door.handled).toMatchObject([{ kind: 'press', call, on: { id: 'm-card', place: { thread: '1699' } } }])
    expect(await response.json()).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: { body: [{ inlines: [{ text: 'Settled by Omar' }] }] },
    })
    const [edit] = await teams.until(1)
    expect(edit).toMatchObject({
      method: 'PUT',
      path: 'conversations/19:finance@thread.tacv2;messageid=1699/activities/m-card',
      query: {},
    })
  })

  test('on a card that one person sees is edited for that person', async () => {
    bot.door.answers = async () => ({
      kind: 'redraw',
      message: message('Shared'),
      note: textOf('Shared with the channel.'),
    })
    await bot.post(pressIn(inChannel(teams), { alone: true }))
    const [edit, note] = await teams.until(2)
    expect(edit).toMatchObject({
      method: 'PUT',
      query: { isTargetedActivity: 'true' },
    })
    // Teams refuses "Cannot edit Recipient of Targeted Message", and the bot would post a second message then.
    expect(edit?.body).not.toHaveProperty('recipient')
    expect(note).toMatchObject({
      method: 'POST',
      query: { isTargetedActivity: 'true' },
      body: { summary: 'Shared with the channel.' },
    })
  })

  test('is answered with a line where a line is enough', async () => {
    bot.door.answers = async () => tell('Sent to #revenue.')
    const response = await bot.post(pressIn(activityOf(teams)))
    expect(await response.json()).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Sent to #revenue.',
    })
    expect(teams.requests).toEqual([])
  })

  test('is answered with a private message where it is more, and a line that says so', async () => {
    bot.door.answers = async () => tell('Win rate', '24 %')
    const response = await bot.post(pressIn(inChannel(teams)))
    expect(await response.json()).toMatchObject({ value: 'See the message.' })
    expect(teams.requests).toMatchObject([
      { query: { isTargetedActivity: 'true' }, body: { summary: 'Win rate · 24 %' } },
    ])
  })

  test('that takes longer is answered with words, kept, and goes on', async () => {
    bot.patience.press = 300
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    const response = await bot.post(pressIn(activityOf(teams)))
    expect(await response.json()).toMatchObject({ statusCode: 200, value: 'Working on it.' })
    expect(bot.door.kept).toMatchObject([{ incoming: { kind: 'press', key: KEY } }])
    answer.resolve({ kind: 'redraw', message: message('Done'), note: null })
    await bot.door.untilSettled(KEY)
    expect(teams.requests).toMatchObject([
      { method: 'PUT', path: 'conversations/a:omar/activities/m-card', body: { summary: 'Done' } },
    ])
  })

  test('in a client without Action.Execute arrives as a message, and the card is edited', async () => {
    bot.door.answers = async () => ({ kind: 'redraw', message: message('Settled'), note: null })
    await bot.post(activityOf(teams, { text: undefined, value: carried(), replyToId: 'm-card' }))
    expect(bot.door.handled).toMatchObject([{ kind: 'press', call, on: { id: 'm-card' } }])
    expect(teams.requests).toMatchObject([{ method: 'PUT', path: 'conversations/a:omar/activities/m-card' }])
  })

  test('whose card is gone is answered with a message', async () => {
    bot.door.answers = async () => ({ kind: 'redraw', message: message('Settled'), note: null })
    teams.script = (request) =>
      request.method === 'PUT'
        ? { status: 404, body: { error: { code: 'ActivityNotFoundInConversation', message: '' } } }
        : undefined
    await bot.post(pressIn(activityOf(teams)))
    const [, told] = await teams.until(2)
    expect(told).toMatchObject({ method: 'POST', body: { summary: 'Settled' } })
  })

  test.each<[string, Scripted]>([
    ['429', soon(429)],
    ['502', soon(502)],
    ['503', soon(503)],
    ['504', soon(504)],
  ])(
    'whose answer meets a %s is told that it follows, and gets it once, as soon as Teams takes it',
    async (_what, busy) => {
      bot.door.answers = async () => tell('Win rate', '24 %')
      teams.script = () => (teams.requests.length <= 2 ? busy : undefined)
      const response = await bot.post(pressIn(activityOf(teams)))
      expect(await response.json()).toMatchObject({ value: 'Working on it.' })
      await bot.door.untilSettled(KEY)
      expect(bot.door.kept).toMatchObject([{ incoming: { kind: 'press', key: KEY } }])
      expect(bot.door.handled).toHaveLength(1)
      expect(teams.requests.map(says)).toEqual(['Win rate · 24 %', 'Win rate · 24 %', 'Win rate · 24 %'])
    },
  )

  test('whose card Teams has no time to change is changed a little later, and the note is said once', async () => {
    bot.door.answers = async () => ({ kind: 'redraw', message: message('Settled'), note: textOf('Shared.') })
    const busy = [soon(503), undefined, soon(429)]
    teams.script = () => busy.shift()
    expect(await (await bot.post(pressIn(activityOf(teams)))).json()).toMatchObject({ statusCode: 200 })
    await bot.door.untilSettled(KEY)
    const done = teams.requests.map((one) => `${one.method} ${says(one)}`)
    expect(done).toEqual(['PUT Settled', 'PUT Settled', 'POST Shared.', 'PUT Settled', 'POST Shared.'])
  })

  test('whose answer has to wait for longer is left to whoever looks after what was kept', async () => {
    bot.door.answers = async () => tell('Win rate', '24 %')
    teams.script = () => ({ status: 429, headers: { 'retry-after': '90' } })
    expect(await (await bot.post(pressIn(activityOf(teams)))).json()).toMatchObject({ value: 'Working on it.' })
    await expect.poll(() => bot.lines.join()).toContain('An answer did not arrive')
    expect(bot.door.kept).toHaveLength(1)
    expect(bot.door.settled).toEqual([])
    expect(teams.requests).toHaveLength(1)
  })

  test('that nobody else could answer, because it is not kept, gets its answer however long Teams asks to wait', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      bot.door.answers = async () => tell('Win rate', '24 %')
      bot.door.keeps = async () => 'unkept'
      teams.script = () => (teams.requests.length === 1 ? { status: 429, headers: { 'retry-after': '90' } } : undefined)
      expect(await (await bot.post(pressIn(activityOf(teams)))).json()).toMatchObject({ value: 'Working on it.' })
      await vi.advanceTimersByTimeAsync(90_000)
      await teams.until(2)
    } finally {
      vi.useRealTimers()
    }
    await bot.platform.stop()
    expect(teams.requests.map(says)).toEqual(['Win rate · 24 %', 'Win rate · 24 %'])
    expect(bot.door.settled).toEqual([])
  })

  test('whose answer Teams refuses is told that it did not work', async () => {
    bot.door.answers = async () => tell('Win rate', '24 %')
    teams.script = () => ({ status: 413 })
    expect(await (await bot.post(pressIn(activityOf(teams)))).json()).toMatchObject({ value: 'That did not work.' })
    expect(bot.door.kept).toEqual([])
  })

  test('that the bot cannot work on gets a word', async () => {
    bot.door.answers = async () => {
      throw new Error('database gone')
    }
    expect(await (await bot.post(pressIn(activityOf(teams)))).json()).toMatchObject({
      statusCode: 200,
      value: 'That did not work.',
    })
  })
})

describe('a form', () => {
  const opening = {
    msteams: { type: 'task/fetch' },
    drumbeat: { kind: 'call', call: form.call, alone: false, draft: {} },
  }
  const kinds = { name: 'text', hour: 'number', days: 'choices' }
  const filled = {
    drumbeat: { kind: 'submit', call: form.call, alone: false, inputs: kinds },
    name: 'Weekly',
    hour: '9',
    days: 'mon,tue%2Cwed',
  }

  test('opens in the same turn', async () => {
    bot.door.answers = async () => ({ kind: 'form', form })
    const response = await bot.post(fetchIn(opening))
    expect(await response.clone().json()).toMatchObject({ task: { type: 'continue', value: { title: 'New digest' } } })
    expect(await inputs(response)).toMatchObject([
      { type: 'Input.Text', id: 'name', isRequired: true, errorMessage: 'length', regex: '^[\\s\\S]{3,}$' },
      { type: 'Input.Number', id: 'hour', min: 0, max: 23 },
      { type: 'Input.ChoiceSet', id: 'days', isMultiSelect: true },
    ])
  })

  test('that is not there in time says so, and nothing follows', async () => {
    bot.patience.dialog = 300
    bot.door.answers = () => later<Reply>().promise
    expect(await (await bot.post(fetchIn(opening))).json()).toEqual({
      task: { type: 'message', value: 'That took too long.' },
    })
    expect(bot.door.kept).toEqual([])
  })

  test('arrives with its values as they were meant', async () => {
    bot.door.answers = async () => ({ kind: 'done' })
    const response = await bot.post(submitIn(filled))
    expect(bot.door.handled).toMatchObject([
      { kind: 'submit', call: form.call, values: { name: 'Weekly', hour: 9, days: ['mon', 'tue,wed'] } },
    ])
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('with errors stands again with what was typed, and the error beside its field', async () => {
    const again = {
      ...form,
      draft: { name: 'We', hour: 9, days: ['tue,wed'] },
      errors: { name: 'There is a digest of that name.' },
    }
    bot.door.answers = async () => ({ kind: 'form', form: again })
    const response = await bot.post(submitIn(filled))
    const { task } = (await response.clone().json()) as { task: { value: { card: { content: Card } } } }
    expect(await inputs(response)).toMatchObject([{ value: 'We' }, { value: 9 }, { value: 'tue%2Cwed' }])
    expect(task.value.card.content.body[1]).toMatchObject({
      inlines: [{ text: 'There is a digest of that name.', color: 'attention' }],
    })
  })

  test('that takes longer is kept, says so, and is answered afterwards', async () => {
    bot.patience.press = 300
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    expect(await (await bot.post(submitIn(filled))).json()).toEqual({
      task: { type: 'message', value: 'Kept. The answer follows.' },
    })
    expect(bot.door.kept).toMatchObject([{ incoming: { kind: 'submit', values: { name: 'Weekly' } } }])
    answer.resolve({
      kind: 'form',
      form: { ...form, draft: { name: 'Weekly', hour: 9, days: [] }, errors: { name: 'Taken.' } },
    })
    await bot.door.untilSettled(KEY)
    expect(JSON.stringify(teams.requests[0]?.body)).toContain('"draft":{"name":"Weekly","hour":9,"days":[]}')
  })

  test('that the bot cannot work on stays open with what was typed', async () => {
    bot.door.answers = async () => {
      throw new Error('database gone')
    }
    expect((await bot.post(submitIn(filled))).status).toBe(500)
  })

  test('whose answer Teams has no time for says that it follows', async () => {
    bot.door.answers = async () => tell('Saved', 'It comes on Monday.')
    const busy = [soon(429)]
    teams.script = () => busy.shift()
    expect(await (await bot.post(submitIn(filled))).json()).toEqual({
      task: { type: 'message', value: 'Working on it.' },
    })
    await bot.door.untilSettled(KEY)
    expect(teams.requests.map(says)).toEqual(['Saved · It comes on Monday.', 'Saved · It comes on Monday.'])
  })

  test('that is cancelled closes, and nobody is asked', async () => {
    const response = await bot.post(submitIn({ drumbeat: { kind: 'cancel' } }))
    expect([response.status, await response.text(), bot.door.handled]).toEqual([200, '', []])
  })
})

describe('everything else', () => {
  const dataset = JSON.stringify({ call, field: 'owner', many: false })
  const search = (more: object = {}) =>
    activityOf(teams, {
      type: 'invoke',
      name: 'application/search',
      text: undefined,
      value: { queryText: 'ma', queryOptions: { skip: 0, top: 15 }, dataset, ...more },
    })

  test('a search is answered within the turn, with as many as Teams shows', async () => {
    const options = Array.from({ length: 20 }, (_, index) => ({
      value: `p${index}`,
      label: `[x](http://evil.example) ${index}`,
    }))
    bot.door.answers = async () => ({ kind: 'options', options })
    const body = (await (await bot.post(search())).json()) as { value: { results: { title: string; value: string }[] } }
    expect(bot.door.handled).toMatchObject([{ kind: 'search', field: 'owner', text: 'ma', call }])
    expect(body.value.results).toHaveLength(15)
    expect(body.value.results[0]?.title).not.toMatch(/\]\(|:\/\//)
  })

  test('a search that is not done in time finds nothing', async () => {
    bot.patience.dialog = 300
    bot.door.answers = () => later<Reply>().promise
    expect(await (await bot.post(search())).json()).toMatchObject({ value: { results: [] } })
  })

  test.each([
    ['an invoke that nobody declared', { type: 'invoke', name: 'composeExtension/query', value: {} }, 501],
    [
      'a button of another bot’s card',
      { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: { x: 1 } } } },
      501,
    ],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }, 200],
    ['a message of another bot', { from: { id: '28:other', name: 'Other' } }, 200],
  ])('%s is not supported, and said to be', async (_what, more, status) => {
    expect((await bot.post(activityOf(teams, { text: undefined, ...more }))).status).toBe(status)
    expect(bot.door.handled).toEqual([])
    expect(bot.lines.join()).toContain('not supported')
  })

  test('what happens to the bot’s standing is said before it is acknowledged', async () => {
    const added = inChannel(teams, {
      type: 'conversationUpdate',
      text: undefined,
      membersAdded: [{ id: `28:${'11111111-2222-3333-4444-555555555555'}` }, { id: '29:new', aadObjectId: 'aad-new' }],
      membersRemoved: [{ id: '29:old', aadObjectId: 'aad-old' }],
    })
    expect((await bot.post(added)).status).toBe(200)
    const place = {
      platform: 'teams',
      workspace: TENANT,
      kind: 'channel',
      channel: '19:finance@thread.tacv2',
      thread: null,
    }
    expect(bot.door.notices).toMatchObject([
      { kind: 'installed', workspace: TENANT },
      { kind: 'place', change: 'bot added', place, name: 'Finance', who: { user: 'aad-omar' } },
      { kind: 'place', change: 'person joined', place, who: { user: 'aad-new' } },
      { kind: 'place', change: 'person left', place, who: { user: 'aad-old' } },
    ])
    const renamed = inChannel(teams, {
      type: 'conversationUpdate',
      text: undefined,
      channelData: {
        tenant: { id: TENANT },
        team: { id: '19:team@thread.tacv2' },
        channel: { id: '19:other@thread.tacv2', name: 'Close' },
        eventType: 'channelRenamed',
      },
    })
    await bot.post(renamed)
    expect(bot.door.notices.at(-1)).toMatchObject({
      change: 'renamed',
      name: 'Close',
      place: { channel: '19:other@thread.tacv2' },
    })
    await bot.post(activityOf(teams, { type: 'installationUpdate', action: 'remove', text: undefined }))
    expect(bot.door.notices.at(-1)).toMatchObject({
      change: 'bot removed',
      place: { kind: 'direct', channel: 'aad-omar' },
    })
  })

  test.each<[string, Scripted, readonly (string | null)[]]>([
    [
      'of each of its channels',
      { status: 200, body: { conversations: [{ id: '19:general' }, { id: '19:finance', name: 'Finance' }] } },
      ['19:general', '19:finance'],
    ],
    ['of its first channel where Teams does not name the others', { status: 403 }, ['19:finance@thread.tacv2']],
  ])('that a team was archived is said %s', async (_what, answer, channels) => {
    const { channelData, ...activity } = inChannel(teams, { type: 'conversationUpdate', text: undefined })
    teams.script = () => answer
    await bot.post({ ...activity, channelData: { ...Object(channelData), eventType: 'teamArchived' } })
    const told = bot.door.notices.flatMap((one) => (one.kind === 'place' ? one : []))
    expect(told.map(({ change, place }) => [change, place.channel])).toEqual(channels.map((one) => ['archived', one]))
    expect(teams.requests).toMatchObject([{ method: 'GET', path: 'teams/19:team@thread.tacv2/conversations' }])
  })

  test('a notice that could not be written down is not acknowledged', async () => {
    bot.door.notice = async () => {
      throw new Error('database gone')
    }
    const added = activityOf(teams, { type: 'installationUpdate', action: 'add', text: undefined })
    expect((await bot.post(added)).status).toBe(500)
  })

  test('after a restart, a kept incoming is answered with what was kept', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    await bot.post(inChannel(teams))
    await teams.until(1)
    const back = bot.door.kept[0]?.back
    if (!back) throw new Error('nothing was kept')
    const next = await startBot(teams)
    const stored = { ...back, data: JSON.parse(JSON.stringify(back.data)) }
    expect(await next.platform.answer(stored, tell('24 %'))).toMatchObject({ kind: 'sent' })
    expect(teams.requests.at(-1)).toMatchObject({ query: { isTargetedActivity: 'true' }, body: { summary: '24 %' } })
    expect(await next.platform.answer({ platform: 'teams', data: { old: true } }, tell('24 %'))).toMatchObject({
      kind: 'refused',
    })
    await next.stop()
    answer.resolve({ kind: 'done' })
  })

  test('stopping lets what is under way end', async () => {
    const answer = later<Reply>()
    bot.door.answers = () => answer.promise
    await bot.post(activityOf(teams))
    await teams.until(1)
    const stopped = bot.platform.stop()
    answer.resolve(tell('24 %'))
    await stopped
    expect(teams.requests.map(says)).toEqual(['typing', '24 %'])
  })
})
