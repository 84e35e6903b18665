import { createHmac } from 'node:crypto'
import { Pool } from 'undici'

/** Requests under way at once: enough to keep one core of the server busy. */
export const atOnce = 32

/** A signed request, ready to be sent. */
export interface Signed {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Somebody of a workspace who types a slash command. */
export interface Typing {
  readonly secret: string
  readonly workspace: string
  readonly channel: string
  readonly user: string
  readonly command: string
  readonly text: string
}

/**
 * Slash commands as Slack sends them, form fields and signature alike.
 * @returns what makes the next one, of those who type in turn; each has a trigger of its own, as in life
 */
export function slashCommands(typing: readonly Typing[]): () => Signed {
  const typed = typing.map((one) => ({ secret: one.secret, fields: fieldsOf(one) }))
  let serial = 0
  return () => {
    const one = typed[serial % typed.length]
    if (!one) throw new Error('Nobody types anything')
    serial++
    const body = `${one.fields}&trigger_id=${serial}.bench`
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = `v0=${createHmac('sha256', one.secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
    return {
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
      },
    }
  }
}

function fieldsOf({ workspace, channel, user, command, text }: Typing): string {
  return new URLSearchParams({
    token: 'bench',
    team_id: workspace,
    team_domain: 'acme',
    channel_id: channel,
    channel_name: 'revenue',
    user_id: user,
    user_name: 'somebody',
    command,
    text,
    api_app_id: 'A0DRUMBEAT',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/response',
  }).toString()
}

/** Keeps its connections open between the rounds, as Slack does. */
export interface Load {
  /**
   * Sends commands for so many milliseconds, `atOnce` at a time.
   * @returns how long each took to be acknowledged, in milliseconds, and how many were acknowledged per second
   * @throws Error if one of them is not a 200 with the expected words: a fast wrong answer is no result
   */
  run(milliseconds: number): Promise<{ readonly perSecond: number; readonly latencies: readonly number[] }>
  close(): Promise<void>
}

/** @param url `http://host:port` @param expected what every acknowledgement must say */
export function load(url: string, next: () => Signed, expected: string): Load {
  const pool = new Pool(url, { connections: atOnce })
  const one = async (): Promise<number> => {
    const began = performance.now()
    const { statusCode, body } = await pool.request({ path: '/slack/events', method: 'POST', ...next() })
    const text = await body.text()
    if (statusCode !== 200 || !text.includes(expected))
      throw new Error(`${url} answered ${statusCode} instead of "${expected}": ${text.slice(0, 500)}`)
    return performance.now() - began
  }
  return {
    async run(milliseconds) {
      const latencies: number[] = []
      const began = performance.now()
      const until = began + milliseconds
      const worker = async (): Promise<void> => {
        while (performance.now() < until) latencies.push(await one())
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return { perSecond: (1000 * latencies.length) / (performance.now() - began), latencies }
    },
    close: () => pool.close(),
  }
}
