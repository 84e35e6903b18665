import type { JWK } from 'jose'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

const metadata = z.object({ jwks_uri: z.url() })
const rsaKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
})
const keySet = z.object({ keys: z.array(z.unknown()) })

/** A public key of the channel, with the channels that it may speak for (none said: all). */
export interface ChannelKey {
  readonly jwk: JWK
  readonly endorsements: readonly string[]
}

/** Keys are looked up again after a day, as Microsoft asks. */
const FRESH_HOURS = 24
/** An unknown key id makes a new look-up, at most one in this time: anybody can write any key id into a token. */
const UNKNOWN_MINUTES = 5
/** After a look-up that failed, sooner: until it works, nobody is let in. */
const FAILED_SECONDS = 10
const TIMEOUT_MS = 5_000

/**
 * The keys that sign the channel's tokens, from the OpenID metadata. Stale keys serve on while the metadata cannot be fetched.
 */
export class Keys {
  readonly #url: string
  readonly #now: () => Temporal.Instant
  #keys: ReadonlyMap<string, ChannelKey> = new Map()
  #fetched: Temporal.Instant | null = null
  #tryAgain: Temporal.Instant | null = null
  #underWay: Promise<void> | null = null

  constructor(url: string, now: () => Temporal.Instant) {
    this.#url = url
    this.#now = now
  }

  /** The key with this id, or null where the channel has none. Throws where no keys could be fetched at all. */
  async find(kid: string): Promise<ChannelKey | null> {
    const known = this.#keys.get(kid)
    if (known && this.#isFresh()) return known
    if (this.#mayTry()) {
      this.#underWay ??= this.#fetch().finally(() => {
        this.#underWay = null
      })
    }
    const cause = await this.#underWay?.then(
      () => null,
      (error: unknown) => error,
    )
    if (this.#fetched === null) throw new Error(`The keys of Teams could not be fetched from ${this.#url}.`, { cause })
    return this.#keys.get(kid) ?? null
  }

  #isFresh(): boolean {
    return (
      this.#fetched !== null &&
      this.#fetched.add({ hours: FRESH_HOURS }).epochMilliseconds > this.#now().epochMilliseconds
    )
  }

  #mayTry(): boolean {
    return this.#tryAgain === null || this.#tryAgain.epochMilliseconds <= this.#now().epochMilliseconds
  }

  async #fetch(): Promise<void> {
    this.#tryAgain = this.#now().add({ seconds: FAILED_SECONDS })
    const { jwks_uri } = metadata.parse(await getJson(this.#url))
    if (this.#url.startsWith('https:') && !jwks_uri.startsWith('https:')) {
      throw new Error(`The OpenID metadata at ${this.#url} names keys at ${jwks_uri}, which is not https.`)
    }
    const { keys } = keySet.parse(await getJson(jwks_uri))
    const usable = keys.flatMap((key) => rsaKey.safeParse(key).data ?? [])
    this.#keys = new Map(usable.map(({ endorsements, ...jwk }) => [jwk.kid, { jwk, endorsements }]))
    this.#fetched = this.#now()
    this.#tryAgain = this.#fetched.add({ minutes: UNKNOWN_MINUTES })
  }
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}.`)
  return response.json()
}
