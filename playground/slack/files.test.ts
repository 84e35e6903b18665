import { describe, expect, test } from 'vitest'
import { channelId, errorOf, withClient } from '../../test/slack-client.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { acknowledged, scene } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

describe('files and reactions', () => {
  test('a file goes up in three steps and stands in the channel; a person can fetch what the bot shared', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const file = Buffer.from('a;b\n1;2\n')
      await client.filesUploadV2({ channel_id: channel, filename: 'deals.csv', file, initial_comment: 'The deals' })
      const [post] = world.as('maya', 'slack').sees()
      expect(post).toMatchObject({ text: 'The deals', files: [{ name: 'deals.csv', size: 8 }] })
      const info = await client.files.info({ file: post?.files[0]?.id ?? '' })
      const authorization = `Bearer ${world.config.slack.botToken}`
      const bytes = await fetch(info.file?.url_private ?? '', { headers: { authorization } })
      expect(await bytes.text()).toBe('a;b\n1;2\n')
      const forged = await fetch(info.file?.url_private ?? '', { headers: { authorization: 'Bearer xoxb-forged' } })
      expect(forged.status).toBe(403)
    })
  })

  test('a file that a person drops into the bot’s own conversation reaches it, with its bytes', async () => {
    const manifest = { ...wideManifest, oauth_config: { scopes: { bot: ['im:history'] } } }
    for (const [slack, status] of [
      [{}, 200],
      [{ manifest }, 403],
    ] as const)
      await scene(
        acknowledged,
        async ({ world, bot }) => {
          const bytes = Buffer.from('region,won\nEMEA,24\n')
          await world.as('nadia', 'slack').file({ name: 'deals.csv', bytes: bytes.toString('base64'), text: 'August' })
          const message = await world.waitFor(
            () => bot.received.map((one) => Object(one.payload.event)).find((one) => one.type === 'message'),
            'the message',
          )
          expect(message).toMatchObject({
            subtype: 'file_share',
            text: 'August',
            channel_type: 'im',
            files: [{ name: 'deals.csv', mimetype: 'text/csv', filetype: 'csv', size: bytes.length, mode: 'hosted' }],
          })
          const [{ url_private }] = message.files
          const headers = { authorization: `Bearer ${world.config.slack.botToken}` }
          const fetched = await fetch(url_private, { headers })
          expect(fetched.status).toBe(status)
          if (status === 200) expect(Buffer.from(await fetched.arrayBuffer())).toEqual(bytes)
          expect((await fetch(url_private, { redirect: 'manual' })).status).toBe(302)
        },
        slack,
      )
  })

  test('a file whose bytes never came is not there', async () => {
    await withClient(async (client) => {
      const { file_id = '' } = await client.files.getUploadURLExternal({ filename: 'a.csv', length: 3 })
      expect(await errorOf(client.files.completeUploadExternal({ files: [{ id: file_id }] }))).toBe('file_not_found')
      const alt = 'x'.repeat(LIMITS.fileAltText + 1)
      expect(await errorOf(client.files.getUploadURLExternal({ filename: 'a.png', length: 3, alt_text: alt }))).toBe(
        'alt_txt_too_large',
      )
    })
  })

  test('a reaction is set once', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const { ts: timestamp = '' } = await client.chat.postMessage({ channel, text: 'x' })
      await client.reactions.add({ channel, timestamp, name: 'tada' })
      expect(world.as('maya', 'slack').sees()[0]?.reactions).toEqual({ tada: ['bot'] })
      expect(await errorOf(client.reactions.add({ channel, timestamp, name: 'tada' }))).toBe('already_reacted')
      expect(await errorOf(client.reactions.add({ channel, timestamp: '1.000001', name: 'tada' }))).toBe(
        'message_not_found',
      )
      expect((await client.usergroups.list()).usergroups).toEqual([])
    })
  })
})
