import type { Channel, Person, Post } from '../model.js'
import { channelType } from './events.js'
import { fileObject } from './files.js'
import { type Json, records } from './json.js'
import type { Slack } from './slack.js'
import { seconds } from './time.js'

/** Slack's objects as they stand in answers and payloads. */

export function teamRef(slack: Slack): Json {
  return { id: slack.config.team, domain: slack.config.domain }
}

export function userRef(slack: Slack, person: Person): Json {
  return { id: person.slack, username: person.key, name: person.key, team_id: slack.config.team }
}

export function channelRef(channel: Channel): Json {
  return { id: channel.id, name: channel.kind === 'direct' ? 'directmessage' : channel.name }
}

/** Offset of a zone from UTC in seconds, at a moment (epoch milliseconds). */
function offset(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60
}

function zoneName(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'long' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}

/** `users.info`: the e-mail needs its own scope, the locale must be asked for. */
export function userObject(slack: Slack, person: Person, options: { locale: boolean }): Json {
  const now = slack.world.now()
  const email = slack.config.manifest.oauth_config.scopes.bot.includes('users:read.email')
  const [first = person.name, ...rest] = person.name.split(' ')
  // Of a deactivated account Slack keeps the profile, and leaves out what only somebody who works there has.
  const present = {
    real_name: person.name,
    tz: person.zone,
    tz_label: zoneName(person.zone, now),
    tz_offset: offset(person.zone, now),
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest,
    is_ultra_restricted: person.guest,
    ...(options.locale && { locale: person.locale }),
  }
  return {
    id: person.slack,
    team_id: slack.config.team,
    name: person.key,
    deleted: person.deactivated,
    ...(!person.deactivated && present),
    profile: {
      title: person.title,
      real_name: person.name,
      real_name_normalized: person.name,
      display_name: person.key,
      display_name_normalized: person.key,
      first_name: first,
      last_name: rest.join(' '),
      ...(email && { email: person.email }),
      team: slack.config.team,
      ...statusOf(person, slack.world.clock()),
    },
    is_bot: false,
    is_app_user: false,
    updated: seconds(slack.world),
  }
}

/** A status as it stands in a profile; Slack takes it back when it has run out. `status_expiration` is in seconds, 0 for no end. */
function statusOf({ status }: Person, now: string): Json {
  const { emoji, text, until } = status ?? { emoji: '', text: '', until: null }
  const over = until !== null && Date.parse(until) <= Date.parse(now)
  if (over) return { status_text: '', status_emoji: '', status_expiration: 0 }
  return { status_text: text, status_emoji: emoji, status_expiration: until === null ? 0 : Date.parse(until) / 1000 }
}

export function botObject(slack: Slack): Json {
  const { team, botUser, botId, appId } = slack.config
  const name = slack.world.botName
  return {
    id: botUser,
    team_id: team,
    name: name.toLowerCase(),
    deleted: false,
    real_name: name,
    profile: { real_name: name, display_name: name, bot_id: botId, api_app_id: appId, team },
    is_bot: true,
    is_app_user: false,
    is_restricted: false,
    is_ultra_restricted: false,
    updated: seconds(slack.world),
  }
}

export function memberIds(slack: Slack, channel: Channel): readonly string[] {
  const people = channel.members.flatMap((key) => slack.world.person(key)?.slack ?? [])
  return channel.hasBot ? [...people, slack.config.botUser] : people
}

export function channelObject(slack: Slack, channel: Channel): Json {
  const type = channelType(channel)
  if (type === 'im') {
    const [other] = memberIds(slack, channel)
    return {
      id: channel.id,
      created: 0,
      is_im: true,
      is_org_shared: false,
      user: other,
      is_archived: false,
      is_open: true,
    }
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: type === 'channel',
    is_group: type === 'group',
    is_im: false,
    is_mpim: type === 'mpim',
    is_private: channel.private,
    is_member: channel.hasBot,
    is_archived: channel.archived,
    is_general: channel.name === 'general',
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    created: 0,
    creator: '',
    context_team_id: slack.config.team,
    topic: { value: channel.topic ?? '', creator: '', last_set: 0 },
    purpose: { value: channel.purpose ?? '', creator: '', last_set: 0 },
    num_members: memberIds(slack, channel).length,
  }
}

/** A message as history, events and interactions show it. */
export function messageObject(slack: Slack, post: Post, options: { metadata: boolean }): Json {
  const { team, botUser, botId, appId } = slack.config
  const { metadata, ...body } = post.body
  const fromBot = post.author.kind === 'bot'
  const replies = slack.world.posts('slack', post.channel).filter((one) => one.thread === post.id && one.id !== post.id)
  const last = replies.at(-1)
  return {
    type: 'message',
    user: post.author.kind === 'bot' ? botUser : slack.world.person(post.author.key)?.slack,
    ...(fromBot && { bot_id: botId, app_id: appId }),
    ts: post.id,
    team,
    ...body,
    ...(options.metadata && metadata !== undefined && { metadata }),
    ...(post.thread !== null && { thread_ts: post.thread }),
    ...(last && {
      thread_ts: post.id,
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((one) => authorId(slack, one)))],
      reply_users_count: new Set(replies.map((one) => authorId(slack, one))).size,
      latest_reply: last.id,
    }),
    ...(post.editedAt !== null && { edited: { user: botUser, ts: post.id } }),
    ...(isPinned(post) && { pinned_to: [post.channel] }),
    ...(post.files.length > 0 && { files: post.files.map((file) => fileObject(slack, file.id)) }),
    ...(post.reactions && {
      reactions: Object.entries(post.reactions).map(([name, who]) => ({
        name,
        count: who.length,
        users: who.map((key) => (key === 'bot' ? botUser : slack.world.person(key)?.slack)),
      })),
    }),
  }
}

export function isPinned(post: Post): post is Post & { readonly pinnedAt: string } {
  return typeof post.pinnedAt === 'string'
}

function authorId(slack: Slack, post: Post): string | null {
  if (post.author.kind === 'bot') return slack.config.botUser
  return slack.world.person(post.author.key)?.slack ?? null
}

/** What a screen reader and a notification say of blocks that came without a text. */
export function textOfBlocks(blocks: unknown): string {
  const lines = records(blocks).flatMap((block) => readable(block))
  return lines.join('\n')
}

function readable(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => readable(one))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'elements' && 'type' in value && value.type === 'actions') return []
    if (typeof inner !== 'string') return key === 'accessory' ? [] : readable(inner)
    return ['text', 'title', 'caption', 'alt_text'].includes(key) && inner !== '' ? [inner] : []
  })
}
