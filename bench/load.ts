import { createHmac } from 'node:crypto'
import { Pool } from 'undici'

/** Requests under way at once: enough to keep one core of the server busy. */
const atOnce = 32

/** A signed slash command, as Slack sends it. Each has its own trigger, as in life. */
export function slashCommand(secret: string, command: string, text: string, user: string, serial: number) {
  const body = new URLSearchParams({
    token: 'bench',
    team_id: 'T0ACME',
    team_domain: 'acme',
    channel_id: 'C0REVENUE',
    channel_name: 'revenue',
    user_id: user,
    user_name: 'nadia',
    command,
    text,
    api_app_id: 'A0DRUMBEAT',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/response',
    trigger_id: `${serial}.bench`,
  }).toString()
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
  }
}

/**
 * Sends commands for a while, `atOnce` at a time, and counts.
 * @returns acknowledgements per second
 * @throws Error if one of them is not a 200 with the expected words: a fast wrong answer is no result
 */
export async function acknowledgements(
  url: string,
  request: (serial: number) => { body: string; headers: Record<string, string> },
  expected: string,
  milliseconds: number,
): Promise<number> {
  const pool = new Pool(url, { connections: atOnce })
  const until = performance.now() + milliseconds
  let done = 0
  const began = performance.now()
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const { statusCode, body } = await pool.request({ path: '/slack/events', method: 'POST', ...request(done) })
      const text = await body.text()
      if (statusCode !== 200 || !text.includes(expected)) throw new Error(`${url} answered ${statusCode}: ${text.slice(0, 200)}`)
      done++
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, worker))
  } finally {
    await pool.close()
  }
  return (1000 * done) / (performance.now() - began)
}
