import { z } from 'zod'
import type { Group } from '../../chat/platform.js'
import { readOf } from './reading.js'
import type { SlackWeb } from './web.js'

const list = z.object({
  usergroups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      date_delete: z.number().default(0),
      users: z.array(z.string()).default([]),
    }),
  ),
})

/** The user groups of a workspace with their members (docs.slack.dev, reference/methods/usergroups.list); it has no pages. */
export async function* groups(web: SlackWeb, workspace: string): AsyncIterable<Group> {
  const read = await readOf(web, workspace, 'usergroups.list', { include_users: true }, 'The user groups')
  for (const { id, name, date_delete, users } of list.parse(read).usergroups)
    if (date_delete === 0) yield { id, name, members: users }
}
