import { z } from 'zod'
import { call } from './action.js'
import { text } from './text.js'

/**
 * A file that somebody shared with the bot. `size` is in bytes, null where the platform does not say; `ref` is how its platform
 * finds the bytes again: plain JSON that nobody else reads. `link` opens it for those who may see it there, where the platform says
 * it.
 */
export const sharedFile = z
  .object({
    name: z.string(),
    size: z.number().nullable(),
    link: z.url({ protocol: /^https?$/ }).optional(),
    ref: z.json(),
  })
  .readonly()
export type SharedFile = z.infer<typeof sharedFile>

/**
 * A file for a person, as UTF-8 text, with a word about what it is. `call` makes it anew: where a platform has to ask the person
 * first (Teams), it is made again under their rights once they have agreed, and nothing is kept meanwhile.
 */
export const madeFile = z.object({ name: z.string().min(1), text: z.string(), note: text, call }).readonly()
export type MadeFile = z.infer<typeof madeFile>

/** What came of fetching a file. `gone`: it is not there, or not for the bot, whatever is tried again. */
export type Fetched =
  | { readonly kind: 'fetched'; readonly bytes: Buffer }
  | { readonly kind: 'too large' }
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'failed'; readonly code: string }

/**
 * What a server's answer makes of a file: one that is busy or broken may be asked again, any other refusal stands.
 * @param most in bytes
 */
export async function fetchedFrom(response: Response, most: number): Promise<Fetched> {
  if (response.status === 429 || response.status >= 500) return { kind: 'failed', code: `http_${response.status}` }
  if (!response.ok) return { kind: 'gone', code: `http_${response.status}` }
  const bytes = await bodyWithin(response, most)
  return bytes === null ? { kind: 'too large' } : { kind: 'fetched', bytes }
}

/**
 * The body of a response, as long as it stays within a limit: what a server says of its length is not relied upon.
 * @param most in bytes
 * @returns null when there is more; the rest is not read then
 */
async function bodyWithin(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
