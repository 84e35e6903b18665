import type { Called } from './errors.js'
import { postTo } from './outside.js'
import { TIMEOUT } from './web.js'

/** Posts to a response address (docs.slack.dev, interactivity/handling-user-interaction#message_responses). Never rejects. */
export function respond(
  href: string,
  body: Readonly<Record<string, unknown>>,
  slackApiUrl: string | null,
): Promise<Called> {
  return postTo(href, { type: 'application/json', body: JSON.stringify(body), timeout: TIMEOUT }, slackApiUrl)
}
