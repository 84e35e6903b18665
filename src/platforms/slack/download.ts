import { z } from 'zod'
import { bodyWithin, type Fetched, type SharedFile } from '../../chat/file.js'
import type { SlackWeb } from './web.js'

/** A file may take its time; nobody waits for it in a request of Slack. In milliseconds. */
const TIMEOUT = 60_000

const ref = z.object({ id: z.string() })
const info = z.object({
  file: z.object({
    size: z.number().nullish(),
    url_private_download: z.string().nullish(),
    url_private: z.string().nullish(),
  }),
})

/**
 * Fetches a shared file (docs.slack.dev, reference/methods/files.info and `url_private_download`). Where its bytes are is asked of
 * Slack each time, so that an address that came from elsewhere is never sent the bot's token.
 */
export async function fetchFile(web: SlackWeb, workspace: string, file: SharedFile, most: number): Promise<Fetched> {
  const known = ref.safeParse(file.ref)
  if (!known.success) return { kind: 'gone', code: 'not_a_file_of_slack' }
  const answer = await web.call(workspace, 'files.info', { file: known.data.id })
  if (!answer.ok) {
    const { failure } = answer
    return { kind: failure.kind === 'refused' ? 'gone' : 'failed', code: failure.code }
  }
  const told = info.safeParse(answer.data)
  const address = told.data?.file.url_private_download ?? told.data?.file.url_private
  if (!told.success || !address) return { kind: 'gone', code: 'no_address' }
  if ((told.data.file.size ?? 0) > most) return { kind: 'too large' }
  return web.download(workspace, address, most)
}

/**
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
