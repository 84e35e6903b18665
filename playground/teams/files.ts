import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import type { Answer } from '../faults.js'

/** A file in somebody's OneDrive, as far as it has come. */
export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly bytes: Buffer
  readonly complete: boolean
}

/**
 * The files of personal chats: those that people send, and those that they let the bot store for them. Whoever knows an address
 * may use it, as with the real ones.
 */
export class Files {
  readonly #base: () => string
  readonly #files = new Map<string, StoredFile>()

  /** @param base the playground's address, without a slash at the end */
  constructor(base: () => string) {
    this.#base = base
  }

  get(id: string): StoredFile | undefined {
    return this.#files.get(id)
  }

  /** Keeps a file that somebody sent, or one whose bytes the bot will bring (`bytes` is null). */
  keep(name: string, bytes: Buffer | null): StoredFile {
    const file = { id: randomUUID(), name, bytes: bytes ?? Buffer.alloc(0), complete: bytes !== null }
    this.#files.set(file.id, file)
    return file
  }

  /** Where its bytes are fetched. */
  address(file: StoredFile): string {
    return `${this.#base()}/teams/files/${file.id}`
  }

  /** Where its bytes are brought, with `PUT`. */
  uploadAddress(file: StoredFile): string {
    return `${this.#base()}/teams/upload/${file.id}`
  }

  /** What the service says of a file to the bot. */
  info(file: StoredFile): { readonly uniqueId: string; readonly fileType: string } {
    return { uniqueId: file.id, fileType: extname(file.name).slice(1) }
  }

  /** `GET /teams/files/{id}` */
  read(id: string): Answer {
    const file = this.#files.get(id)
    return file?.complete ? { status: 200, body: file.bytes } : notFound
  }

  /**
   * `PUT /teams/upload/{id}`: one stretch of the bytes, named by `Content-Range`, each beginning where the last one ended. The last
   * one completes the file.
   */
  write(id: string, range: string | undefined, bytes: Buffer): Answer {
    const file = this.#files.get(id)
    if (!file) return notFound
    if (file.complete) return refusal(409, 'nameAlreadyExists', 'The upload session has ended.')
    const [, from, to, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range ?? '') ?? []).map(Number)
    if (from === undefined || to === undefined || total === undefined || to - from + 1 !== bytes.length)
      return refusal(400, 'invalidRequest', `Content-Range does not name the ${bytes.length} bytes that came: ${range}`)
    if (from !== file.bytes.length) return refusal(416, 'invalidRange', `The next byte is ${file.bytes.length}.`)
    const complete = to + 1 === total
    const stored = { ...file, bytes: Buffer.concat([file.bytes, bytes]), complete }
    this.#files.set(id, stored)
    if (!complete) return { status: 202, body: { nextExpectedRanges: [`${to + 1}-`] } }
    return { status: 201, body: { id, name: file.name, size: stored.bytes.length } }
  }
}

const notFound: Answer = { status: 404, body: { error: { code: 'itemNotFound', message: 'The file is not there.' } } }

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } }
}
