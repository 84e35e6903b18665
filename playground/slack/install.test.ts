import { createServer } from 'node:http'
import { App, HTTPReceiver, type Installation } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import { playground, type TestPlayground } from '../../test/playground.js'
import { wideManifest } from '../../test/slack-manifest.js'

/** The vendor's own installer against the playground's authorize page and token exchange. */
async function withInstaller(
  rotation: boolean,
  use: (site: { world: TestPlayground; url: string; installed: Installation[]; app: App }) => Promise<void>,
  now?: () => number,
) {
  const server = createServer((req, res) => receiver?.requestListener(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const manifest = {
    ...wideManifest,
    oauth_config: { ...wideManifest.oauth_config, redirect_urls: [`${url}/slack/oauth_redirect`] },
    settings: { ...wideManifest.settings, token_rotation_enabled: rotation },
  }
  await using world = await playground({ config: { slack: { manifest } }, ...(now && { now }) })
  const installed: Installation[] = []
  const { clientId, clientSecret, signingSecret } = world.config.slack
  const clientOptions = { slackApiUrl: `${world.url}/slack/api/` }
  const receiver = new HTTPReceiver({
    signingSecret,
    clientId,
    clientSecret,
    stateSecret: 'a secret of the test',
    scopes: ['chat:write', 'commands'],
    redirectUri: `${url}/slack/oauth_redirect`,
    installerOptions: {
      redirectUriPath: '/slack/oauth_redirect',
      authorizationUrl: `${world.url}/slack/oauth/v2/authorize`,
      clientOptions,
      directInstall: true,
    },
    installationStore: {
      storeInstallation: async (installation) => {
        installed.push(installation)
      },
      fetchInstallation: async () => {
        const [last] = installed.slice(-1)
        if (!last || last.isEnterpriseInstall) throw new Error('not installed')
        return { ...last, enterprise: undefined, isEnterpriseInstall: false }
      },
    },
  })
  const app = new App({ receiver, clientOptions })
  world.bot.set(url)
  try {
    await use({ world, url, installed, app })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** What a browser does: from the install page to Allow, and back with the cookie. */
async function installInBrowser(url: string): Promise<Response> {
  const start = await fetch(`${url}/slack/install`, { redirect: 'manual' })
  const authorize = start.headers.get('location') ?? ''
  const page = await (await fetch(authorize)).text()
  expect(page).toContain('Drumbeat asks for access to the Acme Cloud workspace')
  const allowed = await fetch(authorize, { method: 'POST', redirect: 'manual' })
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? ''
  return fetch(allowed.headers.get('location') ?? '', { headers: { cookie } })
}

const tokenOf = (installation: Installation | undefined) => installation?.bot?.token ?? ''

describe('installing', () => {
  test('ends with a token that works', async () => {
    await withInstaller(false, async ({ world, url, installed }) => {
      expect((await installInBrowser(url)).status).toBe(200)
      const client = new WebClient(tokenOf(installed[0]), { slackApiUrl: `${world.url}/slack/api/` })
      expect(await client.auth.test()).toMatchObject({ team_id: 'T0ACME' })
    })
  })

  test('with rotation, tokens end after twelve hours, and a refresh token gets the next pair', async () => {
    let now = Date.now()
    await withInstaller(
      true,
      async ({ world, url, installed }) => {
        await installInBrowser(url)
        const first = tokenOf(installed[0])
        expect(first).toMatch(/^xoxe\.xoxb-/)
        expect(installed[0]?.bot).toMatchObject({ refreshToken: expect.stringMatching(/^xoxe-/) })
        now += 12 * 60 * 60_000
        const stale = new WebClient(first, { slackApiUrl: `${world.url}/slack/api/` })
        await expect(stale.auth.test()).rejects.toMatchObject({ data: { error: 'token_expired' } })
        const refresh = await fetch(`${world.url}/slack/api/oauth.v2.access`, {
          method: 'POST',
          body: new URLSearchParams({
            client_id: world.config.slack.clientId,
            client_secret: world.config.slack.clientSecret,
            grant_type: 'refresh_token',
            refresh_token: installed[0]?.bot?.refreshToken ?? '',
          }),
        })
        const next = await refresh.json()
        expect(next).toMatchObject({ ok: true, expires_in: 43_200 })
        const renewed = new WebClient(Object(next).access_token, { slackApiUrl: `${world.url}/slack/api/` })
        expect(await renewed.auth.test()).toMatchObject({ ok: true })
      },
      () => now,
    )
  })

  test('Bolt renews a token that is about to end by itself, and works with the new one', async () => {
    let now = Date.now()
    await withInstaller(
      true,
      async ({ world, url, installed, app }) => {
        app.message(async ({ say }) => {
          await say('still here')
        })
        await installInBrowser(url)
        const [first] = installed
        if (!first?.bot) throw new Error('not installed')
        // Twelve hours later by both clocks: the token is refused, and its installation says that it has ended.
        now += 12 * 60 * 60_000
        first.bot.expiresAt = Math.floor(Date.now() / 1_000) - 60
        const before = first.bot.token
        await world.as('maya', 'slack').message({ text: 'hello?' })
        await world.as('maya', 'slack').waitForPost({ text: 'still here' })
        expect(installed).toHaveLength(2)
        expect(tokenOf(installed[1])).not.toBe(before)
        const refreshes = world.world.exchanges().filter((one) => one.what === 'oauth.v2.access')
        expect(refreshes.map((one) => Object(one.request).grant_type)).toEqual([undefined, 'refresh_token'])
      },
      () => now,
    )
  })

  test('a refresh token works once', async () => {
    await withInstaller(true, async ({ world, url, installed }) => {
      await installInBrowser(url)
      const refresh = async () => {
        const body = new URLSearchParams({
          client_id: world.config.slack.clientId,
          client_secret: world.config.slack.clientSecret,
          grant_type: 'refresh_token',
          refresh_token: installed[0]?.bot?.refreshToken ?? '',
        })
        return (await fetch(`${world.url}/slack/api/oauth.v2.access`, { method: 'POST', body })).json()
      }
      expect(await refresh()).toMatchObject({ ok: true, token_type: 'bot' })
      expect(await refresh()).toMatchObject({ ok: false, error: 'invalid_refresh_token' })
    })
  })

  test('that is denied on the page leaves nothing installed', async () => {
    await withInstaller(false, async ({ url, installed }) => {
      const start = await fetch(`${url}/slack/install`, { redirect: 'manual' })
      const authorize = start.headers.get('location') ?? ''
      expect(await (await fetch(authorize)).text()).toContain('Cancel')
      const denied = await fetch(`${authorize}&deny=1`, { method: 'POST', redirect: 'manual' })
      const back = new URL(denied.headers.get('location') ?? '')
      expect([back.searchParams.get('error'), back.searchParams.get('code')]).toEqual(['access_denied', null])
      const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? ''
      expect((await fetch(back, { headers: { cookie } })).status).toBeGreaterThanOrEqual(400)
      expect(installed).toEqual([])
    })
  })

  test.each([
    ['with a state that was never given', (back: URL) => back.searchParams.set('state', 'forged')],
    ['with a code that was never given', (back: URL) => back.searchParams.set('code', 'forged')],
  ])('%s is refused', async (_name, forge) => {
    await withInstaller(false, async ({ url, installed }) => {
      const start = await fetch(`${url}/slack/install`, { redirect: 'manual' })
      const allowed = await fetch(start.headers.get('location') ?? '', { method: 'POST', redirect: 'manual' })
      const back = new URL(allowed.headers.get('location') ?? '')
      forge(back)
      const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? ''
      expect((await fetch(back, { headers: { cookie } })).status).toBeGreaterThanOrEqual(400)
      expect(installed).toEqual([])
    })
  })

  test('a code works once, for ten minutes, with the address that it was given for', async () => {
    let now = Date.now()
    await withInstaller(
      false,
      async ({ world, url }) => {
        const redirect_uri = `${url}/slack/oauth_redirect`
        const { clientId: client_id, clientSecret: client_secret } = world.config.slack
        const code = async () => {
          const query = new URLSearchParams({ client_id, scope: 'chat:write', redirect_uri })
          const page = `${world.url}/slack/oauth/v2/authorize?${query}`
          const allowed = await fetch(page, { method: 'POST', redirect: 'manual' })
          return new URL(allowed.headers.get('location') ?? '').searchParams.get('code') ?? ''
        }
        const exchange = async (given: string, redirect = redirect_uri) => {
          const body = new URLSearchParams({ client_id, client_secret, code: given, redirect_uri: redirect })
          const answer = await fetch(`${world.url}/slack/api/oauth.v2.access`, { method: 'POST', body })
          return Object(await answer.json())
        }
        const first = await code()
        expect(await exchange(first)).toMatchObject({ ok: true })
        expect(await exchange(first)).toMatchObject({ error: 'invalid_code' })
        expect(await exchange(await code(), `${url}/elsewhere`)).toMatchObject({ error: 'bad_redirect_uri' })
        const late = await code()
        now += 10 * 60_000 + 1
        expect(await exchange(late)).toMatchObject({ error: 'invalid_code' })
      },
      () => now,
    )
  })

  test.each([
    ['another client', { client_id: '1.2' }, 'Invalid client_id parameter'],
    ['a scope that the manifest has not', { scope: 'admin' }, 'Invalid permissions requested: admin'],
    ['a way back that is not configured', { redirect_uri: 'http://evil.example/' }, 'redirect_uri did not match'],
  ])('the page refuses %s', async (_name, change, reason) => {
    await withInstaller(false, async ({ world, url }) => {
      const query = new URLSearchParams({
        client_id: world.config.slack.clientId,
        scope: 'chat:write',
        redirect_uri: `${url}/slack/oauth_redirect`,
        ...change,
      })
      const page = await fetch(`${world.url}/slack/oauth/v2/authorize?${query}`)
      expect([page.status, await page.text()]).toEqual([400, expect.stringContaining(reason)])
    })
  })

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 'bad_client_secret'],
    ['another client', { client_id: 'wrong' }, 'invalid_client_id'],
    ['a code that was never given', {}, 'invalid_code'],
    [
      'a refresh token that was never given',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      'invalid_refresh_token',
    ],
  ])('the exchange refuses %s', async (_name, change, error) => {
    await withInstaller(false, async ({ world }) => {
      const { clientId, clientSecret } = world.config.slack
      const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, code: 'x', ...change })
      const response = await fetch(`${world.url}/slack/api/oauth.v2.access`, { method: 'POST', body })
      expect(await response.json()).toMatchObject({ ok: false, error })
    })
  })
})
