import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atLeastOne, blockLimits, leastLimits, type SlackLimit, viewLimits } from '../../test/block-limits.js'
import { words as letters, many, modal, mrkdwn, plain, section } from '../../test/block-samples.js'
import { playground, type TestPlayground } from '../../test/playground.js'
import { type RecordingBot, recordingBot } from '../../test/recording-bot.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { call, triggerOf } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

/** Every limit over the wire: taken at the limit, and past it refused with the documented word. */

type Call = (n: number) => Promise<Record<string, unknown>>

let world: TestPlayground
let bot: RecordingBot
let form: unknown
beforeAll(async () => {
  world = await playground({ config: { slack: { manifest: wideManifest, rateLimits: 'off' } } })
  bot = await recordingBot()
  world.bot.set(bot.url)
  await world.as('maya', 'slack').command({ text: '/kpi' })
  const opened = await call(world, 'views.open', { trigger_id: triggerOf(bot), view: modal({}) })
  form = Object(opened.view).id
})
afterAll(async () => {
  await world.stop()
  await bot[Symbol.asyncDispose]()
})

const post = (args: object) => call(world, 'chat.postMessage', { channel: '#revenue', ...args })
/** Puts a view in the place of the form that stands open in front of Maya. */
const update = (view: object) => call(world, 'views.update', { view_id: form, view })
const publish = (view: object) =>
  call(world, 'views.publish', { user_id: world.world.person('maya')?.slack, view: { type: 'home', ...view } })

function limitName(name: string): SlackLimit {
  const found = Object.keys(LIMITS).find((key): key is SlackLimit => key === name)
  if (!found) throw new Error(`no limit ${name}`)
  return found
}

/** Limits of whole messages, with Slack's word past them. */
const requests: Readonly<Partial<Record<SlackLimit, { refusal: string; args: (n: number) => object }>>> = {
  messageBlocksText: {
    refusal: 'msg_blocks_too_long',
    args: (n) => ({
      blocks: many(5, (index) => section({ text: mrkdwn(letters(index < 4 ? 3_000 : n - 12_000)) })),
    }),
  },
  attachments: { refusal: 'too_many_attachments', args: (n) => ({ attachments: many(n, () => ({ text: 'x' })) }) },
  metadataBytes: {
    refusal: 'metadata_too_large',
    args: (n) => {
      const frame = JSON.stringify({ event_type: 'e', event_payload: { k: '' } }).length
      return { text: 'x', metadata: { event_type: 'e', event_payload: { k: letters(n - frame) } } }
    },
  },
}

/** Limits of times, paces and pages, kept by the tests of what they limit. */
const elsewhere: readonly SlackLimit[] = [
  ...['acknowledgement', 'trigger', 'viewStack', 'responseUrl', 'responseUrlUses', 'sockets', 'commandText'],
  ...['historyPage', 'historyDefault', 'historyCommercial', 'repliesPage', 'listPage', 'listDefault'],
  ...['openUsers', 'inviteUsers', 'channelName', 'topic', 'purpose'],
  ...['scheduleAhead', 'scheduledPerWindow', 'scheduleWindow', 'eventsPerHour', 'fileAltText', 'messageText'],
  // Kept by the sender of signatures, which the playground itself is.
  'signatureAge',
].map(limitName)

describe('every limit', () => {
  test.each(blockLimits)('$limit of blocks $what: taken at it, refused past it', async ({ limit, surface, blocks }) => {
    const send: Call = (n) => {
      if (surface === 'modal') return update(modal({ submit: plain('Send'), blocks: blocks(n) }))
      return surface === 'home' ? publish({ blocks: blocks(n) }) : post({ blocks: blocks(n) })
    }
    expect(await send(LIMITS[limit])).toMatchObject({ ok: true })
    const refused = await send(LIMITS[limit] + 1)
    const error = surface === 'message' ? 'invalid_blocks' : 'invalid_arguments'
    expect(refused).toMatchObject({ ok: false, error })
    expect(JSON.stringify(refused.response_metadata)).toContain('[ERROR]')
  })

  test.each(Object.entries(leastLimits))('%s: taken at it, refused below it', async (name, blocks) => {
    const limit = LIMITS[limitName(name)]
    expect(await post({ blocks: blocks(limit) })).toMatchObject({ ok: true })
    expect(await post({ blocks: blocks(limit - 1) })).toMatchObject({ error: 'invalid_blocks' })
  })

  test.each(Object.entries(atLeastOne))(
    '%s: one is taken, none is refused',
    async (_name, [block, surface = 'message']) => {
      const send: Call = (n) =>
        surface === 'modal'
          ? update(modal({ submit: plain('Send'), blocks: [block(n)] }))
          : post({ blocks: [block(n)] })
      expect(await send(1)).toMatchObject({ ok: true })
      const error = surface === 'message' ? 'invalid_blocks' : 'invalid_arguments'
      expect(await send(0)).toMatchObject({ ok: false, error })
    },
  )

  test.each(Object.entries(viewLimits))('%s of views: taken at it, refused past it', async (name, view) => {
    const limit = LIMITS[limitName(name)]
    expect(await update(view(limit))).toMatchObject({ ok: true })
    expect(await update(view(limit + 1))).toMatchObject({ error: 'invalid_arguments' })
  })

  test.each(Object.entries(requests))(
    '%s of messages: taken at it, refused past it',
    async (name, { refusal, args }) => {
      const limit = LIMITS[limitName(name)]
      expect(await post(args(limit))).toMatchObject({ ok: true })
      expect(await post(args(limit + 1))).toMatchObject({ ok: false, error: refusal })
    },
  )

  test('metadata: flat values, flat objects and lists of them, and nothing deeper', async () => {
    const sent = (event_payload: unknown) => post({ text: 'x', metadata: { event_type: 'delivery', event_payload } })
    const flat = { key: 'k', count: 2, late: false }
    expect(await sent({ ...flat, about: flat, rows: [flat, flat] })).toMatchObject({ ok: true })
    for (const deep of [{ about: { about: flat } }, { rows: [[flat]] }, { rows: ['k'] }, { none: null }])
      expect(await sent(deep)).toMatchObject({ ok: false, error: 'invalid_metadata_schema' })
  })

  test('markdown_text stands alone', async () => {
    const blocks = [section()]
    expect(await post({ markdown_text: '*x*', blocks })).toMatchObject({ error: 'markdown_text_conflict' })
    expect(await post({ markdown_text: '*x*', text: 'x' })).toMatchObject({ error: 'markdown_text_conflict' })
  })

  test('updateText and markdownText: msg_too_long past them', async () => {
    const { ts, channel } = await post({ text: 'x' })
    const edit: Call = (n) => call(world, 'chat.update', { channel, ts, text: letters(n) })
    const markdown: Call = (n) => post({ markdown_text: letters(n) })
    for (const [send, limit] of [[edit, LIMITS.updateText] as const, [markdown, LIMITS.markdownText] as const]) {
      expect(await send(limit)).toMatchObject({ ok: true })
      expect(await send(limit + 1)).toMatchObject({ ok: false, error: 'msg_too_long' })
    }
  })

  test('viewBytes: a view of 250 kB is taken, one byte more is too large', async () => {
    const sections = many(84, () => section({ text: plain(letters(2_900)) }))
    const filled = (last: number) => modal({ blocks: [...sections, section({ text: plain(letters(last)) })] })
    const rest = LIMITS.viewBytes - JSON.stringify(filled(0)).length
    expect(await update(filled(rest))).toMatchObject({ ok: true })
    expect(await update(filled(rest + 1))).toMatchObject({ error: 'view_too_large' })
  })

  test('there is a test for each of them', () => {
    const tested = [
      ...blockLimits.map((one) => one.limit),
      ...[viewLimits, leastLimits, requests].flatMap((table) => Object.keys(table)),
      ...['updateText', 'viewBytes'],
      ...elsewhere,
    ]
    expect([...new Set(tested)].sort()).toEqual(Object.keys(LIMITS).sort())
  })
})
