import { randomBytes } from 'node:crypto'
import type { PlaygroundConfig } from '../config.js'

/** Rotated tokens live twelve hours. */
const ROTATED_LIFE = 12 * 60 * 60_000
/** A code of the authorize page lives ten minutes and works once. */
const CODE_LIFE = 10 * 60_000

export type TokenKind = 'bot' | 'app'
export interface Grant {
  readonly token: string
  readonly refresh: string | null
  readonly expiresIn: number | null
}

/** Which tokens the workspace takes. */
export class Tokens {
  readonly #config: PlaygroundConfig['slack']
  readonly #now: () => number
  readonly #bot = new Map<string, { expires: number | null; revoked: boolean }>()
  readonly #refresh = new Set<string>()
  readonly #codes = new Map<string, { redirect: string | null; expires: number }>()

  constructor(config: PlaygroundConfig['slack'], now: () => number) {
    this.#config = config
    this.#now = now
    this.#bot.set(config.botToken, { expires: null, revoked: false })
  }

  /** What kind of token this is, or Slack's word for why it is none. */
  check(token: string | null): TokenKind | { readonly error: string } {
    if (token === null || token === '') return { error: 'not_authed' }
    if (token === this.#config.appToken) return 'app'
    const known = this.#bot.get(token)
    if (!known) return { error: 'invalid_auth' }
    if (known.revoked) return { error: 'account_inactive' }
    if (known.expires !== null && this.#now() >= known.expires) return { error: 'token_expired' }
    return 'bot'
  }

  /** The app has been removed: no bot token works any more. */
  revokeAll(): void {
    for (const token of this.#bot.values()) token.revoked = true
    this.#refresh.clear()
  }

  /** The app has been installed by hand: the configured token works (again). */
  restore(): void {
    this.#bot.set(this.#config.botToken, { expires: null, revoked: false })
  }

  newCode(redirect: string | null): string {
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { redirect, expires: this.#now() + CODE_LIFE })
    return code
  }

  /** Trades a code of the authorize page for a token. */
  exchange(code: string, redirect: string | null): Grant | { readonly error: string } {
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    if (!known || this.#now() > known.expires) return { error: 'invalid_code' }
    if (known.redirect !== redirect) return { error: 'bad_redirect_uri' }
    return this.#grant()
  }

  /** Trades a refresh token for the next pair; it works once. */
  refresh(token: string): Grant | { readonly error: string } {
    if (!this.#refresh.delete(token)) return { error: 'invalid_refresh_token' }
    return this.#grant()
  }

  #grant(): Grant {
    if (!this.#config.manifest.settings.token_rotation_enabled) {
      this.restore()
      return { token: this.#config.botToken, refresh: null, expiresIn: null }
    }
    const token = `xoxe.xoxb-1-${randomBytes(24).toString('hex')}`
    const refresh = `xoxe-1-${randomBytes(24).toString('hex')}`
    this.#bot.set(token, { expires: this.#now() + ROTATED_LIFE, revoked: false })
    this.#refresh.add(refresh)
    return { token, refresh, expiresIn: ROTATED_LIFE / 1_000 }
  }
}
