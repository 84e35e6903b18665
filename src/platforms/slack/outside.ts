import { type Called, ofConnection, ofStatus } from './errors.js'

/** Whether an address of the Web API is Slack's own: that of the commercial cloud or of GovSlack (docs.slack.dev, govslack). */
export function isSlackApi(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && /(^|\.)slack(-gov)?\.com$/.test(hostname)
}

/**
 * Whether an address that came in a payload or an answer is Slack's own (files and hooks have hosts of their own), or that of
 * the server that stands in for Slack.
 */
export function isSlacks(address: string, slackApiUrl: string | null): boolean {
  if (slackApiUrl === null || isSlackApi(slackApiUrl)) return isSlackApi(address)
  return URL.canParse(address) && new URL(address).origin === new URL(slackApiUrl).origin
}

/** @param timeout in milliseconds */
export interface Posting {
  readonly type: 'application/json' | 'application/octet-stream'
  readonly body: string | Buffer<ArrayBuffer>
  readonly timeout: number
}

/**
 * Posts to an address that opens by itself: the bot's token does not go along. Never rejects. The address came from Slack, but
 * may have been kept in a row since: what is not Slack's is not called.
 */
export async function postTo(address: string, what: Posting, slackApiUrl: string | null): Promise<Called> {
  if (!isSlacks(address, slackApiUrl))
    return { ok: false, failure: { kind: 'refused', cause: 'other', code: 'not_an_address_of_slack' } }
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': what.type },
      body: what.body,
      redirect: 'error',
      signal: AbortSignal.timeout(what.timeout),
    })
    await response.text()
    return response.ok ? { ok: true, data: null } : { ok: false, failure: ofStatus(response.status) }
  } catch (error) {
    return { ok: false, failure: ofConnection(error) }
  }
}
