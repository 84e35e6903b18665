import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** What the descriptions of both platforms are made of. */

/** A person's short name in the description, in the control API and in the page. */
export const key = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'a short name of small letters, digits, - and _')

/** Who is in a channel: keys of people, or everybody of that platform who is not a guest. */
export const members = z.union([z.literal('everyone'), z.array(key)]).default('everyone')

/** A default that is drawn anew for each world, so that nobody learns to rely on one value. */
export function secret(prefix: string): () => string {
  return () => `${prefix}${randomBytes(16).toString('hex')}`
}
