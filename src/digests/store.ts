import { asc, eq } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { digests } from '../../db/schema/digests.js'
import { type Digest, digest } from './model.js'

export async function saveDigest(db: Db, one: Digest, owner: number): Promise<void> {
  await db
    .insert(digests)
    .values({ name: one.name, definition: one, owner })
    .onConflictDoUpdate({ target: digests.name, set: { definition: one, owner } })
}

export async function digestByName(db: Db, name: string): Promise<Digest | null> {
  const [row] = await db.select().from(digests).where(eq(digests.name, name))
  return row ? digest.parse(row.definition) : null
}

export async function allDigests(db: Db): Promise<readonly Digest[]> {
  const rows = await db.select().from(digests).orderBy(asc(digests.name))
  return rows.map((row) => digest.parse(row.definition))
}
