import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Tokens } from './auth/tokens.js'
import { type Failure, failureFrom, failureOf } from './errors.js'
import { storeOf } from './stores.js'

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly serviceUrl: string
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly answer: z.ZodType<T>
  readonly deadline: AbortSignal
}

/** A file may take its time; nobody waits for it in a turn. In milliseconds. */
const UPLOAD = 60_000

const created = z.object({ id: z.string().min(1) })
/** An edit may answer with nothing. */
const edited = z.unknown()

const memberProfile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
})
export type MemberProfile = z.infer<typeof memberProfile>
const roster = z.object({ members: z.array(memberProfile), continuationToken: z.string().nullish() })

const team = z.object({ id: z.string(), name: z.string() })
/** The first channel has no name: clients say "General" in their own language. */
const teamChannels = z.object({ conversations: z.array(z.object({ id: z.string(), name: z.string().nullish() })) })

export interface NewConversation {
  readonly bot: { readonly id: string; readonly name: string }
  /** The person's `29:` id, or their Entra object id: Teams takes either as a member's id. */
  readonly member: string
  readonly tenant: string
}

/** Whether a message shows to one member of the conversation alone. */
export type To = { readonly conversation: string; readonly only: string | null }

/**
 * The Bot Connector's REST interface (version 3): one request per call, no longer than its deadline, no redirects. Not botbuilder's own client,
 * because that repeats a post up to three times when the answer is lost, and has no switch against it; nor does it know targeted
 * messages.
 */
export class Connector {
  readonly #tokens: Tokens
  readonly #now: () => Temporal.Instant
  readonly #insecure: boolean

  /** @param insecure lets plain http through, for a local provider: the bot's token would otherwise travel in the open */
  constructor(tokens: Tokens, now: () => Temporal.Instant, insecure: boolean) {
    this.#tokens = tokens
    this.#now = now
    this.#insecure = insecure
  }

  /** Posts an activity: into the channel itself (a new thread) where the conversation has no `;messageid=`. */
  post(serviceUrl: string, to: To, activity: object, deadline: AbortSignal): Promise<Outcome<{ readonly id: string }>> {
    const path = ['v3', 'conversations', to.conversation, 'activities']
    const body = to.only === null ? activity : { ...activity, recipient: { id: to.only } }
    return this.#request({ method: 'POST', serviceUrl, path, query: targeted(to), body, answer: created, deadline })
  }

  /** Puts an activity in the place of an earlier one. Who sees it cannot be said again: Teams refuses a recipient here. */
  edit(serviceUrl: string, to: To, id: string, activity: object, deadline: AbortSignal): Promise<Outcome<unknown>> {
    const path = ['v3', 'conversations', to.conversation, 'activities', id]
    const body = { ...activity, id }
    return this.#request({ method: 'PUT', serviceUrl, path, query: targeted(to), body, answer: edited, deadline })
  }

  /** Opens the conversation with one person, or finds the one that exists. */
  create(
    serviceUrl: string,
    { bot, member, tenant }: NewConversation,
    deadline: AbortSignal,
  ): Promise<Outcome<{ readonly id: string }>> {
    const body = {
      isGroup: false,
      bot,
      members: [{ id: member }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    }
    return this.#request({ method: 'POST', serviceUrl, path: ['v3', 'conversations'], body, answer: created, deadline })
  }

  /** One page of the people in a conversation or team. */
  members(
    serviceUrl: string,
    conversation: string,
    size: number,
    from: string | null,
    deadline: AbortSignal,
  ): Promise<Outcome<z.infer<typeof roster>>> {
    return this.#request({
      method: 'GET',
      serviceUrl,
      path: ['v3', 'conversations', conversation, 'pagedmembers'],
      query: { pageSize: String(size), ...(from !== null && { continuationToken: from }) },
      answer: roster,
      deadline,
    })
  }

  /** What a team is called. */
  team(serviceUrl: string, id: string, deadline: AbortSignal): Promise<Outcome<z.infer<typeof team>>> {
    return this.#request({ method: 'GET', serviceUrl, path: ['v3', 'teams', id], answer: team, deadline })
  }

  /** The channels of a team. */
  channels(serviceUrl: string, id: string, deadline: AbortSignal): Promise<Outcome<z.infer<typeof teamChannels>>> {
    const path = ['v3', 'teams', id, 'conversations']
    return this.#request({ method: 'GET', serviceUrl, path, answer: teamChannels, deadline })
  }

  /**
   * Brings all bytes of a file to the address that Teams gave for it, which opens itself: the bot's token does not go along. The
   * address comes back through the client, so that none but SharePoint's is used: else a person could have the bot call any machine.
   */
  async store(address: string, bytes: Buffer): Promise<Outcome<null>> {
    const url = storeOf(address, this.#insecure)
    if (url === null) {
      const code = 'not an address of SharePoint'
      return { ok: false, failure: { status: null, code, retryAfter: null, undone: true, final: true } }
    }
    try {
      const response = await fetch(url, {
        method: 'PUT',
        redirect: 'manual',
        signal: AbortSignal.timeout(UPLOAD),
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
        },
        body: bytes,
      })
      const text = await response.text()
      if (response.ok) return { ok: true, value: null }
      return { ok: false, failure: failureFrom(response.status, response.headers, text, this.#now()) }
    } catch (error) {
      return { ok: false, failure: failureOf(error) }
    }
  }

  async #request<T>(call: Call<T>): Promise<Outcome<T>> {
    const url = this.#url(call)
    if (url === null) {
      return {
        ok: false,
        failure: { status: null, code: 'service url is not https', retryAfter: null, undone: true, final: true },
      }
    }
    try {
      const token = await this.#tokens.get()
      const response = await fetch(url, {
        method: call.method,
        redirect: 'manual',
        signal: call.deadline,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(call.body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      })
      return await this.#outcome(response, call)
    } catch (error) {
      return { ok: false, failure: failureOf(error) }
    }
  }

  async #outcome<T>(response: Response, call: Call<T>): Promise<Outcome<T>> {
    const text = await response.text()
    if (!response.ok) {
      const failure = failureFrom(response.status, response.headers, text, this.#now())
      const inVain = response.status === 401 && !this.#tokens.refused()
      return { ok: false, failure: inVain ? { ...failure, final: true } : failure }
    }
    const { success, data } = call.answer.safeParse(text === '' ? null : JSON.parse(text))
    if (success) return { ok: true, value: data }
    return {
      ok: false,
      failure: { status: response.status, code: 'unreadable answer', retryAfter: null, undone: false, final: false },
    }
  }

  /** Null where the bot's token must not be sent. */
  #url(call: Call<unknown>): URL | null {
    const base = call.serviceUrl.replace(/\/+$/, '')
    if (!URL.canParse(base)) return null
    const url = new URL(`${base}/${call.path.map(encodeURIComponent).join('/')}`)
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value)
    return url.protocol === 'https:' || (url.protocol === 'http:' && this.#insecure) ? url : null
  }
}

function targeted(to: To): Readonly<Record<string, string>> {
  return to.only === null ? {} : { isTargetedActivity: 'true' }
}
