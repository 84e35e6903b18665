import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type TurnContext,
} from 'botbuilder'
import { z } from 'zod'
import { parseJson, readBody } from '../../playground/http.js'
import type { Playground } from '../../playground/server.js'

/** A bot for tests: botbuilder's own CloudAdapter with authentication on, pointed at a playground's logins. */
export interface TestBot {
  readonly url: string
  readonly adapter: CloudAdapter
  readonly appId: string
  /** A token for calls that botbuilder does not know. */
  token(): Promise<string>
  stop(): Promise<void>
}

export type Logic = (turn: TurnContext) => Promise<void>

/** Starts a bot on a free port and tells the playground where it is. The logic of a turn can be changed by `logic.run`. */
export async function startTestBot(playground: Playground, logic: { run: Logic }): Promise<TestBot> {
  const { appId, tenant, appPassword } = playground.config.teams
  const credentials = new Credentials(`${playground.url}/teams/login/${tenant}/oauth2/v2.0/token`, appId, appPassword)
  const adapter = new CloudAdapter(authentication(playground.url, credentials))
  const server = createServer((req, res) => void answer(adapter, logic, req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  playground.bot.set(url)
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, adapter, appId, token: () => credentials.token(), stop }
}

function authentication(playground: string, credentials: Credentials) {
  const login = `${playground}/teams/login`
  return new ConfigurationBotFrameworkAuthentication(
    {
      ToChannelFromBotLoginUrl: login,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: `${login}/v1/.well-known/openidconfiguration`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${login}/v1/.well-known/openidconfiguration`,
      OAuthUrl: login,
      CallerId: '',
    },
    credentials,
  )
}

const granted = z.object({ access_token: z.string() })

/** MSAL, which botbuilder would use, refuses a login over plain http; so the token is fetched here. */
class Credentials extends ConfigurationServiceClientCredentialFactory {
  readonly #url: string
  readonly #form: Readonly<Record<string, string>>

  constructor(url: string, appId: string, secret: string) {
    super({ MicrosoftAppId: appId, MicrosoftAppPassword: secret })
    this.#url = url
    this.#form = {
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: secret,
      scope: 'https://api.botframework.com/.default',
    }
  }

  async token(): Promise<string> {
    const response = await fetch(this.#url, { method: 'POST', body: new URLSearchParams(this.#form) })
    return granted.parse(await response.json()).access_token
  }

  override createCredentials(): ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']> {
    return Promise.resolve({
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await this.token()}`)
        return request
      },
    })
  }
}

async function answer(
  adapter: CloudAdapter,
  logic: { run: Logic },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const body = parseJson((await readBody(req)).toString('utf8'))
  const request = {
    method: req.method ?? 'POST',
    headers: req.headers,
    body: z.record(z.string(), z.unknown()).parse(body),
  }
  const response = {
    socket: res.socket,
    header: (name: string, value: unknown) => res.setHeader(name, String(value)),
    status: (code: number) => {
      res.statusCode = code
    },
    send: (content: unknown) => {
      res.write(typeof content === 'string' ? content : JSON.stringify(content))
    },
    end: () => res.end(),
  }
  await adapter.process(request, response, (turn) => logic.run(turn))
}
