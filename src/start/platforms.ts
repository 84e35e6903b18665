import type { Logger } from 'pino'
import type { PlatformName } from '../chat/place.js'
import type { Addresses, Installations, Platform } from '../chat/platform.js'
import { slackPlatform } from '../platforms/slack/adapter.js'
import { installationOf } from '../platforms/slack/identify.js'
import { teamsPlatform } from '../platforms/teams/adapter.js'
import { publicCloud, type TeamsEndpoints, usualPatience } from '../platforms/teams/options.js'
import type { Clocks } from './clock.js'
import type { Handler } from './http.js'
import type { Settings, SlackSettings, TeamsSettings } from './settings.js'
import { slackWords, teamsWords } from './words.js'

/** The platforms that the settings name, with where their requests come in and which workspaces they are known to serve. */
export interface Attached {
  readonly platforms: ReadonlyMap<PlatformName, Platform>
  readonly routes: ReadonlyMap<string, Handler>
  /** Workspaces of which the settings' own token says that the bot is installed there; Slack tells nobody of an installation. */
  readonly installed: readonly { readonly platform: PlatformName; readonly workspace: string }[]
}

/** What every platform is given. */
export interface PlatformDesk {
  readonly installations: Installations
  readonly addresses: Addresses
  readonly clocks: Clocks
  readonly log: Logger
  /** The company's language, for words to somebody whose own is not known. */
  readonly locale: () => string
}

/** Attaches what the settings name. @throws Error with the cure if a platform does not accept what it is given */
export async function attach(settings: Settings, desk: PlatformDesk): Promise<Attached> {
  const platforms = new Map<PlatformName, Platform>()
  const routes = new Map<string, Handler>()
  const installed: { platform: PlatformName; workspace: string }[] = []
  if (settings.slack) {
    const { platform: slack, workspace } = await attachSlack(settings.slack, desk)
    platforms.set('slack', slack)
    installed.push({ platform: 'slack', workspace })
    // Over a socket nothing comes in here, and a request that nobody answers would hang.
    if (settings.slack.appToken === null) routes.set('/slack/events', slack.listener)
  }
  if (settings.teams) {
    const teams = attachTeams(settings.teams, desk)
    platforms.set('teams', teams)
    routes.set('/api/messages', teams.listener)
  }
  return { platforms, routes, installed }
}

async function attachSlack(slack: SlackSettings, desk: PlatformDesk) {
  const { workspace, installation } = await installationOf(slack.botToken, slack.apiUrl)
  await desk.installations.put('slack', workspace, installation)
  const platform = slackPlatform({
    signingSecret: slack.signingSecret,
    appToken: slack.appToken,
    slackApiUrl: slack.apiUrl,
    installations: desk.installations,
    now: desk.clocks.machine,
    log: desk.log.child({ platform: 'slack' }),
    words: (locale) => slackWords(locale ?? desk.locale()),
  })
  return { platform, workspace }
}

function attachTeams(teams: TeamsSettings, desk: PlatformDesk) {
  return teamsPlatform({
    app: {
      id: teams.appId,
      secret: teams.secret,
      type: teams.tenant === null ? { kind: 'MultiTenant' } : { kind: 'SingleTenant', tenant: teams.tenant },
    },
    endpoints: teams.loginUrl === null ? publicCloud : localCloud(teams.loginUrl),
    tenants: teams.tenants ?? (teams.tenant === null ? null : [teams.tenant]),
    installations: desk.installations,
    addresses: desk.addresses,
    now: desk.clocks.machine,
    log: desk.log.child({ platform: 'teams' }),
    words: (locale) => teamsWords(locale ?? desk.locale()),
    patience: usualPatience,
  })
}

/** The playground's login service, which has Microsoft's paths below an address of this machine. */
const localCloud = (loginUrl: string): TeamsEndpoints => ({
  openIdMetadataUrl: `${loginUrl}/v1/.well-known/openidconfiguration`,
  issuer: publicCloud.issuer,
  loginUrl,
})
