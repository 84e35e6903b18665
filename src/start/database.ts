import { connect, type Database } from '../../db/connect.js'
import { startEmbedded } from '../../db/embedded.js'
import { migrate } from '../../db/migrate.js'
import type { Settings } from './settings.js'

/** The database of this process, ready to be used. */
export interface OpenDatabase {
  readonly database: Database
  /** A connection of its own, for locks that live as long as it does. */
  readonly single: Database
  /** Closes the connections, and the embedded server if no other Drumbeat uses it. */
  close(): Promise<void>
}

/**
 * Connects to DATABASE_URL, or starts (or joins) the embedded server, and brings the schema up to date.
 * @throws DatabaseError with the place and the cure
 */
export async function openDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'home'>,
  log: (line: string) => void,
): Promise<OpenDatabase> {
  const server = settings.databaseUrl === null ? await startEmbedded({ home: settings.home, log }) : null
  const url = server?.url ?? settings.databaseUrl ?? ''
  const database = connect(url)
  const single = connect(url, { max: 1, applicationName: 'drumbeat sender', repeats: true })
  const close = async (): Promise<void> => {
    await Promise.all([database.close(), single.close()])
    await server?.stop()
  }
  try {
    await migrate(database)
  } catch (error) {
    await close()
    throw error
  }
  return { database, single, close }
}
