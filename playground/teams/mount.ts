import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, throughFaults, writeAnswer } from '../faults.js'
import { readBody } from '../http.js'
import type { Post } from '../model.js'
import type { PlatformPart, Stage } from '../stage.js'
import type { World } from '../world.js'
import { teamsActs } from './client/acts.js'
import { actionHints, commandHints, searchHints } from './client/hints.js'
import { Membership } from './client/membership.js'
import { Memory } from './client/memory.js'
import { Connector } from './connector/mount.js'
import { faultRefusal } from './connector/refusals.js'
import { TARGETED_MS } from './limits.js'
import { type Patience, Service } from './service.js'

/**
 * `/teams/...`: the Bot Connector (`connector/v3/...`), the logins of both directions (`login/...`), the files of personal chats;
 * and what people do in Teams.
 * @param patience how long the bot may take; the real service's times where nothing is said
 */
export function mountTeams(stage: Stage, patience?: Patience): PlatformPart {
  const service = new Service(stage, patience)
  const memory = new Memory()
  const membership = new Membership(service)
  const connector = new Connector(service)
  stage.world.addCommands(commandHints(stage.config.teams.manifest))
  stage.world.addShortcuts(actionHints(stage.config.teams.manifest))
  stage.world.addSearches(searchHints(stage.config.teams.manifest))
  const unsubscribe = stage.world.subscribe((happening) => {
    if (happening.kind === 'clock') vanish(stage.world)
  })
  return {
    platform: 'teams',
    close: async () => unsubscribe(),
    acts: teamsActs({ service, memory, membership }),
    dropSockets: () => 0,
    announce: () => membership.announce(),
    async handle(req, res, url) {
      if (!url.pathname.startsWith('/teams/')) return false
      const [, , part] = url.pathname.split('/')
      if (part === 'connector') await connector.handle(req, res, url)
      else await answerPlain(service, req, res, url)
      return true
    },
  }
}

/** What is neither a call of the connector nor on its record: logins and files. */
async function answerPlain(service: Service, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const { world, faults } = service.stage
  const form = await readBody(req)
  const found = plainOf(service, req, url, form)
  const nothing = { status: 404, body: { error: `There is no ${req.method} ${url.pathname}.` } }
  const fault = found ? faults.take('teams', found.name) : null
  const answer = await throughFaults(fault, req, async () => (found ? found.run(world.now()) : nothing), faultRefusal)
  if (answer) writeAnswer(res, answer)
}

interface Plain {
  /** How faults call it. */
  readonly name: string
  run(now: number): Answer | Promise<Answer>
}

function plainOf(service: Service, req: IncomingMessage, url: URL, body: Buffer): Plain | null {
  const { channelLogin, botLogin, files } = service
  const [, , part = '', id = ''] = url.pathname.split('/')
  const asked = `${req.method} ${url.pathname}`
  if (asked === 'GET /teams/login/v1/.well-known/openidconfiguration')
    return { name: 'GET openid', run: () => channelLogin.metadata() }
  if (asked === 'GET /teams/login/v1/.well-known/keys') return { name: 'GET keys', run: () => channelLogin.keys() }
  const tenant = /^POST \/teams\/login\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(asked)?.[1]
  if (tenant !== undefined) {
    const form = new URLSearchParams(body.toString('utf8'))
    return { name: 'POST token', run: (now) => botLogin.answer(tenant, form, now) }
  }
  if (part === 'files' && req.method === 'GET') return { name: 'GET file', run: () => files.read(id) }
  if (part === 'upload' && req.method === 'PUT')
    return { name: 'PUT file', run: () => files.write(id, req.headers['content-range'], body) }
  return null
}

/** Clients show what is for one person only for a day. */
function vanish(world: World): void {
  const old = (post: Post) => post.onlyFor !== null && Date.parse(world.clock()) - Date.parse(post.at) > TARGETED_MS
  for (const post of world.posts('teams').filter(old)) world.removePost('teams', post.channel, post.id)
}
