import { createHash, randomBytes } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../../db/connect.js'
import { Refusal } from '../../locales/refusal.js'
import { addToken } from '../push-store.js'
import { savedMappings } from '../sources-store.js'

/** What a source is called that other systems push. It stands in the place of a file's name. */
export const pushed = 'push'

const prefix = 'dbt_'

/** Only this is kept of a token: who reads the database learns none. Tokens are random, so that nothing slower is needed. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/**
 * Makes a token for a source.
 * @returns the token, which cannot be had again, and the number by which it is taken back
 * @throws Refusal for a name that is none, or by which a mapping imports already
 */
export async function createToken(
  db: Db,
  one: { readonly source: string; readonly label: string; readonly owner: string | null },
  now: Temporal.Instant,
): Promise<{ readonly id: number; readonly token: string }> {
  if (!/^[a-z][a-z0-9_-]*$/.test(one.source)) throw new Refusal('facts.push_name', { source: one.source })
  const mappings = await savedMappings(db)
  const mapped = mappings.some((mapping) => mapping.source === one.source && mapping.file !== pushed)
  if (mapped) throw new Refusal('facts.push_mapped', { source: one.source })
  const token = `${prefix}${randomBytes(32).toString('base64url')}`
  return { token, id: await addToken(db, { ...one, hash: hashOf(token), createdAt: now }) }
}
