import { describe, expect, test } from 'vitest'
import { input, modal, plain, video, words } from '../../test/block-samples.js'
import { channelId, errorOf, type SlackSetup, unpaced, withClient } from '../../test/slack-client.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { acknowledged, call, scene, triggerOf } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

/** A Slack whose manifest lacks one scope. */
const without = (scope: string): SlackSetup => {
  const bot = wideManifest.oauth_config?.scopes?.bot?.filter((one) => one !== scope) ?? []
  return { ...unpaced, manifest: { ...wideManifest, oauth_config: { scopes: { bot } } } }
}

describe('what a message asks of the workspace', () => {
  test('a picture in a block is a file that the bot may see, and a picture', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const picture = (slack_file: object) => [{ type: 'image', alt_text: 'A chart', slack_file }]
      const post = (slack_file: object) => client.chat.postMessage({ channel, text: 'x', blocks: picture(slack_file) })
      const upload = async (filename: string) => {
        const file = Buffer.from('x')
        const { length } = file
        const { file_id = '', upload_url = '' } = await client.files.getUploadURLExternal({ filename, length })
        await fetch(upload_url, { method: 'POST', body: file })
        return file_id
      }
      const id = await upload('chart.png')
      expect(await post({ id })).toMatchObject({ ok: true })
      const info = await client.files.info({ file: id })
      expect(await post({ url: info.file?.url_private })).toMatchObject({ ok: true })
      expect(await errorOf(post({ id: 'F0NONE' }))).toBe('invalid_blocks')
      expect(await errorOf(post({ id: await upload('deals.csv') }))).toBe('invalid_blocks')
      await world.as('omar', 'slack').file({ channel: '#revenue', name: 'his.png', bytes: 'eA==' })
      const his = world.as('omar', 'slack').sees({ text: 'file_share' })[0]?.files[0]?.id
      expect(await post({ id: his })).toMatchObject({ ok: true })
    }, unpaced)
  })

  test('a video needs its scope, and a domain of the app', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const post = (extra: object) =>
        client.apiCall('chat.postMessage', { channel, text: 'x', blocks: [video({ ...extra })] })
      expect(await post({})).toMatchObject({ ok: true })
      expect(await errorOf(post({ video_url: 'https://elsewhere.example/v' }))).toBe('invalid_blocks')
    }, unpaced)
    await withClient(async (client, world) => {
      const blocks = [video({})]
      const call = client.apiCall('chat.postMessage', { channel: channelId(world, 'revenue'), text: 'x', blocks })
      expect(await errorOf(call)).toBe('invalid_blocks')
    }, without('links.embed:write'))
  })

  test('a field for files needs the scope to read them', async () => {
    const form = modal({ submit: plain('Send'), blocks: [input({ type: 'file_input' })] })
    const opened = async (setup: SlackSetup) => {
      let answer: unknown
      await scene(
        acknowledged,
        async ({ world, bot }) => {
          await world.as('maya', 'slack').command({ text: '/kpi' })
          answer = (await call(world, 'views.open', { trigger_id: triggerOf(bot), view: form })).error
        },
        setup,
      )
      return answer
    }
    expect([await opened(unpaced), await opened(without('files:read'))]).toEqual([undefined, 'invalid_arguments'])
  })

  test('a public channel can be posted to from outside with a scope of its own', async () => {
    const wide = without('')
    const scopes = { bot: [...(wideManifest.oauth_config?.scopes?.bot ?? []), 'chat:write.public'] }
    for (const [setup, outcome] of [
      [wide, 'not_in_channel'],
      [{ ...wide, manifest: { ...wideManifest, oauth_config: { scopes } } }, null],
    ] as const)
      await withClient(async (client, world) => {
        await world.as('nadia', 'slack').channel({ channel: '#marketing', change: 'remove bot' })
        const post = client.chat.postMessage({ channel: channelId(world, 'marketing'), text: 'x' })
        if (outcome === null) expect(await post).toMatchObject({ ok: true })
        else expect(await errorOf(post)).toBe(outcome)
      }, setup)
  })
})

describe('attachments', () => {
  test('are stored with a number each, and shown where there is no other text', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const attachments = [
        {
          color: 'good',
          title: 'Won',
          title_link: 'https://acme.example/',
          fields: [{ title: 'EMEA', value: '24 %', short: true }],
        },
        { color: '#439fe0', blocks: [{ type: 'divider' }], fallback: 'A line' },
      ]
      const { ts = '' } = await client.chat.postMessage({ channel, attachments })
      await client.chat.update({ channel, ts, attachments: [{ ...attachments[0], title: 'Lost' }] })
      const [message] = (await client.conversations.history({ channel })).messages ?? []
      expect(message?.attachments).toMatchObject([{ id: 1, title: 'Lost', fields: [{ title: 'EMEA' }] }])
    }, unpaced)
  })

  test.each([
    ['a field that there is not', { colour: 'good' }],
    ['a colour that is none', { text: 'x', color: 'red' }],
    ['the legacy buttons', { text: 'x', actions: [{ type: 'button', text: 'Press' }] }],
    ['an address that is none', { title: 'x', title_link: 'javascript:alert(1)' }],
    ['nothing to show', { color: 'good' }],
    ['a moment that is none', { text: 'x', ts: 'today' }],
  ])('with %s are refused', async (_name, attachment) => {
    await withClient(async (client, world) => {
      const args = { channel: channelId(world, 'revenue'), attachments: [attachment] }
      expect(await errorOf(client.apiCall('chat.postMessage', args))).toBe('invalid_attachments')
    }, unpaced)
  })
})

describe('texts and files at their limits', () => {
  test('a text of 40,000 characters stays whole, a longer one is cut', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      for (const length of [LIMITS.messageText, LIMITS.messageText + 1])
        await client.chat.postMessage({ channel, text: words(length) })
      const lengths = world
        .as('maya', 'slack')
        .sees()
        .map((post) => post.text.length)
      expect(lengths).toEqual([LIMITS.messageText, LIMITS.messageText])
    }, unpaced)
  })

  test('the alternative text of a file', async () => {
    await withClient(async (client) => {
      const ask = (length: number) =>
        client.files.getUploadURLExternal({ filename: 'a.png', length: 3, alt_text: words(length) })
      expect(await ask(LIMITS.fileAltText)).toMatchObject({ ok: true })
      expect(await errorOf(ask(LIMITS.fileAltText + 1))).toBe('alt_txt_too_large')
    }, unpaced)
  })

  test('files are listed, and deleted once by who sent them', async () => {
    await withClient(async (client, world) => {
      const channel_id = channelId(world, 'revenue')
      await client.filesUploadV2({ channel_id, filename: 'ours.csv', file: Buffer.from('a') })
      await world.as('omar', 'slack').file({ channel: '#revenue', name: 'his.csv', bytes: 'YQ==' })
      const { files = [], paging } = await client.files.list({ channel: channel_id })
      expect(files.map((one) => one.name)).toEqual(['his.csv', 'ours.csv'])
      expect(paging).toMatchObject({ total: 2, page: 1 })
      const [his, ours] = files.map((one) => one.id ?? '')
      expect(await errorOf(client.files.delete({ file: his ?? '' }))).toBe('cant_delete_file')
      await client.files.delete({ file: ours ?? '' })
      expect(await errorOf(client.files.delete({ file: ours ?? '' }))).toBe('file_deleted')
      expect(await errorOf(client.files.info({ file: 'F0NONE' }))).toBe('file_not_found')
      const mine = await client.files.list({ user: 'U0DRUMBEAT' })
      expect(mine.files).toEqual([])
    }, unpaced)
  })
})
