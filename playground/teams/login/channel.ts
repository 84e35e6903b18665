import type { Answer } from '../../faults.js'
import { TOKEN_SECONDS } from '../limits.js'
import type { SigningKey } from './keys.js'

/** What real tokens of the channel say, wherever the service runs. */
const ISSUER = 'https://api.botframework.com'

/** The channels that this key may speak for: the bot refuses a token of it with any other `channelId`. */
const ENDORSEMENTS = ['msteams']

/**
 * The OpenID provider of the channel, as `login.botframework.com` has it: what the bot checks our requests against.
 * @param base where it is mounted, without a slash at the end
 */
export class ChannelLogin {
  readonly #key: SigningKey
  readonly #base: () => string

  constructor(key: SigningKey, base: () => string) {
    this.#key = key
    this.#base = base
  }

  metadata(): Answer {
    return {
      status: 200,
      body: {
        issuer: ISSUER,
        authorization_endpoint: 'https://invalid.botframework.com',
        jwks_uri: `${this.#base()}/v1/.well-known/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      },
    }
  }

  async keys(): Promise<Answer> {
    return { status: 200, body: { keys: [{ ...(await this.#key.jwk()), endorsements: ENDORSEMENTS }] } }
  }

  /** The token with which the service calls the bot: for this app, and for this service url only. */
  token(appId: string, serviceUrl: string, now: number): Promise<string> {
    const seconds = Math.floor(now / 1_000)
    return this.#key.sign({
      iss: ISSUER,
      aud: appId,
      serviceurl: serviceUrl,
      iat: seconds,
      nbf: seconds,
      exp: seconds + TOKEN_SECONDS,
    })
  }
}
