/** What can go wrong between Drumbeat and its database, one code per cause that has its own cure. */
export type DatabaseErrorCode =
  | 'NO_BINARIES'
  | 'BINARIES_BROKEN'
  | 'FOLDER_UNUSABLE'
  | 'NO_ACCOUNT'
  | 'DISK_FULL'
  | 'OTHER_VERSION'
  | 'PORT_UNAVAILABLE'
  | 'PID_FILE_HELD'
  | 'PASSWORD_LOST'
  | 'START_FAILED'
  | 'UNREACHABLE'
  | 'LOGIN_REFUSED'
  | 'DATABASE_ABSENT'
  | 'NOT_ALLOWED'
  | 'SCHEMA_UNKNOWN'
  | 'MIGRATION_FAILED'

/**
 * An error about the database that an operator can act on.
 * `place` is the folder, file, port or host it happened at; `cure` says what to do next, in one sentence.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode
  readonly place: string
  readonly cure: string

  constructor(code: DatabaseErrorCode, place: string, what: string, cure: string, cause?: unknown) {
    super(`${what} (${place}). ${cure}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.place = place
    this.cure = cure
  }
}

/** The `code` that Node and PostgreSQL put on their errors ('ENOENT', '28P01'), or '' where there is none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
