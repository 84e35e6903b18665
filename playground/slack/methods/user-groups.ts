import { z } from 'zod'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import type { Slack } from '../slack.js'
import { findUserGroup, type UserGroup, userGroupsOf } from '../user-groups.js'
import { flag, type Method, method } from './method.js'

const SCOPES = ['usergroups:read']

function userGroupObject(slack: Slack, group: UserGroup, full: { users: boolean; count: boolean }): Json {
  return {
    id: group.id,
    team_id: slack.config.team,
    is_usergroup: true,
    is_subteam: true,
    is_external: false,
    name: group.name,
    handle: group.handle,
    description: group.description,
    auto_type: null,
    date_create: 0,
    date_update: 0,
    date_delete: group.disabled ? 1 : 0,
    prefs: { channels: [], groups: [] },
    ...(full.users && { users: group.users }),
    ...(full.count && { user_count: group.users.length }),
  }
}

const listAll = method({
  token: 'bot',
  scopes: SCOPES,
  tier: 2,
  args: z.object({
    include_users: flag.optional(),
    include_count: flag.optional(),
    include_disabled: flag.optional(),
    team_id: z.string().optional(),
  }),
  run: (args, { slack }) => {
    const full = { users: args.include_users === true, count: args.include_count === true }
    const groups = userGroupsOf(slack).filter((one) => !one.disabled || args.include_disabled === true)
    return { usergroups: groups.map((one) => userGroupObject(slack, one, full)) }
  },
})

const listUsers = method({
  token: 'bot',
  scopes: SCOPES,
  tier: 2,
  args: z.object({ usergroup: z.string(), include_disabled: flag.optional(), team_id: z.string().optional() }),
  run: (args, { slack }) => {
    const group = findUserGroup(slack, (one) => one.id === args.usergroup)
    if (!group || (group.disabled && args.include_disabled !== true)) throw new SlackError('no_such_subteam')
    return { users: group.users }
  },
})

export const userGroups: Readonly<Record<string, Method>> = {
  'usergroups.list': listAll,
  'usergroups.users.list': listUsers,
}
