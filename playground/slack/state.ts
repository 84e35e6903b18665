import { randomBytes } from 'node:crypto'
import type { Json } from './json.js'
import { LIMITS } from './limits.js'
import type { SentView } from './validate-view.js'

/** What stands in the inputs of a view or a message: `state.values` of the payloads. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, Json>>>>

/** A trigger lets the bot open one view, within three seconds of what the person did. */
interface Trigger {
  readonly person: string
  readonly expires: number
  /** The view in which the person acted; only then may another be pushed on it. */
  readonly view: string | null
  used: boolean
}

/** Where answers by `response_url` go. */
export interface ResponseUrl {
  readonly person: string
  readonly channel: string
  /** The message that `replace_original` and `delete_original` mean, if there is one. */
  readonly message: string | null
  readonly expires: number
  left: number
}

export interface StoredView {
  readonly id: string
  readonly person: string
  readonly sent: SentView
  readonly hash: string
  readonly root: string
  readonly previous: string | null
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly title: string
  /** A person's key, or null for the bot. */
  readonly owner: string | null
  readonly bytes: Buffer | null
  readonly length: number
  readonly created: number
  /** Channels in which it is shared. */
  readonly channels: readonly string[]
}

export type OfferedOption = { readonly label: string; readonly value: string; readonly option: unknown }

/** What Slack knows beside the world: tokens, triggers, open views, files, what people have filled in and not sent. */
export class SlackState {
  readonly #now: () => number
  readonly #triggers = new Map<string, Trigger>()
  readonly #responseUrls = new Map<string, ResponseUrl>()
  readonly #views = new Map<string, StoredView>()
  readonly #stacks = new Map<string, string[]>()
  readonly #homes = new Map<string, string>()
  readonly #filled = new Map<string, StateValues>()
  readonly #offered = new Map<string, readonly OfferedOption[]>()
  readonly files = new Map<string, StoredFile>()
  readonly deletedFiles = new Set<string>()
  installed = true

  constructor(now: () => number) {
    this.#now = now
  }

  newTrigger(person: string, view: string | null): string {
    const id = `${this.#now()}.${Date.now() % 1_000_000_000}.${randomBytes(16).toString('hex')}`
    this.#triggers.set(id, { person, view, expires: this.#now() + LIMITS.trigger, used: false })
    return id
  }

  /** Takes a trigger, once. Says whose it is, or Slack's word for why not. */
  useTrigger(id: string): { person: string; view: string | null } | string {
    const trigger = this.#triggers.get(id)
    if (!trigger) return 'invalid_trigger_id'
    if (trigger.used) return 'exchanged_trigger_id'
    if (this.#now() > trigger.expires) return 'expired_trigger_id'
    trigger.used = true
    return trigger
  }

  newResponseUrl(to: Omit<ResponseUrl, 'expires' | 'left'>): string {
    const id = randomBytes(12).toString('hex')
    this.#responseUrls.set(id, { ...to, expires: this.#now() + LIMITS.responseUrl, left: LIMITS.responseUrlUses })
    return id
  }

  /** Finds a response URL that may still be used; `use` counts. */
  responseUrl(id: string): ResponseUrl | 'unknown' | 'expired_url' | 'used_url' {
    const found = this.#responseUrls.get(id)
    if (!found) return 'unknown'
    if (this.#now() > found.expires) return 'expired_url'
    return found.left > 0 ? found : 'used_url'
  }

  view(id: string): StoredView | undefined {
    return this.#views.get(id)
  }

  viewByExternalId(external: string): StoredView | undefined {
    return [...this.#views.values()].find((view) => view.sent.external_id === external)
  }

  putView(view: StoredView): void {
    this.#views.set(view.id, view)
  }

  dropView(view: StoredView): void {
    this.#views.delete(view.id)
    this.#filled.delete(view.id)
    const stack = this.#stacks.get(view.person) ?? []
    this.#stacks.set(
      view.person,
      stack.filter((id) => id !== view.id),
    )
  }

  /** The open modal views of a person, the lowest first. */
  stack(person: string): readonly StoredView[] {
    return (this.#stacks.get(person) ?? []).flatMap((id) => this.#views.get(id) ?? [])
  }

  push(view: StoredView): void {
    this.putView(view)
    this.#stacks.set(view.person, [...(this.#stacks.get(view.person) ?? []), view.id])
  }

  home(person: string): StoredView | undefined {
    return this.#views.get(this.#homes.get(person) ?? '')
  }

  putHome(view: StoredView): void {
    this.putView(view)
    this.#homes.set(view.person, view.id)
  }

  /** What a person has filled in but not sent, in a view (by its id) or in a message (by person, channel and ts). */
  filled(container: string): StateValues {
    return this.#filled.get(container) ?? {}
  }

  fill(container: string, values: StateValues): void {
    this.#filled.set(container, values)
  }

  /** The options that the bot last offered for an external select: only these can be chosen. */
  offered(container: string, action: string): readonly OfferedOption[] {
    return this.#offered.get(`${container} ${action}`) ?? []
  }

  offer(container: string, action: string, options: readonly OfferedOption[]): void {
    this.#offered.set(`${container} ${action}`, [...this.offered(container, action), ...options])
  }
}
