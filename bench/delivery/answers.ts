// A server in a process of its own that takes every post at once, as a platform without any work behind it would.
import { createServer } from 'node:http'

let posts = 0
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    posts++
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: true, channel: 'C0', ts: `1.${String(posts).padStart(6, '0')}` }))
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
