import { createHash } from 'node:crypto'
import type { Slack } from './slack.js'

/** A user group of the workspace, as the description of the world has it. */
export interface UserGroup {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly description: string
  readonly disabled: boolean
  /** User ids. */
  readonly users: readonly string[]
}

export function userGroupsOf(slack: Slack): readonly UserGroup[] {
  return slack.config.userGroups.map(({ id, handle, name, description, disabled, members }) => ({
    id: id ?? `S0${createHash('sha256').update(handle).digest('hex').slice(0, 8).toUpperCase()}`,
    handle,
    name,
    description,
    disabled,
    users: members.flatMap((key) => slack.world.person(key)?.slack ?? []),
  }))
}

export function findUserGroup(slack: Slack, which: (group: UserGroup) => boolean): UserGroup | undefined {
  return userGroupsOf(slack).find(which)
}
