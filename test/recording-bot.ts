import { createServer, type IncomingHttpHeaders } from 'node:http'
import { parse } from 'node:querystring'

/** One request as it reached the bot. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  /** The event, the command's fields, or the interaction's payload. */
  readonly payload: Record<string, unknown>
}
export interface BotReply {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

export interface RecordingBot extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
}

/** A bot that writes down what it is sent and answers as told; `null` never answers. */
export async function recordingBot(
  answer: (request: Received) => BotReply | null | Promise<BotReply | null> = () => ({}),
): Promise<RecordingBot> {
  const received: Received[] = []
  const server = createServer(async (req, res) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of req) chunks.push(chunk)
    const raw = Buffer.concat(chunks).toString('utf8')
    const request = {
      path: req.url ?? '',
      headers: req.headers,
      raw,
      payload: payloadOf(raw, req.headers['content-type']),
    }
    received.push(request)
    const reply = await answer(request)
    if (reply === null) return
    const body = typeof reply.body === 'string' || reply.body === undefined ? reply.body : JSON.stringify(reply.body)
    res.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    res.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The recording bot got no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function payloadOf(raw: string, type: string | undefined): Record<string, unknown> {
  if (type !== 'application/x-www-form-urlencoded') return JSON.parse(raw)
  const form = parse(raw)
  return typeof form.payload === 'string' ? JSON.parse(form.payload) : { ...form }
}
