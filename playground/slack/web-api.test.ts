import { ErrorCode } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import { channelId, clientOf, errorOf, withClient } from '../../test/slack-client.js'
import { wideManifest } from '../../test/slack-manifest.js'

describe('who may call', () => {
  test('the token is checked first, then its kind, then the scopes of the manifest, then the arguments', async () => {
    const scopes = { ...wideManifest, oauth_config: { scopes: { bot: ['commands'] } } }
    await withClient(
      async (client, world) => {
        expect(await errorOf(clientOf(world, undefined).chat.postMessage({ channel: 'x', text: '' }))).toBe(
          'not_authed',
        )
        expect(await errorOf(clientOf(world, 'xoxb-forged').auth.test())).toBe('invalid_auth')
        expect(await errorOf(clientOf(world, world.config.slack.appToken).auth.test())).toBe('not_allowed_token_type')
        expect(await errorOf(client.apps.connections.open())).toBe('not_allowed_token_type')
        const refused = await client.apiCall('chat.postMessage', {}).catch((error: { data: unknown }) => error.data)
        expect(refused).toMatchObject({ error: 'missing_scope', needed: 'chat:write', provided: 'commands' })
        expect(await errorOf(client.apiCall('chat.shout', {}))).toBe('unknown_method')
      },
      { manifest: scopes },
    )
  })

  test('a missing argument is named', async () => {
    await withClient(async (client) => {
      const refused = await client
        .apiCall('chat.postMessage', { text: 'x' })
        .catch((error: { data: unknown }) => error.data)
      expect(refused).toMatchObject({
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] missing required field: channel'] },
      })
    })
  })

  test('forms and JSON are both taken; a token in a JSON body is not', async () => {
    await withClient(async (_client, world) => {
      const post = async (type: string, body: string, authorization?: string) => {
        const headers = { 'content-type': type, ...(authorization && { authorization }) }
        const response = await fetch(`${world.url}/slack/api/auth.test`, { method: 'POST', headers, body })
        return response.json()
      }
      const { botToken } = world.config.slack
      expect(await post('application/x-www-form-urlencoded', `token=${botToken}`)).toMatchObject({ ok: true })
      expect(await post('application/json; charset=utf-8', '{}', `Bearer ${botToken}`)).toMatchObject({ ok: true })
      expect(await post('application/json', JSON.stringify({ token: botToken }))).toMatchObject({ error: 'not_authed' })
      expect(await post('text/csv', 'a,b', `Bearer ${botToken}`)).toMatchObject({ error: 'invalid_post_type' })
    })
  })

  test('a bot that was removed is told so', async () => {
    await withClient(async (client, world) => {
      await world.as('nadia', 'slack').install({ change: 'uninstall' })
      expect(await errorOf(client.auth.test())).toBe('account_inactive')
      await world.as('nadia', 'slack').install({ change: 'install' })
      expect(await client.auth.test()).toMatchObject({ ok: true, team_id: 'T0ACME', user_id: 'U0DRUMBEAT' })
    })
  })
})

describe('pace', () => {
  test('posts to one channel may come in a burst, then once a second; others are not held up', async () => {
    let now = Date.parse('2026-08-24T09:00:00Z')
    await withClient(
      async (client, world) => {
        const channel = channelId(world, 'revenue')
        let sent = 0
        const refused = async () => {
          for (;;) {
            const result = await client.chat.postMessage({ channel, text: `${sent}` }).catch((error: unknown) => error)
            if (result instanceof Error) return result
            sent += 1
          }
        }
        expect(await refused()).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 })
        expect(sent).toBe(10)
        await client.chat.postMessage({ channel: '#sales', text: 'elsewhere' })
        now += 2_000
        await refused()
        expect(sent).toBe(12)
      },
      {},
      () => now,
    )
  })

  test('a tier is so many calls a minute', async () => {
    let now = Date.parse('2026-08-24T09:00:00Z')
    await withClient(
      async (client) => {
        for (let i = 0; i < 20; i += 1) await client.users.list({})
        expect(await errorOf(client.users.list({}))).toBe('ratelimited')
        now += 3_000
        await client.users.list({})
        expect(await errorOf(client.users.list({}))).toBe('ratelimited')
      },
      {},
      () => now,
    )
  })
})
