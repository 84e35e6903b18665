import { z } from 'zod'
import { member } from '../profile.js'

/**
 * What we read of Slack's payloads, and nothing more (docs.slack.dev, reference/interaction-payloads and reference/events).
 * Slack adds properties without notice, so unknown ones are left aside; a missing one that we need makes a payload
 * unsupported.
 */

const nullable = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null)

export const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: z.string(),
  channel_id: z.string(),
  user_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
})
export type CommandPayload = z.infer<typeof command>

/** Who acted. `team_id` differs from the workspace when somebody of a connected company acts in a shared channel. */
const actor = {
  user: z.object({ id: z.string(), team_id: nullable(z.string()) }),
  team: nullable(z.object({ id: z.string() })),
}

const view = z.object({
  id: z.string(),
  type: z.string().default('modal'),
  private_metadata: z.string().default(''),
  app_installed_team_id: nullable(z.string()),
})

export const blockActions = z.object({
  type: z.literal('block_actions'),
  ...actor,
  trigger_id: z.string(),
  response_url: nullable(z.string()),
  container: z.object({
    type: z.string(),
    message_ts: nullable(z.string()),
    is_ephemeral: z.boolean().default(false),
    thread_ts: nullable(z.string()),
  }),
  channel: nullable(z.object({ id: z.string() })),
  message: nullable(z.object({ thread_ts: nullable(z.string()) })),
  view: nullable(view),
  actions: z.array(z.object({ type: z.string(), action_id: z.string(), value: z.string().optional() })).min(1),
})
export type BlockActionsPayload = z.infer<typeof blockActions>

/** An entry of a message's menu: `callback_id` is what the app manifest calls it. */
export const messageAction = z.object({
  type: z.literal('message_action'),
  ...actor,
  team: nullable(z.object({ id: z.string(), domain: nullable(z.string()) })),
  callback_id: z.string(),
  trigger_id: z.string(),
  response_url: nullable(z.string()),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), text: nullable(z.string()), thread_ts: nullable(z.string()) }),
})
export type MessageActionPayload = z.infer<typeof messageAction>

const chosen = z.object({ value: z.string() })
/** One input of a submitted dialog, by its kind. */
const state = z.discriminatedUnion('type', [
  z.object({ type: z.literal('plain_text_input'), value: nullable(z.string()) }),
  z.object({ type: z.literal('number_input'), value: nullable(z.string()) }),
  z.object({ type: z.literal('datepicker'), selected_date: nullable(z.string()) }),
  z.object({ type: z.literal('timepicker'), selected_time: nullable(z.string()) }),
  z.object({ type: z.literal('static_select'), selected_option: nullable(chosen) }),
  z.object({ type: z.literal('external_select'), selected_option: nullable(chosen) }),
  z.object({ type: z.literal('multi_static_select'), selected_options: z.array(chosen).default([]) }),
  z.object({ type: z.literal('multi_external_select'), selected_options: z.array(chosen).default([]) }),
])
export type InputState = z.infer<typeof state>

export const viewSubmission = z.object({
  type: z.literal('view_submission'),
  ...actor,
  trigger_id: nullable(z.string()),
  view: view.extend({
    hash: z.string().default(''),
    title: z.object({ text: z.string() }).default({ text: '' }),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), state)) }).default({ values: {} }),
  }),
})
export type ViewSubmissionPayload = z.infer<typeof viewSubmission>

export const blockSuggestion = z.object({
  type: z.literal('block_suggestion'),
  ...actor,
  action_id: z.string(),
  block_id: z.string(),
  value: z.string().default(''),
  view: nullable(view),
})

const channelId = z.string()

/** What is needed of a shared file to find it again: the rest is asked of Slack, because here it may be left out. */
const file = z.object({
  id: z.string(),
  name: nullable(z.string()),
  size: nullable(z.number()),
  permalink: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
})
const spoken = {
  user: z.string(),
  text: z.string().default(''),
  channel: channelId,
  thread_ts: nullable(z.string()),
  user_team: nullable(z.string()),
  bot_id: nullable(z.string()),
}

/** The events that we subscribe to; every other type is unsupported. */
export const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('app_mention'), ...spoken }),
  z.object({
    type: z.literal('message'),
    ...spoken,
    user: nullable(z.string()),
    channel_type: nullable(z.string()),
    subtype: nullable(z.string()),
    files: z.array(file).default([]),
  }),
  z.object({ type: z.literal('app_home_opened'), user: z.string(), tab: z.string().default('home') }),
  z.object({ type: z.literal('app_uninstalled') }),
  z.object({
    type: z.literal('tokens_revoked'),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).default({}),
  }),
  z.object({
    type: z.enum(['member_joined_channel', 'member_left_channel']),
    user: z.string(),
    channel: channelId,
    team: nullable(z.string()),
  }),
  z.object({ type: z.enum(['channel_left', 'group_left']), channel: channelId }),
  z.object({ type: z.enum(['channel_archive', 'group_archive']), channel: channelId, user: nullable(z.string()) }),
  z.object({ type: z.enum(['channel_unarchive', 'group_unarchive']), channel: channelId, user: nullable(z.string()) }),
  z.object({
    type: z.enum(['channel_rename', 'group_rename']),
    channel: z.object({ id: channelId, name: z.string() }),
  }),
  z.object({ type: z.literal('user_change'), user: member }),
])
export type EventPayload = z.infer<typeof event>

export const eventCallback = z.object({
  type: z.literal('event_callback'),
  team_id: z.string(),
  event_id: z.string(),
  /** For whom it was delivered: in a shared channel `team_id` may be the other company's. */
  authorizations: z.array(z.object({ team_id: nullable(z.string()) })).default([]),
  event: z.unknown(),
})

/** The events named in the app manifest, as Slack names the subscriptions (`message.im` arrives as a `message`). */
export const SUBSCRIPTIONS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_left',
  'channel_rename',
  'channel_unarchive',
  'group_archive',
  'group_left',
  'group_rename',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.im',
  'tokens_revoked',
  'user_change',
] as const
