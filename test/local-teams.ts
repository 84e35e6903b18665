import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { TeamsOptions } from '../src/platforms/teams/options.js'

/** A request that the bot made to the local Bot Connector. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

/** What the connector answers: a status with a body, a dropped connection, or nothing at all. */
export type Scripted =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | 'drop'
  | 'hang'

export const APP = '11111111-2222-3333-4444-555555555555'
export const TENANT = 'tenant-acme'
const ISSUER = 'https://api.botframework.com'
export const BOT = `28:${APP}`

type Keys = Awaited<ReturnType<typeof generateKeyPair>>

/** Made once for all the tests of a file: it takes longer than most of them. */
let keyPair: Promise<Keys> | null = null

/** Microsoft's side on a free port: OpenID provider, login, and a connector that records and answers as told. */
export class LocalTeams {
  readonly requests: Request[] = []
  /** Asked for every request to the connector; undefined is the usual answer. */
  script: (request: Request) => Scripted | undefined = () => undefined
  metadataFetches = 0
  tokenFetches = 0
  /** What the login answers instead of a token. */
  login: Scripted | null = null
  /** Whether the OpenID metadata can be had. */
  metadata = true
  endorsements: readonly string[] = ['msteams']
  readonly #server: Server
  readonly #keys: Keys
  #waiting: (() => void)[] = []
  url = ''

  private constructor(server: Server, keys: Keys) {
    this.#server = server
    this.#keys = keys
  }

  static async start(): Promise<LocalTeams> {
    keyPair ??= generateKeyPair('RS256', { extractable: true })
    const keys = await keyPair
    const server = createServer((request, response) => void teams.#answer(request, response))
    const teams = new LocalTeams(server, keys)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    teams.url = urlOf(server)
    return teams
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  get serviceUrl(): string {
    return `${this.url}/connector/`
  }

  get endpoints(): TeamsOptions['endpoints'] {
    return { openIdMetadataUrl: `${this.url}/openid`, issuer: ISSUER, loginUrl: `${this.url}/login` }
  }

  get publicKey(): Keys['publicKey'] {
    return this.#keys.publicKey
  }

  /** A token as the channel makes them, with some things said differently; a claim of undefined is left out. */
  token(
    claims: Readonly<Record<string, unknown>> = {},
    header: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000)
    const said = { iss: ISSUER, aud: APP, serviceurl: this.serviceUrl, nbf: now, exp: now + 3_600, ...claims }
    const kept = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
    return new SignJWT(kept).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(this.#keys.privateKey)
  }

  /** Resolves when the connector has had `count` requests that `fits`. */
  async until(count: number, fits: (request: Request) => boolean = () => true): Promise<readonly Request[]> {
    while (this.requests.filter(fits).length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.requests.filter(fits)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    if (url.pathname === '/openid') {
      this.metadataFetches += 1
      return send(response, this.metadata ? { status: 200, body: { jwks_uri: `${this.url}/keys` } } : { status: 500 })
    }
    if (url.pathname === '/keys') {
      const key = { ...(await exportJWK(this.#keys.publicKey)), kid: 'one', endorsements: this.endorsements }
      return send(response, { status: 200, body: { keys: [key, { kty: 'EC', kid: 'two' }] } })
    }
    if (url.pathname.startsWith('/login/')) {
      this.tokenFetches += 1
      const granted = { access_token: `bot-token-${this.tokenFetches}`, expires_in: 3_599, token_type: 'Bearer' }
      return send(response, this.login ?? { status: 200, body: granted })
    }
    await this.#connector(request, response, url)
  }

  async #connector(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString('utf8')
    const one: Request = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname.replace('/connector/v3/', '')),
      query: Object.fromEntries(url.searchParams),
      authorization: request.headers.authorization,
      body: text === '' ? {} : JSON.parse(text),
    }
    this.requests.push(one)
    for (const resolve of this.#waiting.splice(0)) resolve()
    const scripted = this.script(one)
    if (scripted === 'drop') request.socket.destroy()
    else if (scripted !== 'hang') send(response, scripted ?? { status: 201, body: { id: `m${this.requests.length}` } })
  }
}

function send(response: ServerResponse, answer: Exclude<Scripted, string> | Scripted): void {
  if (answer === 'drop' || answer === 'hang') return
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
}

export function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return `http://127.0.0.1:${address.port}`
}
