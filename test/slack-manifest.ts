import type { PlaygroundInput } from '../playground/config.js'

/** A manifest that asks for everything the playground plays, for tests that are not about what the bot's own asks for. */
export const wideManifest: NonNullable<NonNullable<PlaygroundInput['slack']>['manifest']> = {
  display_information: { name: 'Wide' },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    slash_commands: [
      { command: '/kpi', description: 'Ask for a number', usage_hint: 'win rate last quarter' },
      { command: '/escaped', description: 'Mentions as ids', should_escape: true },
    ],
    shortcuts: [
      { name: 'Ask', type: 'global', callback_id: 'ask' },
      { name: 'Ask about this', type: 'message', callback_id: 'ask_about' },
    ],
  },
  oauth_config: {
    redirect_urls: ['http://127.0.0.1/slack/oauth_redirect'],
    scopes: {
      bot: [
        'app_mentions:read',
        'channels:history',
        'channels:join',
        'channels:read',
        'chat:write',
        'commands',
        'files:read',
        'files:write',
        'groups:history',
        'groups:read',
        'im:history',
        'im:read',
        'im:write',
        'mpim:history',
        'mpim:read',
        'reactions:read',
        'reactions:write',
        'usergroups:read',
        'users:read',
        'users:read.email',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        'app_home_opened',
        'app_mention',
        'app_uninstalled',
        'channel_archive',
        'channel_left',
        'channel_rename',
        'file_shared',
        'member_joined_channel',
        'message.channels',
        'message.im',
        'reaction_added',
        'tokens_revoked',
      ],
    },
    interactivity: { is_enabled: true },
  },
}
