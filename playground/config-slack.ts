import { z } from 'zod'
import { key, members, secret } from './config-parts.js'
import { slackManifest } from './slack/manifest.js'

const channelInput = z.strictObject({
  name: z.string().regex(/^[a-z0-9_-]{1,80}$/, 'small letters, digits, - and _, at most 80, without #'),
  id: z.string().optional(),
  private: z.boolean().default(false),
  members,
  bot: z.boolean().default(true),
})

/** A group direct message: two to eight people, and the bot where it was asked in. Its name is made of theirs. */
const groupInput = z.strictObject({
  id: z.string().optional(),
  members: z.array(key).min(2).max(8),
  bot: z.boolean().default(true),
})

/** A user group, which people mention as `@handle`. */
const userGroupInput = z.strictObject({
  handle: z.string().regex(/^[a-z0-9_.-]{1,21}$/, 'small letters, digits, - . and _, at most 21, without @'),
  name: z.string().min(1),
  id: z.string().optional(),
  description: z.string().default(''),
  members: z.array(key),
  /** A disabled group is listed only where `include_disabled` asks for it. */
  disabled: z.boolean().default(false),
})

/** The Slack part of a world's description. */
export const slackInput = z.strictObject({
  team: z.string().default('T0ACME'),
  domain: z.string().default('acme'),
  appId: z.string().default('A0DRUMBEAT'),
  botUser: z.string().default('U0DRUMBEAT'),
  botId: z.string().default('B0DRUMBEAT'),
  botToken: z.string().startsWith('xoxb-').default(secret('xoxb-')),
  appToken: z.string().startsWith('xapp-').default(secret('xapp-')),
  signingSecret: z.string().min(1).default(secret('')),
  clientId: z.string().default('1000000000.2000000000'),
  clientSecret: z.string().default(secret('')),
  /** Where the bot takes Slack's requests, below its address. */
  path: z.string().startsWith('/').default('/slack/events'),
  /** `auto`: over a socket while the bot holds one open, else over HTTP. The real service is told in the app's settings. */
  delivery: z.enum(['auto', 'http', 'socket']).default('auto'),
  /** `off` is for tests that are about something else. */
  rateLimits: z.enum(['documented', 'off']).default('documented'),
  /** Apps sold outside the marketplace may read history once a minute, 15 messages at a time. */
  distribution: z.enum(['internal', 'commercial']).default('internal'),
  manifest: slackManifest.prefault({}),
  channels: z.array(channelInput).default([]),
  groups: z.array(groupInput).default([]),
  userGroups: z.array(userGroupInput).default([]),
})
