import type { Fields } from '../../acts.js'
import type { Json } from '../card/check.js'
import type { Where } from './activity.js'
import type { Result } from './extension-answers.js'

/** The action of a message extension that a dialog belongs to, as every request about it says it. */
export interface Extension {
  readonly commandId: string
  readonly commandContext: 'compose' | 'message'
  readonly requestId: string
  readonly context: Json
  readonly messagePayload?: Json
}

/** Where an open dialog came from: its submit belongs to the same conversation, and to the card or the extension that opened it. */
export interface Origin {
  readonly where: Where
  readonly replyTo: string
  readonly extension: Extension | null
}

/** What the clients of all people remember between two acts: half-filled cards, offered choices, open dialogs. */
export class Memory {
  readonly #drafts = new Map<string, Fields>()
  readonly #offered = new Map<string, readonly string[]>()
  readonly #origins = new Map<string, Origin>()
  readonly #results = new Map<string, readonly Result[]>()

  draft(person: string, holder: string): Fields {
    return this.#drafts.get(`${person}/${holder}`) ?? {}
  }

  setDraft(person: string, holder: string, fields: Fields): void {
    this.#drafts.set(`${person}/${holder}`, { ...this.draft(person, holder), ...fields })
  }

  /** A card that has been sent or replaced starts afresh. */
  forgetDraft(person: string, holder: string): void {
    this.#drafts.delete(`${person}/${holder}`)
  }

  /** The choices that a typeahead has shown to this person. */
  offered(person: string, holder: string, input: string): readonly string[] {
    return this.#offered.get(`${person}/${holder}/${input}`) ?? []
  }

  offer(person: string, holder: string, input: string, values: readonly string[]): void {
    this.#offered.set(`${person}/${holder}/${input}`, [...this.offered(person, holder, input), ...values])
  }

  origin(dialog: string): Origin | undefined {
    return this.#origins.get(dialog)
  }

  setOrigin(dialog: string, origin: Origin): void {
    this.#origins.set(dialog, origin)
  }

  /** What a person's latest search with a command of the message extension has shown. */
  results(person: string, command: string): readonly Result[] {
    return this.#results.get(`${person}/${command}`) ?? []
  }

  setResults(person: string, command: string, results: readonly Result[]): void {
    this.#results.set(`${person}/${command}`, results)
  }
}
