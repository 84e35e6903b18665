import { z } from 'zod'
import { SlackError } from '../errors.js'
import { flag, type Method, method } from './method.js'

const authTest = method({
  token: 'bot',
  scopes: [],
  tier: 'special',
  args: z.object({}),
  run: (_args, { slack }) => ({
    url: `https://${slack.config.domain}.slack.com/`,
    team: slack.world.company,
    user: slack.world.botName.toLowerCase(),
    team_id: slack.config.team,
    user_id: slack.config.botUser,
    bot_id: slack.config.botId,
    app_id: slack.config.appId,
    is_enterprise_install: false,
  }),
})

const openConnection = method({
  token: 'app',
  scopes: [],
  // The docs disagree (tier 1 or 3); the newer copy says 3.
  tier: 3,
  args: z.object({}),
  run: (_args, { slack }) => {
    const address = slack.stage.url().replace(/^http/, 'ws')
    const ticket = slack.delivery.sockets.newTicket()
    return { url: `${address}/slack/socket?ticket=${ticket}&app_id=${slack.config.appId}` }
  },
})

const revoke = method({
  token: 'bot',
  scopes: [],
  tier: 3,
  args: z.object({ test: flag.optional() }),
  run: (args, { slack }) => {
    if (args.test === true) return { revoked: false }
    slack.tokens.revokeAll()
    slack.state.installed = false
    return { revoked: true }
  },
})

const teamInfo = method({
  token: 'bot',
  scopes: ['team:read'],
  tier: 3,
  args: z.object({ team: z.string().optional() }),
  run: (_args, { slack }) => ({
    team: {
      id: slack.config.team,
      name: slack.world.company,
      domain: slack.config.domain,
      email_domain: '',
      url: `https://${slack.config.domain}.slack.com/`,
    },
  }),
})

const oauthAccess = method({
  token: 'none',
  scopes: [],
  tier: 4,
  args: z.object({
    client_id: z.string(),
    client_secret: z.string(),
    code: z.string().optional(),
    redirect_uri: z.string().optional(),
    grant_type: z.enum(['authorization_code', 'refresh_token']).optional(),
    refresh_token: z.string().optional(),
  }),
  run: (args, { slack }) => {
    const { config, tokens } = slack
    if (args.client_id !== config.clientId) throw new SlackError('invalid_client_id')
    if (args.client_secret !== config.clientSecret) throw new SlackError('bad_client_secret')
    const grant =
      args.grant_type === 'refresh_token'
        ? tokens.refresh(args.refresh_token ?? '')
        : tokens.exchange(args.code ?? '', args.redirect_uri ?? null)
    if ('error' in grant) throw new SlackError(grant.error)
    slack.state.installed = true
    const rotation = grant.refresh === null ? {} : { refresh_token: grant.refresh, expires_in: grant.expiresIn }
    const [installer] = slack.world.people.filter((one) => one.slack !== null)
    return {
      access_token: grant.token,
      token_type: 'bot',
      scope: config.manifest.oauth_config.scopes.bot.join(','),
      bot_user_id: config.botUser,
      app_id: config.appId,
      team: { id: config.team, name: slack.world.company },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: installer?.slack },
      ...rotation,
    }
  },
})

export const workspace: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'apps.connections.open': openConnection,
  'auth.revoke': revoke,
  'team.info': teamInfo,
  'oauth.v2.access': oauthAccess,
}
