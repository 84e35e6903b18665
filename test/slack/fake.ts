import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A Web API of Slack that answers what a test says, over real HTTP. It checks nothing: for a strict one see the playground.
 */
export interface FakeSlack {
  /** To be given as `slackApiUrl`. */
  readonly url: string
  /** An address like a command's `response_url`. */
  readonly responseUrl: string
  readonly calls: readonly Call[]
  /** How a method answers from now on; the response address is the method `response`. */
  answer(method: string, answer: Answer): void
  /** The nth call of a method, as soon as it has been made. */
  called(method: string, nth?: number): Promise<Call>
  close(): Promise<void>
}

export interface Call {
  readonly method: string
  readonly args: Readonly<Record<string, unknown>>
  readonly token: string | null
}

/** `drop` closes the connection after the request was read, `hang` never answers. */
type Answer =
  | Readonly<Record<string, unknown>>
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string }
  | 'drop'
  | 'hang'

const defaults: Readonly<Record<string, Answer>> = {
  'chat.postMessage': { ok: true, channel: 'C1', ts: '1700000000.000100' },
  'chat.postEphemeral': { ok: true, message_ts: '1700000000.000200' },
  'conversations.open': { ok: true, channel: { id: 'D1' } },
  'views.open': { ok: true, view: { id: 'V1' } },
  'auth.test': { ok: true, team_id: 'T1', user_id: 'UBOT', bot_id: 'B1' },
}

export async function fakeSlack(): Promise<FakeSlack> {
  const calls: Call[] = []
  const answers = new Map<string, Answer>(Object.entries(defaults))
  let waiting: (() => void)[] = []

  const server = createServer(async (req, res) => {
    const method = (req.url ?? '').replace(/^\/api\//, '').replace(/^\/response.*/, 'response')
    calls.push({ method, args: argsOf(req, await bodyOf(req)), token: req.headers.authorization?.slice(7) ?? null })
    for (const wake of waiting) wake()
    waiting = []
    reply(res, answers.get(method) ?? { ok: true })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const nthCall = (method: string, nth: number) => calls.filter((call) => call.method === method)[nth - 1]

  return {
    url: `${origin}/api/`,
    responseUrl: `${origin}/response/1`,
    calls,
    answer: (method, answer) => {
      answers.set(method, answer)
    },
    async called(method, nth = 1) {
      for (let found = nthCall(method, nth); ; found = nthCall(method, nth)) {
        if (found !== undefined) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function reply(res: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  if (answer === 'drop') {
    res.socket?.destroy()
    return
  }
  if (typeof answer.status === 'number' && !('ok' in answer)) {
    const { status, headers, text } = answer as { status: number; headers?: Record<string, string>; text?: string }
    res.writeHead(status, headers).end(text)
    return
  }
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

/** Slack's clients send forms whose objects are JSON; response addresses take JSON. */
function argsOf(req: IncomingMessage, body: string): Readonly<Record<string, unknown>> {
  if (req.headers['content-type']?.startsWith('application/json')) return JSON.parse(body)
  return Object.fromEntries([...new URLSearchParams(body)].map(([key, value]) => [key, parsed(value)]))
}

function parsed(value: string): unknown {
  return /^[[{]/.test(value) ? JSON.parse(value) : value
}
