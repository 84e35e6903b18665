import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * One plain HTTP server that switches on the path: the platforms' own listeners and our few routes. A framework in front
 * would cost a third of the acknowledgements a second.
 */
export function httpServer(
  routes: ReadonlyMap<string, Handler>,
  failed: (path: string, error: unknown) => void,
): Server {
  return createServer((request, response) => {
    const url = request.url ?? '/'
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    const handler = routes.get(path)
    if (!handler) {
      response.writeHead(404).end()
      return
    }
    try {
      handler(request, response)
    } catch (error) {
      failed(path, error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    }
  })
}

/** Listens, and says in words what is in the way. @returns the port, which differs from the asked one only for 0 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const cause =
        error.code === 'EADDRINUSE' ? `port ${port} is in use by another program; stop it, or set PORT` : error.message
      reject(new Error(`Drumbeat cannot listen on ${host}:${port}: ${cause}`))
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Takes no new connections and waits for the requests under way. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}

/** The whole body of a small request. @throws Error past `most` bytes */
export async function bodyOf(request: IncomingMessage, most = 64_000): Promise<string> {
  const body = await readBody(request, most)
  if (body === null) throw new Error(`The request is larger than ${most} bytes`)
  return body
}

/** The whole body of a request, or null as soon as it has more than `most` bytes. */
export async function readBody(request: IncomingMessage, most: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > most) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > most) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
