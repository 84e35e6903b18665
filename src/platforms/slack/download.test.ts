import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { download } from './download.js'

let server: Server
let origin: string
const asked: (string | undefined)[] = []
beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.headers.authorization)
    if (req.url === '/login') res.writeHead(302, { location: '/' }).end()
    else if (req.url === '/busy') res.writeHead(429).end()
    else res.end('x'.repeat(1000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('a file comes with the workspace’s token, as long as it is within the limit, whatever its server says', async () => {
  const fetched = await download(`${origin}/file`, 'xoxb-1', `${origin}/api/`, 1000)
  expect(fetched).toEqual({ kind: 'fetched', bytes: Buffer.from('x'.repeat(1000)) })
  expect(asked.at(-1)).toBe('Bearer xoxb-1')
  expect(await download(`${origin}/file`, 'xoxb-1', `${origin}/api/`, 999)).toEqual({ kind: 'too large' })
})

test('a page for signing in is no file; a busy server may be asked again', async () => {
  expect(await download(`${origin}/login`, 'xoxb-1', `${origin}/`, 10)).toEqual({ kind: 'gone', code: 'http_302' })
  expect(await download(`${origin}/busy`, 'xoxb-1', `${origin}/`, 10)).toEqual({ kind: 'failed', code: 'http_429' })
})

test.each(['https://files.slack.com.evil.example/x', 'http://files.slack.com/x', 'file:///etc/passwd', 'nonsense'])(
  'the token never goes to %s',
  async (address) => {
    const before = asked.length
    expect(await download(address, 'xoxb-1', null, 10)).toEqual({ kind: 'gone', code: 'not_an_address_of_slack' })
    expect(asked.length).toBe(before)
  },
)
