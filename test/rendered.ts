import type { Message } from '../src/chat/message.js'
import { toBlocks } from '../src/platforms/slack/blocks/message.js'
import { toActivity } from '../src/platforms/teams/cards/card.js'

/** All that Slack and Teams are sent for a message, with what its buttons carry and what notifications show. */
export function rendered(message: Message): readonly [slack: string, teams: string] {
  const teams = toActivity(message, { tenant: 'acme', alone: false })
  return [JSON.stringify(toBlocks(message, 'T1')), JSON.stringify(teams)]
}
