import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** How old, and how far ahead of our clock, a request may be, in seconds (docs.slack.dev, verifying-requests-from-slack). */
const WINDOW = 300

/**
 * Whether Slack signed this request: HMAC-SHA256 over the raw body with the app's signing secret, compared in constant time.
 * Bolt's own check lets timestamps of the future pass and reads `abc` as a time, so this one stands in front of it and
 * Bolt's is off. A header that was sent twice reaches us joined by a comma, and fits neither form.
 *
 * @param now seconds since 1970, rounded down
 */
export function isSigned(secret: string, headers: IncomingHttpHeaders, body: Buffer, now: number): boolean {
  const timestamp = headers['x-slack-request-timestamp']
  const signature = headers['x-slack-signature']
  if (typeof timestamp !== 'string' || !/^\d{1,11}$/.test(timestamp)) return false
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return false
  if (Math.abs(now - Number(timestamp)) > WINDOW) return false
  const ours = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest()
  return timingSafeEqual(ours, Buffer.from(signature.slice(3), 'hex'))
}
