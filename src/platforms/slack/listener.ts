import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HTTPReceiver } from '@slack/bolt'
import type { Tasks } from './acknowledge/desk.js'
import type { SlackOptions } from './options.js'
import { isSigned } from './signature.js'

/** Where Slack's events, commands and interactions arrive; the app manifest names the same path. */
export const PATH = '/slack/events'

/** Slack's largest payloads are views of 250 KB; escaping may double them, and more is nobody's good will. */
const MAX_BODY = 1_048_576

export type Listener = (req: IncomingMessage, res: ServerResponse) => boolean

interface Front {
  readonly receiver: HTTPReceiver
  readonly secret: string
  readonly tasks: Tasks
  readonly now: SlackOptions['now']
  /** False before the start and after the stop. */
  open(): boolean
}

/**
 * The front of the HTTP side, for the one server of the process: returns false for other paths. Reads the body, checks the
 * signature once, and hands body and request to Bolt, which does not check again.
 */
export function httpListener(front: Front): Listener {
  return (req, res) => {
    const path = (req.url ?? '').split('?', 1)[0]
    if (path !== PATH) return false
    if (!front.open()) end(res, 503)
    // Slack looks at the certificate from time to time with a GET.
    else if (req.method === 'GET') end(res, 200)
    else if (req.method !== 'POST') end(res, 405)
    else front.tasks.run(admit(front, req, res))
    return true
  }
}

async function admit(front: Front, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const closed = new Promise((resolve) => res.once('close', resolve))
  const body = await bodyOf(req)
  if (body === 'broken') return
  if (body === 'too large') return end(res, 413)
  const now = Math.floor(front.now().epochMilliseconds / 1000)
  if (!isSigned(front.secret, req.headers, body, now)) return end(res, 401)
  front.receiver.requestListener(Object.assign(req, { rawBody: body }), res)
  await closed
}

function end(res: ServerResponse, status: number): void {
  res.writeHead(status).end()
}

async function bodyOf(req: IncomingMessage): Promise<Buffer | 'too large' | 'broken'> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY) chunks.push(chunk)
    })
    req.on('end', () => resolve(size > MAX_BODY ? 'too large' : Buffer.concat(chunks)))
    req.on('error', () => resolve('broken'))
    req.on('close', () => resolve('broken'))
  })
}
