import { z } from 'zod'
import { MANIFEST_LIMITS as MAX } from './limits.js'

const domain = z.string().regex(/^(?![.-])[-a-z0-9.]+[a-z0-9]$/, 'a domain in small letters, such as acme.example')

const displayInformation = z.looseObject({
  name: z.string().min(1).max(MAX.name),
  description: z.string().max(MAX.description).optional(),
  long_description: z.string().min(MAX.longDescriptionMin).max(MAX.longDescription).optional(),
})

const slashCommand = z.looseObject({
  command: z
    .string()
    .max(MAX.commandName)
    .regex(/^\/\S+$/, 'a slash and a word'),
  description: z.string().max(MAX.commandDescription).default(''),
  usage_hint: z.string().max(MAX.usageHint).default(''),
  should_escape: z.boolean().default(false),
})

const shortcut = z.looseObject({
  name: z.string().min(1).max(MAX.shortcutName),
  type: z.enum(['global', 'message']),
  callback_id: z.string().min(1).max(MAX.callbackId),
  description: z.string().max(MAX.shortcutDescription).optional(),
})

/**
 * What the playground reads of a Slack app manifest (v2): what the bot may do, and what it wants to hear. Its limits are those
 * of Slack's schema; what is not read is left to that schema's own validation.
 */
export const slackManifest = z.looseObject({
  display_information: displayInformation.optional(),
  features: z
    .looseObject({
      app_home: z
        .looseObject({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(true),
          messages_tab_read_only_enabled: z.boolean().default(false),
        })
        .prefault({}),
      bot_user: z.looseObject({ display_name: z.string().min(1).max(MAX.botName) }).optional(),
      slash_commands: z.array(slashCommand).max(MAX.commands).default([]),
      shortcuts: z.array(shortcut).max(MAX.shortcuts).default([]),
      unfurl_domains: z.array(domain).max(MAX.unfurlDomains).default([]),
    })
    .prefault({}),
  oauth_config: z
    .looseObject({
      redirect_urls: z.array(z.string()).max(MAX.redirectUrls).default([]),
      scopes: z.looseObject({ bot: z.array(z.string()).max(MAX.scopes).default([]) }).prefault({}),
    })
    .prefault({}),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).max(MAX.events).default([]) }).prefault({}),
      interactivity: z.looseObject({ is_enabled: z.boolean().default(false) }).prefault({}),
      socket_mode_enabled: z.boolean().default(false),
      token_rotation_enabled: z.boolean().default(false),
    })
    .prefault({}),
})
