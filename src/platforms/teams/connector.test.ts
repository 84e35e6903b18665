import { Temporal } from 'temporal-polyfill'
import { afterEach, expect, test, vi } from 'vitest'
import { Tokens } from './auth/tokens.js'
import { Connector } from './connector.js'
import { download } from './download.js'
import { publicCloud } from './options.js'

const now = () => Temporal.Instant.from('2026-08-20T09:00:00Z')
const tokens = new Tokens({ id: 'app', secret: 'secret', type: { kind: 'MultiTenant' } }, publicCloud, now)
const connector = new Connector(tokens, now, false)
const bytes = Buffer.from('id\r\nD-1\r\n')

afterEach(() => vi.unstubAllGlobals())

test('a file is brought to SharePoint as one stretch of bytes, without the bot’s token', async () => {
  const fetched = vi.fn(async (..._request: Parameters<typeof fetch>) => new Response(null, { status: 201 }))
  vi.stubGlobal('fetch', fetched)
  expect(await connector.store('https://acme-my.sharepoint.com/upload?s=1', bytes)).toEqual({ ok: true, value: null })
  const [, init] = fetched.mock.calls[0] ?? []
  expect(init).toMatchObject({ method: 'PUT', headers: { 'content-range': 'bytes 0-8/9' } })
  expect(JSON.stringify(init?.headers)).not.toContain('authorization')
})

test.each([
  'http://acme-my.sharepoint.com/upload',
  'https://sharepoint.com.evil.example/upload',
  'https://evilsharepoint.com/upload',
  'https://127.0.0.1/upload',
  'https://acme.sharepoint.com@evil.example/upload',
  'nowhere',
])('no file is brought to or fetched from %s, whoever names it', async (address) => {
  const fetched = vi.fn()
  vi.stubGlobal('fetch', fetched)
  expect(await connector.store(address, bytes)).toMatchObject({ ok: false, failure: { final: true, undone: true } })
  const named = { name: 'deals.csv', size: null, ref: { url: address } }
  expect(await download(named, 10, false)).toEqual({ kind: 'gone', code: 'not an address of SharePoint' })
  expect(fetched).not.toHaveBeenCalled()
})
