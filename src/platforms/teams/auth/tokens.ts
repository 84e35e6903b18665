import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { TeamsApp, TeamsEndpoints } from '../options.js'

const SCOPE = 'https://api.botframework.com/.default'
const TIMEOUT_MS = 5_000
/** A token is renewed before it ends, so that none ends on its way. */
const EARLY_SECONDS = 5 * 60
/** A token that was just fetched and is refused will be refused again. */
const NEW_SECONDS = 60

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })
const denied = z.object({ error: z.string() })

/** The login gave no token. `permanent`: it will not, until an operator changes something. */
export class NoToken extends Error {
  override readonly name = 'NoToken'
  readonly code: string
  readonly permanent: boolean
  constructor(code: string, permanent: boolean, cause?: unknown) {
    super(
      permanent
        ? `The login refused the Teams app (${code}): check its app id, secret and tenant in the Azure portal.`
        : `The login could not be asked for a token (${code}).`,
      { cause },
    )
    this.code = code
    this.permanent = permanent
  }
}

interface Token {
  readonly value: string
  readonly fetched: Temporal.Instant
  readonly ends: Temporal.Instant
}

/**
 * The bot's token for the connector, by the client credentials grant. Fetched here and not through MSAL, which refuses the plain
 * http of a local login, so that tests and production take the same way.
 */
export class Tokens {
  readonly #app: TeamsApp
  readonly #url: string
  readonly #now: () => Temporal.Instant
  #token: Token | null = null
  #underWay: Promise<Token> | null = null

  constructor(app: TeamsApp, endpoints: TeamsEndpoints, now: () => Temporal.Instant) {
    this.#app = app
    const tenant = app.type.kind === 'SingleTenant' ? app.type.tenant : 'botframework.com'
    this.#url = `${endpoints.loginUrl.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`
    this.#now = now
  }

  /** The current token. Rejects with `NoToken`. */
  async get(): Promise<string> {
    if (this.#token && this.#token.ends.epochMilliseconds > this.#now().epochMilliseconds) return this.#token.value
    this.#underWay ??= this.#fetch().finally(() => {
      this.#underWay = null
    })
    this.#token = await this.#underWay
    return this.#token.value
  }

  /** The connector refused the token. @returns whether another one is worth trying */
  refused(): boolean {
    const token = this.#token
    if (token === null) return true
    this.#token = null
    return token.fetched.add({ seconds: NEW_SECONDS }).epochMilliseconds < this.#now().epochMilliseconds
  }

  async #fetch(): Promise<Token> {
    const response = await fetch(this.#url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: this.#app.id,
        client_secret: this.#app.secret,
        scope: SCOPE,
      }),
    }).catch((error: unknown) => {
      throw new NoToken('login unreachable', false, error)
    })
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) {
      const code = denied.safeParse(body).data?.error ?? `login answered ${response.status}`
      throw new NoToken(code, response.status === 400 || response.status === 401)
    }
    const { success, data } = granted.safeParse(body)
    if (!success) throw new NoToken('login answered without a token', false)
    const fetched = this.#now()
    const seconds = Math.max(NEW_SECONDS, Math.floor(data.expires_in) - EARLY_SECONDS)
    return { value: data.access_token, fetched, ends: fetched.add({ seconds }) }
  }
}
