import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../../db/connect.js'
import type { Fetched, SharedFile } from '../chat/file.js'
import type { Place } from '../chat/place.js'

/** What reading files needs besides a context: a connection that can copy rows, a way to fetch, and a folder to read from. */
export interface DropDesk {
  readonly database: Database
  fetch(from: Place, file: SharedFile, most: number): Promise<Fetched>
  /** For files while they are read; nothing stays in it. */
  readonly folder: string
}

/**
 * Lays files into a folder of its own, readable for its owner alone, for as long as work goes on with it. A process that dies
 * leaves the folder; the files themselves stand in the database.
 */
export async function withFiles<T>(
  { folder }: DropDesk,
  files: readonly { readonly name: string; readonly bytes: Buffer }[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const own = await mkdtemp(join(folder, 'drop-'))
  try {
    for (const { name, bytes } of files) await writeFile(join(own, name), bytes, { mode: 0o600 })
    return await work(own)
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
