import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'

/** An RS256 key of one issuer. Each issuer signs with its own: a token of the one must be worth nothing to the other. */
export class SigningKey {
  readonly #pair: ReturnType<typeof draw>

  constructor() {
    this.#pair = draw()
    // A failure shows where the key is used; without a listener it would end the process at start.
    this.#pair.catch(() => undefined)
  }

  /** A compact JWT with these claims and times (epoch seconds). */
  async sign(claims: JWTPayload): Promise<string> {
    const { privateKey, kid } = await this.#pair
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, x5t: kid, typ: 'JWT' }).sign(privateKey)
  }

  /** The claims of a token that this key signed and that is valid at `now` (epoch ms), or null. */
  async claims(token: string, now: number): Promise<JWTPayload | null> {
    const { publicKey } = await this.#pair
    try {
      const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: new Date(now) })
      return payload
    } catch {
      return null
    }
  }

  /** The public half as it stands in a key set. */
  async jwk(): Promise<JWK> {
    const { jwk, kid } = await this.#pair
    return { ...jwk, use: 'sig', kid, x5t: kid }
  }
}

async function draw() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 })
  const { kty, n, e } = await exportJWK(publicKey)
  const jwk: JWK = { ...(kty && { kty }), ...(n && { n }), ...(e && { e }) }
  return { publicKey, privateKey, jwk, kid: await calculateJwkThumbprint(jwk, 'sha256') }
}
