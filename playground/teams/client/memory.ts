import type { Fields } from '../../acts.js'
import type { Where } from './activity.js'

/** Where an open dialog came from: its submit belongs to the same conversation and card. */
export interface Origin {
  readonly where: Where
  readonly replyTo: string
}

/** What the clients of all people remember between two acts: half-filled cards, offered choices, open dialogs. */
export class Memory {
  readonly #drafts = new Map<string, Fields>()
  readonly #offered = new Map<string, readonly string[]>()
  readonly #origins = new Map<string, Origin>()
  readonly #files = new Map<string, Buffer>()

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

  file(id: string): Buffer | undefined {
    return this.#files.get(id)
  }

  keepFile(id: string, bytes: Buffer): void {
    this.#files.set(id, bytes)
  }
}
