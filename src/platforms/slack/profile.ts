import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Profile } from '../../chat/platform.js'

/** What is read of a user, in the directory and in the event that tells of a change (docs.slack.dev, objects/user-object). */
export const member = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  real_name: z.string().nullish(),
  name: z.string().default(''),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  profile: z
    .object({
      real_name: z.string().nullish(),
      display_name: z.string().nullish(),
      email: z.string().nullish(),
      status_emoji: z.string().nullish(),
      status_expiration: z.number().nullish(),
    })
    .default({}),
})
type Member = z.infer<typeof member>

/** Slack's own helper is not marked as a bot. */
const SLACKBOT = 'USLACKBOT'

export const isPerson = (one: Member): boolean => !one.is_bot && one.id !== SLACKBOT

/** People of connected companies count as guests; people who left are not `active`. */
export function profileOf(member: Member, workspace: string): Profile {
  const { profile } = member
  const name = [profile.real_name, member.real_name, profile.display_name, member.name].find((one) => one)
  const stranger = member.is_stranger || (member.team_id ?? workspace) !== workspace
  return {
    account: { platform: 'slack', workspace: stranger ? (member.team_id ?? workspace) : workspace, user: member.id },
    name: name ?? member.id,
    email: profile.email ?? null,
    zone: member.tz ?? null,
    locale: member.locale ?? null,
    guest: member.is_restricted || member.is_ultra_restricted || stranger,
    active: !member.deleted,
    awayUntil: awayUntilOf(profile),
  }
}

/**
 * The two of Slack's own statuses that say that somebody is not at work: "Vacationing" and "Out sick". They are known by their
 * emoji, because their words are in the language of whoever set them.
 */
const awayEmoji: readonly string[] = [':palm_tree:', ':face_with_thermometer:']

/** Until when a status says that somebody is away; `status_expiration` is in seconds, and 0 where the status stays until it is taken back. */
function awayUntilOf({ status_emoji: emoji, status_expiration: ends }: Member['profile']): Profile['awayUntil'] {
  if (!awayEmoji.includes(emoji ?? '')) return null
  return ends ? Temporal.Instant.fromEpochMilliseconds(ends * 1000) : 'open'
}
