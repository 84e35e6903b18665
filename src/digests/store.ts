import { asc, eq } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { digests } from '../../db/schema/digests.js'
import { digest, digestState, type StoredDigest } from './model.js'

type Row = typeof digests.$inferSelect

const fromRow = (row: Row): StoredDigest => ({
  digest: digest.parse(row.definition),
  state: digestState.parse(row.state),
  version: row.version,
  pending: digest.nullable().parse(row.pending),
  approvedBy: row.approvedBy,
})

/** Writes a digest as it stands. @param owner the owner's id; null if nobody has the e-mail any more */
export async function writeDigest(
  db: Db,
  one: StoredDigest,
  owner: number | null,
  approvedAt: Temporal.Instant | null,
): Promise<void> {
  const { digest: definition, state, version, pending, approvedBy } = one
  const set = { definition, state, version, pending, approvedBy, owner, approvedAt }
  await db
    .insert(digests)
    .values({ name: definition.name, ...set })
    .onConflictDoUpdate({ target: digests.name, set })
}

/** @param hold keeps others from changing it until the transaction ends */
export async function digestByName(db: Db, name: string, hold = false): Promise<StoredDigest | null> {
  const query = db.select().from(digests).where(eq(digests.name, name))
  const [row] = await (hold ? query.for('update') : query)
  return row ? fromRow(row) : null
}

export async function allDigests(db: Db): Promise<readonly StoredDigest[]> {
  const rows = await db.select().from(digests).orderBy(asc(digests.name))
  return rows.map(fromRow)
}
