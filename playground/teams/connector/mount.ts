import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, throughFaults, writeAnswer } from '../../faults.js'
import { parseJson, readBody } from '../../http.js'
import { APP_WINDOWS, READ_WINDOWS, SEND_WINDOWS, UNPAGED_ROSTER_WINDOWS } from '../limits.js'
import type { Service } from '../service.js'
import { type Operation, operationOf } from './operations.js'
import { RateLimiter } from './rate.js'
import { faultRefusal, notPlayed, throttled, unauthorized } from './refusals.js'

/** The Bot Connector, as botbuilder calls it: `/teams/connector/v3/...`. */
export class Connector {
  readonly #service: Service
  readonly #app = new RateLimiter(APP_WINDOWS)
  readonly #paces = {
    send: new RateLimiter(SEND_WINDOWS),
    create: new RateLimiter(SEND_WINDOWS),
    read: new RateLimiter(READ_WINDOWS),
    roster: new RateLimiter(UNPAGED_ROSTER_WINDOWS),
  }

  constructor(service: Service) {
    this.#service = service
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(req)).toString('utf8')
    const method = req.method ?? 'GET'
    const operation = operationOf(this.#service, method, url, body)
    const name = operation?.name ?? `${method} ${url.pathname}`
    const answer = await this.#answer(req, operation, name)
    this.#service.stage.world.record({
      platform: 'teams',
      direction: 'from bot',
      what: name,
      status: answer?.status ?? 0,
      request: parseJson(body) ?? `${url.pathname}${url.search}`,
      response: answer ? (answer.body ?? null) : 'connection broken',
    })
    if (answer) writeAnswer(res, answer)
  }

  /** In the service's order: who is it, may it now, what does it want. Null where a fault breaks the connection. */
  async #answer(req: IncomingMessage, operation: Operation | null, name: string): Promise<Answer | null> {
    const { world, faults } = this.#service.stage
    if (!(await this.#service.botLogin.admits(req.headers.authorization, world.now()))) return unauthorized
    const act = async (late: number) =>
      operation ? (this.#throttle(operation) ?? operation.run(late)) : notPlayed(name)
    return throughFaults(faults.take('teams', name), req, act, faultRefusal)
  }

  #throttle({ pace, key }: Operation): Answer | null {
    const { world, config } = this.#service.stage
    if (config.teams.rateLimits === 'off') return null
    const now = world.now()
    const wait = Math.max(this.#paces[pace].wait(key, now), this.#app.wait('app', now))
    if (wait > 0) return throttled(wait)
    this.#paces[pace].count(key, now)
    this.#app.count('app', now)
    return null
  }
}
