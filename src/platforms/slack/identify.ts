import { z } from 'zod'
import type { Installation } from '../../chat/platform.js'
import type { Failure } from './errors.js'
import { clientFor } from './web.js'

const tested = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string() })

/**
 * Asks Slack whose a bot token is (`auth.test`), for an operator who gives one in the environment. Returns the workspace and
 * what to put into the store for it. Throws with the cure when Slack does not accept the token.
 */
export async function installationOf(
  botToken: string,
  slackApiUrl: string | null,
): Promise<{ readonly workspace: string; readonly installation: Installation }> {
  const answer = await clientFor(botToken, slackApiUrl)('auth.test', {})
  if (!answer.ok) throw new Error(reasonOf(answer.failure))
  const { team_id, user_id, bot_id } = tested.parse(answer.data)
  return { workspace: team_id, installation: { botToken, botId: bot_id, botUserId: user_id } }
}

function reasonOf({ kind, code }: Failure): string {
  if (kind !== 'refused')
    return `Slack cannot be asked whose the bot token is (${code}): check the way out to slack.com, and try again.`
  return `Slack does not accept the bot token (${code}): copy the "Bot User OAuth Token" (xoxb-…) from the app's "OAuth & Permissions" page.`
}
