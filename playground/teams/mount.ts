import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, writeAnswer } from '../faults.js'
import { readBody, sendJson } from '../http.js'
import type { PlatformPart, Stage } from '../stage.js'
import { teamsActs } from './client/acts.js'
import { Membership } from './client/membership.js'
import { Memory } from './client/memory.js'
import { Connector } from './connector/mount.js'
import { Service } from './service.js'

/**
 * `/teams/...`: the Bot Connector (`connector/v3/...`), the logins of both directions (`login/...`), the files that people
 * send; and what people do in Teams.
 * @param turnMs how long the bot may take for one activity; the real service's 15 s where nothing is said
 */
export function mountTeams(stage: Stage, turnMs?: number): PlatformPart {
  const service = new Service(stage, turnMs)
  const memory = new Memory()
  const membership = new Membership(service)
  const connector = new Connector(service)
  stage.world.addCommands(commandHints(stage))
  return {
    platform: 'teams',
    acts: teamsActs({ service, memory, membership }),
    dropSockets: () => 0,
    announce: () => membership.announce(),
    async handle(req, res, url) {
      if (!url.pathname.startsWith('/teams/')) return false
      const [, , part] = url.pathname.split('/')
      if (part === 'connector') await connector.handle(req, res, url)
      else if (part === 'login') await login(service, req, res, url)
      else sendFile(memory, res, url)
      return true
    },
  }
}

async function login(service: Service, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const answer = await loginAnswer(service, req, url)
  if (answer) writeAnswer(res, answer)
  else sendJson(res, 404, { error: `There is no ${req.method} ${url.pathname}.` })
}

async function loginAnswer(service: Service, req: IncomingMessage, url: URL): Promise<Answer | null> {
  if (req.method === 'GET' && url.pathname === '/teams/login/v1/.well-known/openidconfiguration')
    return service.channelLogin.metadata()
  if (req.method === 'GET' && url.pathname === '/teams/login/v1/.well-known/keys') return service.channelLogin.keys()
  const tenant = /^\/teams\/login\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(url.pathname)?.[1]
  if (req.method !== 'POST' || tenant === undefined) return null
  const form = new URLSearchParams((await readBody(req)).toString('utf8'))
  return service.botLogin.answer(tenant, form, service.stage.world.now())
}

/** A file that somebody sent to the bot; its address is the secret. */
function sendFile(memory: Memory, res: ServerResponse, url: URL): void {
  const bytes = memory.file(url.pathname.replace('/teams/files/', ''))
  if (!bytes) {
    sendJson(res, 404, { error: `There is no file at ${url.pathname}.` })
    return
  }
  res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length })
  res.end(bytes)
}

/** The bot's command menu, as its manifest lists it. */
function commandHints({ config }: Stage) {
  const commands = config.teams.manifest.bots.flatMap((bot) => bot.commandLists).flatMap((list) => list.commands)
  const byTitle = new Map(commands.map((one) => [one.title, one]))
  return [...byTitle.values()].map(({ title, description }) => ({
    platform: 'teams' as const,
    command: title,
    usage: '',
    description,
  }))
}
