import { bodyWithin, type Fetched } from '../../chat/file.js'

/** A file may take its time; nobody waits for it in a request of Slack. In milliseconds. */
const TIMEOUT = 60_000

/**
 * Downloads a file with the bot's token.
 * @param most in bytes
 * @throws Error when the connection breaks or takes too long
 */
export async function download(
  address: string,
  token: string,
  slackApiUrl: string | null,
  most: number,
): Promise<Fetched> {
  if (!isSlack(address, slackApiUrl)) return { kind: 'gone', code: 'not_an_address_of_slack' }
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    // Slack sends whoever may not read a file to a page for signing in.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  })
  if (response.status === 429 || response.status >= 500) return { kind: 'failed', code: `http_${response.status}` }
  if (!response.ok) return { kind: 'gone', code: `http_${response.status}` }
  const bytes = await bodyWithin(response, most)
  return bytes === null ? { kind: 'too large' } : { kind: 'fetched', bytes }
}

/** Whether the bot's token may go there: to Slack's own servers, or to the ones that stand in for them. */
function isSlack(address: string, slackApiUrl: string | null): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, origin } = new URL(address)
  if (slackApiUrl !== null) return origin === new URL(slackApiUrl).origin
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
}
