import type { Temporal } from 'temporal-polyfill'
import type { Addresses, Installations } from '../../chat/platform.js'
import type { TeamsWords } from './words.js'

/** The bot's registration, from the Azure portal. Without an app id this platform must not be started: nobody could be authenticated. */
export interface TeamsApp {
  readonly id: string
  readonly secret: string
  /** `SingleTenant` fetches its tokens from the tenant of the registration, `MultiTenant` (older registrations) from Bot Framework's. */
  readonly type: { readonly kind: 'MultiTenant' } | { readonly kind: 'SingleTenant'; readonly tenant: string }
}

/** Microsoft's addresses. Others stand here only for the playground, which is a local provider. */
export interface TeamsEndpoints {
  /** Where the keys of the channel's tokens are described. */
  readonly openIdMetadataUrl: string
  /** The issuer of the channel's tokens. */
  readonly issuer: string
  /** Tokens for the connector come from `{loginUrl}/{tenant}/oauth2/v2.0/token`. */
  readonly loginUrl: string
}

/** The public cloud (botframework-connector 4.23, `authenticationConstants.js`). */
export const publicCloud: TeamsEndpoints = {
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  issuer: 'https://api.botframework.com',
  loginUrl: 'https://login.microsoftonline.com',
}

/** Milliseconds until a turn answers with words and goes on behind, and until a request to the connector is given up. */
export interface Patience {
  readonly words: number
  readonly press: number
  readonly dialog: number
  readonly request: number
}

/**
 * Words answer within the turn for 1.5 s, presses and submissions for 2.5 s. Opening a dialog and searching cannot be answered
 * later; Teams gives up on invokes after some 5 s (documented for message extensions alone).
 */
export const usualPatience: Patience = { words: 1_500, press: 2_500, dialog: 4_000, request: 10_000 }

/** Structured log lines. Never texts that people typed, never tokens. */
export interface TeamsLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void
  warn(facts: Readonly<Record<string, unknown>>, message: string): void
  error(facts: Readonly<Record<string, unknown>>, message: string): void
}

export interface TeamsOptions {
  readonly app: TeamsApp
  readonly endpoints: TeamsEndpoints
  /** Entra tenant ids that may use the bot; null lets every tenant install it, and serves those that did. */
  readonly tenants: readonly string[] | null
  readonly installations: Installations
  readonly addresses: Addresses
  /** The machine clock: token lifetimes, waits. */
  readonly now: () => Temporal.Instant
  readonly log: TeamsLog
  /** The adapter's own words in the reader's language (BCP 47), or in the company's where it is not known. */
  readonly words: (locale: string | null) => TeamsWords
  readonly patience: Patience
}
