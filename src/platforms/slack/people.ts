import { z } from 'zod'
import type { Place } from '../../chat/place.js'
import type { Profile } from '../../chat/platform.js'
import { isPerson, member, profileOf } from './profile.js'
import { readOf } from './reading.js'
import type { SlackWeb } from './web.js'

const page = z.object({
  members: z.array(member).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
})
/**
 * Everybody of a workspace, page by page; bots are left out, people who left are not `active`. People of connected companies
 * count as guests. Waits when Slack limits; throws with Slack's word when it refuses.
 */
export async function* people(web: SlackWeb, workspace: string): AsyncIterable<Profile> {
  let cursor = ''
  do {
    const request = { limit: 200, include_locale: true, ...(cursor === '' ? {} : { cursor }) }
    const found = page.parse(await readOf(web, workspace, 'users.list', request, 'The people'))
    yield* found.members.filter(isPerson).map((one) => profileOf(one, workspace))
    cursor = found.response_metadata?.next_cursor ?? ''
  } while (cursor !== '')
}

const membersPage = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
})

/** The ids of everybody in a channel, the bot too, page by page. @throws with Slack's word when it refuses */
export async function* members(web: SlackWeb, { workspace, channel }: Place): AsyncIterable<string> {
  let cursor = ''
  do {
    const request = { channel, limit: 200, ...(cursor === '' ? {} : { cursor }) }
    const found = membersPage.parse(
      await readOf(web, workspace, 'conversations.members', request, `The members of ${channel}`),
    )
    yield* found.members
    cursor = found.response_metadata?.next_cursor ?? ''
  } while (cursor !== '')
}
