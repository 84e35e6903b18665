import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database, Db } from './connect.js'
import { codeOf, DatabaseError } from './errors.js'
import { explainConnection, hostOf } from './reach.js'

/** Any number will do as long as every Drumbeat takes the same one; it spells "drumbeat" on a telephone keypad. */
const migrationLock = 37_862_328

/**
 * Brings the database to the schema of this program: applies the migrations that it has not had, in order, in one
 * transaction. Safe when several processes start at once (an advisory lock makes them wait for each other), and changes
 * nothing when there is nothing to do.
 * @param folder where drizzle-kit's migrations stand; the tests hand in others
 * @throws DatabaseError when the database cannot be reached or refuses us, when it belongs to another version of Drumbeat
 *   (SCHEMA_UNKNOWN), or when a migration fails (MIGRATION_FAILED; nothing of it is kept)
 */
export async function migrate(database: Database, folder = migrationsFolder()): Promise<void> {
  const migrations = existsSync(`${folder}/meta/_journal.json`) ? readMigrationFiles({ migrationsFolder: folder }) : []
  try {
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock})`)
      await applyMissing(tx, migrations, hostOf(database.url))
    })
  } catch (error) {
    if (error instanceof DatabaseError) throw error
    throw explainConnection(error, database.url)
  }
}

/** Beside this file, both in the sources and in the build, which copies them. */
function migrationsFolder(): string {
  return fileURLToPath(new URL('./migrations', import.meta.url))
}

/** The bookkeeping is drizzle's own table, so that its tools can read a database that we have migrated. */
async function applyMissing(tx: Db, migrations: readonly MigrationMeta[], place: string): Promise<void> {
  await tx.execute(sql`create schema if not exists drizzle`)
  await tx.execute(sql`create table if not exists drizzle.__drizzle_migrations (
    id serial primary key, hash text not null, created_at bigint)`)
  const rows = await tx.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`)
  const applied = new Set(rows.map((row) => row.hash))
  const known = new Set(migrations.map((migration) => migration.hash))
  if ([...applied].some((hash) => !known.has(hash))) throw foreignSchema(place)
  for (const migration of migrations.filter((migration) => !applied.has(migration.hash))) {
    await apply(tx, migration, place)
  }
}

async function apply(tx: Db, migration: MigrationMeta, place: string): Promise<void> {
  try {
    for (const statement of migration.sql) await tx.execute(sql.raw(statement))
    await tx.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
      values (${migration.hash}, ${migration.folderMillis})`)
  } catch (error) {
    if (codeOf(error instanceof Error ? error.cause : error) === '42501') throw error
    throw new DatabaseError(
      'MIGRATION_FAILED',
      place,
      `A change of the database schema failed: ${rootMessage(error)}`,
      'Nothing of it was kept. Make sure that the database is empty or was made by Drumbeat, and start again.',
      error,
    )
  }
}

/** drizzle wraps the driver's error in one that repeats the whole query; the driver's own words are what helps. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message
}

/** Going on would run this program's queries against tables that have another shape. */
function foreignSchema(place: string): DatabaseError {
  return new DatabaseError(
    'SCHEMA_UNKNOWN',
    place,
    'The database was set up by another version of Drumbeat, with changes that this one does not know',
    'Start the version that made it, or point DATABASE_URL (or DRUMBEAT_HOME) at a new, empty place.',
  )
}
