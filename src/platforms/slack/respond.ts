import { ofConnection, ofStatus } from './errors.js'
import { type Called, TIMEOUT } from './web.js'

/**
 * Posts to a response address (docs.slack.dev, interactivity/handling-user-interaction#message_responses). Never rejects.
 * The address came signed from Slack, but is kept in a row: what is not Slack's is not called.
 */
export async function respond(
  href: string,
  body: Readonly<Record<string, unknown>>,
  slackApiUrl: string | null,
): Promise<Called> {
  if (!isSlacks(href, slackApiUrl))
    return { ok: false, failure: { kind: 'refused', cause: 'other', code: 'not_slack' } }
  try {
    const response = await fetch(href, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    await response.text()
    return response.ok ? { ok: true, data: null } : { ok: false, failure: ofStatus(response.status) }
  } catch (error) {
    return { ok: false, failure: ofConnection(error) }
  }
}

/** Whether an address is Slack's own, or that of the server that stands in for it. */
export function isSlacks(href: string, slackApiUrl: string | null): boolean {
  if (!URL.canParse(href)) return false
  const url = new URL(href)
  if (slackApiUrl !== null) return url.origin === new URL(slackApiUrl).origin
  return url.protocol === 'https:' && /\.slack(-gov)?\.com$/.test(url.hostname)
}
