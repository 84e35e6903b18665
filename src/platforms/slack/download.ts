import { type Fetched, fetchedFrom } from '../../chat/file.js'
import { isSlacks } from './outside.js'

/** A file may take its time; nobody waits for it in a request of Slack. In milliseconds. */
const TIMEOUT = 60_000

/**
 * Downloads a file with the bot's token, which may go to Slack's own servers alone.
 * @param most in bytes
 * @throws Error when the connection breaks or takes too long
 */
export async function download(
  address: string,
  token: string,
  slackApiUrl: string | null,
  most: number,
): Promise<Fetched> {
  if (!isSlacks(address, slackApiUrl)) return { kind: 'gone', code: 'not_an_address_of_slack' }
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    // Slack sends whoever may not read a file to a page for signing in.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  })
  return fetchedFrom(response, most)
}
