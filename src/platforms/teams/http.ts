import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request body that is not read: what is answered instead. */
export class BadBody extends Error {
  override readonly name = 'BadBody'
  readonly status: 400 | 413
  constructor(status: 400 | 413, why: string) {
    super(why)
    this.status = status
  }
}

/** The body as JSON, at most `most` bytes of it. Rejects with `BadBody`. */
export async function jsonBody(request: IncomingMessage, most: number): Promise<unknown> {
  const said = Number(request.headers['content-length'] ?? 0)
  if (said > most) throw new BadBody(413, `body of ${said} bytes`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.from(chunk)
    size += bytes.length
    if (size > most) throw new BadBody(413, `body of more than ${most} bytes`)
    chunks.push(bytes)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new BadBody(400, error instanceof Error ? error.message : 'not JSON')
  }
}

/** Ends a response that has no more to say than its status. */
export function end(response: ServerResponse, status: number): void {
  if (response.headersSent) return
  // The rest of an unread body is not waited for.
  response.writeHead(status, { 'content-length': 0, ...(status === 413 && { connection: 'close' }) })
  response.end()
}

/** The part of an express response that botbuilder's adapter calls, over node's own. */
export interface AdapterResponse {
  readonly socket: unknown
  status(code: number): unknown
  header(name: string, value: unknown): unknown
  send(...body: unknown[]): unknown
  end(): unknown
}

/**
 * @param failed asked at the end: botbuilder answers 200 for whatever is not an invoke, but what was not stored must not be
 * acknowledged
 */
export function adapterResponse(response: ServerResponse, failed: () => boolean): AdapterResponse {
  let body: string | null = null
  return {
    socket: response.socket,
    status: (code) => {
      response.statusCode = code
    },
    header: (name, value) => response.setHeader(name, String(value)),
    send: (value) => {
      body = typeof value === 'string' ? value : JSON.stringify(value)
      response.setHeader('content-type', typeof value === 'string' ? 'text/plain' : 'application/json; charset=utf-8')
    },
    end: () => {
      if (failed()) {
        end(response, 500)
        return
      }
      if (body === null) response.end()
      else response.end(body)
    },
  }
}
