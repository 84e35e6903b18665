import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import type { Temporal } from 'temporal-polyfill'
import type { TeamsEndpoints } from '../options.js'
import { Keys } from './keys.js'

/** What Microsoft signs with (botframework-connector 4.23, `authenticationConstants.js`); `none` and shared secrets are not among them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512']
/** Microsoft's industry-standard skew, as in every Bot Framework SDK. */
const SKEW_SECONDS = 5 * 60
/** Headers by which a token would bring its own key or its address. */
const OWN_KEYS = ['jku', 'jwk', 'x5u', 'x5c', 'crit'] as const

/** Why a request is not from Teams: for the log, and never for who sent it. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

export interface Claimed {
  readonly serviceUrl: string
  readonly channelId: string
}

/**
 * Microsoft's seven conditions for a request from the channel: a bearer token; a JWT; its issuer; its audience, this bot; its
 * lifetime; a signature by one of the published keys with an allowed algorithm; the service url of the activity. botbuilder
 * checks the request again behind this lock, but by itself it would take more: emulator's and skills' tokens, which anybody who
 * was sent a token of this bot could replay; an activity without a service url; a token without an end; a fetch of the metadata
 * for every request while it cannot be had.
 */
export class Lock {
  readonly #appId: string
  readonly #issuer: string
  readonly #keys: Keys
  readonly #now: () => Temporal.Instant

  constructor(appId: string, endpoints: TeamsEndpoints, now: () => Temporal.Instant) {
    this.#appId = appId
    this.#issuer = endpoints.issuer
    this.#keys = new Keys(endpoints.openIdMetadataUrl, now)
    this.#now = now
  }

  /** Resolves for a request of the channel; rejects with `Refused`, or with another error where the keys cannot be had. */
  async open(authorization: string | undefined, claimed: Claimed): Promise<void> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1]
    if (token === undefined) throw new Refused('no bearer token')
    const { kid, alg } = headerOf(token)
    const key = await this.#keys.find(kid)
    if (key === null) throw new Refused('unknown key')
    const payload = await jwtVerify(token, await importJWK(key.jwk, alg), {
      algorithms: ALGORITHMS,
      issuer: this.#issuer,
      audience: this.#appId,
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(this.#now().epochMilliseconds),
      requiredClaims: ['exp', 'serviceurl'],
    }).then(
      (verified) => verified.payload,
      (error: unknown) => {
        throw new Refused(`token: ${error instanceof Error ? error.message : 'unreadable'}`, { cause: error })
      },
    )
    if (payload.serviceurl !== claimed.serviceUrl) throw new Refused('service url of the token is another')
    if (key.endorsements.length > 0 && !key.endorsements.includes(claimed.channelId)) {
      throw new Refused('key is not endorsed for the channel')
    }
  }
}

function headerOf(token: string): { readonly kid: string; readonly alg: string } {
  const header = decoded(token)
  const { kid, alg } = header
  if (typeof kid !== 'string' || typeof alg !== 'string' || !ALGORITHMS.includes(alg))
    throw new Refused('algorithm or key id')
  const own = OWN_KEYS.find((name) => header[name] !== undefined)
  if (own !== undefined) throw new Refused(`token brings its own ${own}`)
  return { kid, alg }
}

function decoded(token: string): ReturnType<typeof decodeProtectedHeader> {
  try {
    return decodeProtectedHeader(token)
  } catch (error) {
    throw new Refused('unreadable header', { cause: error })
  }
}
