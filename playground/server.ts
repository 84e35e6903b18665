import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { BotLink } from './bot-link.js'
import type { PlaygroundConfig } from './config.js'
import { mountControl } from './control.js'
import { Faults } from './faults.js'
import { sendJson } from './http.js'
import type { PlatformName } from './model.js'
import { mountPageApi } from './page-api.js'
import { mountPageFiles } from './page-files.js'
import { mountSlack } from './slack/mount.js'
import type { Part, PlatformPart, Stage } from './stage.js'
import { mountTeams } from './teams/mount.js'
import { World } from './world.js'

export interface PlaygroundOptions {
  /** The machine clock, epoch milliseconds. */
  readonly now?: () => number
  /** Where the page's built files lie. */
  readonly page?: string
}

/** A running playground. */
export interface Playground {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly world: World
  readonly config: PlaygroundConfig
  readonly faults: Faults
  readonly bot: BotLink
  readonly platforms: Readonly<Record<PlatformName, PlatformPart>>
  /** Ends every connection and timer; nothing is left running. */
  stop(): Promise<void>
}

/**
 * Starts a local Slack, a local Teams and a page on 127.0.0.1.
 * @throws Error when the port is taken
 */
export async function startPlayground(config: PlaygroundConfig, options: PlaygroundOptions = {}): Promise<Playground> {
  const world = new World(config, options.now)
  const bot = new BotLink(world, config.bot)
  const faults = new Faults()
  let url = ''
  const stage: Stage = { world, config, faults, bot, url: () => url }
  const platforms = { slack: mountSlack(stage), teams: mountTeams(stage) }
  const parts: readonly Part[] = [
    platforms.slack,
    platforms.teams,
    mountControl(stage, [platforms.slack, platforms.teams]),
    mountPageApi(stage),
    mountPageFiles(options.page ?? fileURLToPath(new URL('./static/', import.meta.url))),
  ]
  const server = createServer((req, res) => void route(parts, req, res))
  server.on('upgrade', (req, socket) => {
    const target = new URL(req.url ?? '/', url)
    if (!parts.some((part) => part.upgrade?.(req, socket, target))) socket.destroy()
  })
  url = `http://127.0.0.1:${await listen(server, config.port)}`
  const stop = async () => {
    bot.close()
    const closed = new Promise((resolve) => server.close(resolve))
    for (const part of parts) await part.close?.()
    server.closeAllConnections()
    await closed
  }
  return { url, world, config, faults, bot, platforms, stop }
}

async function route(parts: readonly Part[], req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://127.0.0.1')
  // A page elsewhere whose name was made to point here would else speak to the playground as if it were its own.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(req.headers.host ?? '')) {
    sendJson(res, 403, { error: 'The playground answers to 127.0.0.1 and localhost only.' })
    return
  }
  try {
    for (const part of parts) if (await part.handle(req, res, url)) return
    sendJson(res, 404, { error: `Nothing of the playground is at ${req.method} ${url.pathname}.` })
  } catch (error) {
    if (!res.headersSent)
      sendJson(res, 500, { error: `${req.method} ${url.pathname} failed in the playground: ${String(error)}` })
    else res.destroy()
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Error(`The playground cannot listen on 127.0.0.1:${port}; give another port in its description.`, {
          cause: error,
        }),
      ),
    )
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}
