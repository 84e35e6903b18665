import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { createToken } from '../facts/push/tokens.js'
import { allTokens, revokeToken } from '../facts/push-store.js'
import type { Texts } from '../locales/texts.js'

export interface TokenCommand {
  /** The source that a new token writes into; null where none is to be made. */
  readonly source: string | null
  readonly label: string | null
  /** E-mail of the person who answers for the source. */
  readonly owner: string | null
  /** The number of a token to take back. */
  readonly revoke: string | null
}

/**
 * What `drumbeat token` does: makes a token, takes one back, or lists those that there are.
 * @returns the lines to print
 * @throws Refusal for a source of which no token can be made
 */
export async function tokenCommand(
  db: Db,
  { source, label, owner, revoke }: TokenCommand,
  now: Temporal.Instant,
  t: Texts,
): Promise<readonly string[]> {
  if (revoke !== null) {
    const done = /^\d{1,9}$/.test(revoke) && (await revokeToken(db, Number(revoke), now))
    return [t.plain(done ? 'cli.token_revoked' : 'cli.token_unknown', { id: revoke })]
  }
  if (source !== null) {
    const made = await createToken(db, { source, label: label ?? source, owner }, now)
    return [t.plain('cli.token_made', { source, id: String(made.id) }), made.token]
  }
  const tokens = await allTokens(db)
  if (tokens.length === 0) return [t.plain('cli.token_none')]
  return tokens.map(({ id, source: name, label: called, createdAt, usedAt, revokedAt }) =>
    t.plain('cli.token_line', {
      ...{ id: String(id), source: name, label: called, made: createdAt },
      state: revokedAt ? 'revoked' : usedAt ? 'used' : 'new',
      moment: revokedAt ?? usedAt ?? createdAt,
    }),
  )
}
