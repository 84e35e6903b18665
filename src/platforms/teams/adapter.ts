import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CloudAdapter } from 'botbuilder'
import { z } from 'zod'
import type { Door, PaceWindow, Platform, Sent } from '../../chat/platform.js'
import { AddressBook } from './addresses.js'
import { cloudAdapter } from './auth/botbuilder.js'
import { Lock, Refused } from './auth/lock.js'
import { Tokens } from './auth/tokens.js'
import { backFrom } from './back.js'
import { Behind } from './behind.js'
import { Connector } from './connector.js'
import { Courier } from './courier.js'
import { download } from './download.js'
import { adapterResponse, BadBody, end, jsonBody } from './http.js'
import { type Activity, activity as activityShape } from './incoming/activity.js'
import { type Classified, classify } from './incoming/classify.js'
import { elsewhere, type PlaceNotice, wholeTeam } from './incoming/notices.js'
import { tenantOf, type Whereabouts, whereaboutsOf } from './incoming/whereabouts.js'
import { Tenants } from './installed.js'
import { BODY_BYTES } from './limits.js'
import type { TeamsOptions } from './options.js'
import { groupsOf, membersAt, peopleOf } from './people.js'
import { Recent } from './recent.js'
import { type Desk, nameOf } from './turns/desk.js'
import type { InvokeAnswer } from './turns/invokes.js'
import { take } from './turns/turns.js'

/**
 * Microsoft's limits for sending, edition of 2026-10-08: per bot and conversation, and per app and tenant. All hold at once.
 */
const PACE: readonly PaceWindow[] = [
  { scope: 'place', max: 7, per: 1_000 },
  { scope: 'place', max: 8, per: 2_000 },
  { scope: 'place', max: 60, per: 30_000 },
  { scope: 'place', max: 1_800, per: 3_600_000 },
  { scope: 'workspace', max: 50, per: 1_000 },
]

/** Teams, and the listener for `POST /api/messages` of the one HTTP server. */
export interface TeamsPlatform extends Platform {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** What is read before it is known who sent it: enough to check that. */
const unchecked = z.looseObject({
  type: z.string().min(1),
  channelId: z.literal('msteams'),
  serviceUrl: z.string().min(1),
})

/**
 * Microsoft Teams through botbuilder's CloudAdapter.
 * @throws where there is no app id: without one botbuilder authenticates nobody, so the platform must not be mounted at all
 */
export function teamsPlatform(options: TeamsOptions): TeamsPlatform {
  if (options.app.id.trim() === '') {
    throw new Error(
      'Teams needs the app id of its registration (Azure portal, Bot, Configuration). Leave Teams out instead.',
    )
  }
  return new Teams(options)
}

class Teams implements TeamsPlatform {
  readonly name = 'teams'
  readonly #options: TeamsOptions
  /** With a local provider plain http is let through. */
  readonly #insecure: boolean
  readonly #lock: Lock
  readonly #tenants: Tenants
  readonly #book: AddressBook
  readonly #connector: Connector
  readonly #courier: Courier
  readonly #adapter: CloudAdapter
  readonly #behind: Behind
  readonly #recent = new Recent()
  #door: Door | null = null

  constructor(options: TeamsOptions) {
    const { app, endpoints, now } = options
    const tokens = new Tokens(app, endpoints, now)
    this.#options = options
    this.#insecure = endpoints.loginUrl.startsWith('http:')
    this.#lock = new Lock(app.id, endpoints, now)
    this.#tenants = new Tenants(options.tenants, options.installations)
    this.#book = new AddressBook(options.addresses, options.installations)
    this.#connector = new Connector(tokens, now, this.#insecure)
    this.#courier = new Courier({
      connector: this.#connector,
      book: this.#book,
      now,
      request: options.patience.request,
    })
    this.#adapter = cloudAdapter(app, endpoints, tokens)
    this.#behind = new Behind(now, (error) => options.log.error({ error: nameOf(error) }, 'Work behind a turn failed'))
  }

  async start(door: Door): Promise<void> {
    this.#door = door
  }

  async stop(): Promise<void> {
    this.#door = null
    await this.#behind.stop()
  }

  send: Platform['send'] = (outgoing) => this.#courier.send(outgoing)

  /** The connector has no way to read what was posted, and no key that a second post could be told by. */
  find: Platform['find'] = async () => 'cannot ask'

  answer: Platform['answer'] = async (back, reply): Promise<Sent> => {
    const to = backFrom(back)
    if (to === null) return { kind: 'refused', cause: 'other', code: 'unreadable return address' }
    return this.#courier.answer(to, reply)
  }

  people: Platform['people'] = (workspace) =>
    peopleOf(workspace, this.#book, this.#connector, this.#options.patience.request)

  groups: Platform['groups'] = (workspace) =>
    groupsOf(workspace, this.#book, this.#connector, this.#options.patience.request)

  members: Platform['members'] = (place) =>
    membersAt(place, this.#book, this.#connector, this.#options.patience.request)

  fetch: Platform['fetch'] = (_workspace, file, most) => download(file, most, this.#insecure)

  pace: Platform['pace'] = () => PACE

  listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const door = this.#door
    if (request.method !== 'POST') return end(response, 405)
    if (door === null) return end(response, 503)
    const turn = this.#request(door, request, response).catch((error: unknown) => this.#refuse(error, response))
    this.#behind.join(turn)
    await turn
  }

  async #request(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const authorization = request.headers.authorization
    if (authorization === undefined) throw new Refused('no authorization')
    const body = await jsonBody(request, BODY_BYTES)
    const claimed = unchecked.safeParse(body)
    if (!claimed.success) throw new Refused('no activity of Teams')
    await this.#lock.open(authorization, claimed.data)
    const activity = activityShape.safeParse(body)
    const tenant = activity.success ? tenantOf(activity.data) : null
    if (!activity.success || tenant === null) {
      const [issue] = activity.error?.issues ?? []
      throw new BadBody(400, `an activity without ${issue?.path.join('.') ?? 'one tenant'}`)
    }
    const where = whereaboutsOf(activity.data, tenant)
    const what = classify(activity.data, where)
    const installs = what.kind === 'notices' && what.installs
    if (!(await this.#tenants.serves(tenant, installs))) throw new Refused('tenant is not served')
    let failed = false
    const parsed = { method: 'POST', headers: request.headers, body: claimed.data }
    await this.#adapter.process(
      parsed,
      adapterResponse(response, () => failed),
      async (context) => {
        try {
          const answer = await this.#take(what, activity.data, where, door)
          if (answer !== null) await context.sendActivity({ type: 'invokeResponse', value: answer })
        } catch (error) {
          failed = true
          this.#options.log.error({ error: nameOf(error), type: activity.data.type }, 'A turn failed')
        }
      },
    )
  }

  async #take(what: Classified, activity: Activity, where: Whereabouts, door: Door): Promise<InvokeAnswer | null> {
    const desk = this.#desk(door)
    const seen = { zone: zoneOf(activity), locale: activity.locale ?? null }
    const learn = async () => {
      const grew = await this.#book.learn(where, seen)
      await this.#tenants.note(where, where.from, grew, door)
    }
    if (what.kind !== 'notices') {
      desk.behind(learn)
      if (isMessage(what)) {
        if (this.#recent.knows(what.incoming.key)) return null
        this.#recent.add(what.incoming.key)
      }
      return take(what, activity, where, desk)
    }
    await learn()
    for (const notice of what.notices) {
      if (notice.change === 'bot removed') await this.#book.forgetRoster(where)
      for (const one of await this.#everywhere(notice, activity, where)) await door.notice(one)
    }
    return null
  }

  /** What is said of a team, said of each of its channels; of its first one alone where Teams does not name the others. */
  async #everywhere(notice: PlaceNotice, activity: Activity, where: Whereabouts): Promise<readonly PlaceNotice[]> {
    const team = wholeTeam(activity, where)
    if (team === null) return [notice]
    const deadline = AbortSignal.timeout(this.#options.patience.dialog)
    const found = await this.#connector.channels(where.serviceUrl, team, deadline)
    if (!found.ok) {
      this.#options.log.warn({ team, code: found.failure.code }, 'The channels of a team could not be read')
      return [notice]
    }
    return found.value.conversations.map(({ id, name }) => elsewhere(notice, id, name ?? null))
  }

  #desk(door: Door): Desk {
    const { patience, log, now, words } = this.#options
    return {
      door,
      courier: this.#courier,
      patience,
      log,
      now,
      words,
      behind: (work) => this.#behind.join(work()),
      rest: (until) => this.#behind.rest(until),
    }
  }

  /** Who sent it learns nothing but the status; why stands in the log. */
  #refuse(error: unknown, response: ServerResponse): void {
    const { log } = this.#options
    if (error instanceof Refused) {
      log.warn({ why: error.message }, 'A request to Teams was refused')
      end(response, 403)
    } else if (error instanceof BadBody) {
      log.warn({ why: error.message }, 'A request to Teams could not be read')
      end(response, error.status)
    } else {
      log.error({ error: nameOf(error) }, 'A request to Teams failed')
      end(response, 503)
    }
  }
}

/** What is answered by a message of its own, and so would be answered twice. */
function isMessage(what: Classified): what is Classified & { readonly kind: 'words' | 'files' | 'message press' } {
  return what.kind === 'words' || what.kind === 'files' || what.kind === 'message press'
}

function zoneOf(activity: Activity): string | null {
  const told = (activity.entities ?? []).find((entity) => entity.type === 'clientInfo')?.timezone
  return activity.localTimezone ?? told ?? null
}
