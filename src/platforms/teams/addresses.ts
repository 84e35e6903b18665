import { z } from 'zod'
import type { Place } from '../../chat/place.js'
import type { Addresses, Installations } from '../../chat/platform.js'
import { joinThread, splitThread, type Whereabouts } from './incoming/whereabouts.js'

const bot = z.object({ id: z.string(), name: z.string() })

/**
 * How a place is reached. `conversation` is without `;messageid=`, so that a digest starts a new thread; null for a person
 * with whom there is no conversation yet. `user` is the person's `29:` id where they are one. `zone` and `locale` are what Teams
 * last said of the person.
 */
const address = z.object({
  serviceUrl: z.string(),
  bot,
  conversation: z.string().nullable(),
  user: z.string().nullable(),
  zone: z.string().nullable(),
  locale: z.string().nullable(),
})
export type Address = z.infer<typeof address>

/**
 * Where a tenant's people can be asked for: the teams and group chats that the bot is in, and the conversations of single people,
 * who may be in none of them.
 */
const rosters = z.object({
  serviceUrl: z.string(),
  shared: z.array(z.string()),
  direct: z.array(z.object({ conversation: z.string(), person: z.string() })),
})
export type Rosters = z.infer<typeof rosters>

/** A channel id can not be like this, so it names the tenant's own entry. */
const ROSTERS = 'rosters'
/** Addresses known to be stored, so that an activity that changes nothing writes nothing. */
const REMEMBERED = 5_000

export interface Seen {
  readonly zone: string | null
  readonly locale: string | null
}

/** The conversation references that the bot was given, kept where a restart finds them. */
export class AddressBook {
  readonly #addresses: Addresses
  readonly #installations: Installations
  readonly #stored = new Map<string, string>()

  constructor(addresses: Addresses, installations: Installations) {
    this.#addresses = addresses
    this.#installations = installations
  }

  /**
   * Learns from an activity: its conversation, who acts, and where members can be asked for. The service url may have changed.
   * @returns whether it brought a team or group chat that was not known: there are people to get to know
   */
  async learn(where: Whereabouts, seen: Seen): Promise<boolean> {
    const { bare } = splitThread(where.conversation)
    const common = { serviceUrl: where.serviceUrl, bot: where.bot }
    if (where.kind === 'personal') {
      await this.#put(where.tenant, where.at.channel, { ...common, ...seen, conversation: bare, user: where.user })
      if (where.from !== null) await this.#learnRoster(where, { conversation: bare, person: where.from.user })
      return false
    }
    await this.#put(where.tenant, where.at.channel, {
      ...common,
      conversation: bare,
      user: null,
      zone: null,
      locale: null,
    })
    const grew = await this.#learnRoster(where, where.team ?? bare)
    if (where.from === null) return grew
    const known = await this.find(where.tenant, where.from.user)
    await this.#put(where.tenant, where.from.user, {
      ...common,
      conversation: known?.conversation ?? null,
      user: where.user,
      zone: seen.zone ?? known?.zone ?? null,
      locale: seen.locale ?? known?.locale ?? null,
    })
    return grew
  }

  async find(tenant: string, channel: string): Promise<Address | null> {
    const stored = await this.#addresses.get('teams', tenant, channel)
    return address.safeParse(stored).data ?? null
  }

  /** The address of a place; one that was never heard of is reached through the service that serves its tenant. Null without any. */
  async reach(to: Place): Promise<Address | null> {
    const known = await this.find(to.workspace, to.channel)
    if (known) return known
    const installation = await this.#installations.get('teams', to.workspace)
    const serviceUrl = installation?.serviceUrl
    if (!serviceUrl) return null
    return {
      serviceUrl,
      bot: { id: installation.botId ?? '', name: installation.botName ?? '' },
      conversation: to.kind === 'channel' ? to.channel : null,
      user: null,
      zone: null,
      locale: null,
    }
  }

  /** A conversation with a person was opened, or (null) turned out to be gone. */
  async keep(to: Place, known: Address, conversation: string | null): Promise<void> {
    await this.#put(to.workspace, to.channel, { ...known, conversation })
  }

  /** A member of a roster: their address for this bot, unless a conversation with them is known already. */
  async meet(tenant: string, person: string, serviceUrl: string, user: string): Promise<Address | null> {
    const known = await this.find(tenant, person)
    if (known !== null && known.user === user) return known
    const installation = await this.#installations.get('teams', tenant)
    const mine = { id: installation?.botId ?? '', name: installation?.botName ?? '' }
    await this.#put(tenant, person, {
      serviceUrl,
      bot: known?.bot ?? mine,
      conversation: known?.conversation ?? null,
      user,
      zone: known?.zone ?? null,
      locale: known?.locale ?? null,
    })
    return known
  }

  async rosters(tenant: string): Promise<Rosters | null> {
    return rosters.safeParse(await this.#addresses.get('teams', tenant, ROSTERS)).data ?? null
  }

  /** The bot was taken out: its members cannot be asked for any more. */
  async forgetRoster(where: Whereabouts): Promise<void> {
    const known = await this.rosters(where.tenant)
    if (known === null) return
    const { bare } = splitThread(where.conversation)
    await this.#putRosters(where.tenant, {
      ...known,
      shared: known.shared.filter((id) => id !== (where.team ?? bare)),
      direct: known.direct.filter((one) => one.conversation !== bare),
    })
  }

  /** Two processes may overwrite each other here: what is lost is learnt again from the next activity after a restart. */
  async #learnRoster(where: Whereabouts, one: string | Rosters['direct'][number]): Promise<boolean> {
    const { tenant, serviceUrl } = where
    const id = typeof one === 'string' ? one : one.conversation
    const key = `${tenant} roster ${id}`
    if (this.#stored.get(key) === serviceUrl) return false
    const known = (await this.rosters(tenant)) ?? { serviceUrl, shared: [], direct: [] }
    const isNew =
      typeof one === 'string' ? !known.shared.includes(one) : !known.direct.some((each) => each.conversation === id)
    if (isNew || known.serviceUrl !== serviceUrl) {
      await this.#putRosters(tenant, {
        serviceUrl,
        shared: isNew && typeof one === 'string' ? [...known.shared, one] : known.shared,
        direct: isNew && typeof one !== 'string' ? [...known.direct, one] : known.direct,
      })
    }
    this.#remember(key, serviceUrl)
    return isNew && typeof one === 'string'
  }

  async #putRosters(tenant: string, value: Rosters): Promise<void> {
    for (const key of [...this.#stored.keys()]) if (key.startsWith(`${tenant} roster `)) this.#stored.delete(key)
    await this.#addresses.put('teams', tenant, ROSTERS, value)
  }

  async #put(tenant: string, channel: string, value: Address): Promise<void> {
    const json = JSON.stringify(value)
    const key = `${tenant} ${channel}`
    if (this.#stored.get(key) === json) return
    await this.#addresses.put('teams', tenant, channel, value)
    this.#remember(key, json)
  }

  #remember(key: string, json: string): void {
    this.#stored.delete(key)
    this.#stored.set(key, json)
    const oldest = this.#stored.keys().next()
    if (this.#stored.size > REMEMBERED && !oldest.done) this.#stored.delete(oldest.value)
  }
}

/** The conversation's id with its thread, as requests name it. */
export function conversationOf(conversation: string, to: Place): string {
  return to.kind === 'channel' ? joinThread(conversation, to.thread) : conversation
}
