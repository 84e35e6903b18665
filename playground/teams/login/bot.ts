import { createHash, timingSafeEqual } from 'node:crypto'
import type { Answer } from '../../faults.js'
import { TOKEN_SECONDS } from '../limits.js'
import type { SigningKey } from './keys.js'

const AUDIENCE = 'https://api.botframework.com'
const SCOPE = `${AUDIENCE}/.default`

/** Who may have a token: the one app of this playground. */
export interface AppRegistration {
  readonly tenant: string
  readonly appId: string
  readonly appPassword: string
}

/** The token endpoint of the bot's own identity, as `login.microsoftonline.com` has it, and the check of its tokens. */
export class BotLogin {
  readonly #key: SigningKey
  readonly #app: AppRegistration

  constructor(key: SigningKey, app: AppRegistration) {
    this.#key = key
    this.#app = app
  }

  /**
   * Answers `POST /{tenant}/oauth2/v2.0/token` with client credentials.
   * @param tenant the app's own tenant, or `botframework.com` for an app of many tenants
   * @param form the posted form
   * @param now epoch ms
   */
  async answer(tenant: string, form: URLSearchParams, now: number): Promise<Answer> {
    if (tenant !== this.#app.tenant && tenant !== 'botframework.com')
      return refusal(400, 'invalid_request', `AADSTS90002: Tenant '${tenant}' not found.`)
    const grant = form.get('grant_type')
    if (grant !== 'client_credentials')
      return refusal(
        400,
        'unsupported_grant_type',
        `AADSTS70003: The app requested an unsupported grant type '${grant}'.`,
      )
    if (form.get('client_id') !== this.#app.appId)
      return refusal(
        400,
        'unauthorized_client',
        `AADSTS700016: Application with identifier '${form.get('client_id')}' was not found in the directory.`,
      )
    if (!same(form.get('client_secret') ?? '', this.#app.appPassword))
      return refusal(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.')
    const scope = form.get('scope') ?? ''
    if (!scope.endsWith('/.default'))
      return refusal(400, 'invalid_scope', `AADSTS1002012: The provided value for scope ${scope} is not valid.`)
    if (scope !== SCOPE)
      return refusal(
        400,
        'invalid_resource',
        `AADSTS500011: The resource principal named ${scope.slice(0, -9)} was not found.`,
      )
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS - 1,
        ext_expires_in: TOKEN_SECONDS - 1,
        access_token: await this.#token(now),
      },
    }
  }

  #token(now: number): Promise<string> {
    const { tenant, appId } = this.#app
    const seconds = Math.floor(now / 1_000)
    return this.#key.sign({
      aud: AUDIENCE,
      iss: `https://sts.windows.net/${tenant}/`,
      iat: seconds,
      nbf: seconds,
      exp: seconds + TOKEN_SECONDS,
      appid: appId,
      appidacr: '1',
      idtyp: 'app',
      tid: tenant,
      ver: '1.0',
    })
  }

  /** Whether an `Authorization` header carries a token of ours for this app that is valid at `now` (epoch ms). */
  async admits(authorization: string | undefined, now: number): Promise<boolean> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1]
    if (token === undefined) return false
    const claims = await this.#key.claims(token, now)
    return (
      claims !== null && claims.aud === AUDIENCE && claims.appid === this.#app.appId && typeof claims.exp === 'number'
    )
  }
}

function refusal(status: number, error: string, description: string): Answer {
  return { status, headers: { 'cache-control': 'no-store' }, body: { error, error_description: description } }
}

/** Compares without telling by its time how much is right. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
