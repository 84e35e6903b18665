import { codeOf, DatabaseError } from './errors.js'

/** What an operator should do about each refusal, by the code of Node or PostgreSQL (appendix A of its manual). */
const refusals: Record<string, { code: DatabaseError['code']; what: string; cure: string }> = {
  ECONNREFUSED: {
    code: 'UNREACHABLE',
    what: 'Nothing answers at the database address',
    cure: 'Start PostgreSQL there, correct DATABASE_URL, or unset it to let Drumbeat run its own server.',
  },
  ENOTFOUND: {
    code: 'UNREACHABLE',
    what: 'The host of the database is unknown',
    cure: 'Correct the host name in DATABASE_URL.',
  },
  CONNECT_TIMEOUT: {
    code: 'UNREACHABLE',
    what: 'The database did not answer in time',
    cure: 'Check the network and the firewall between Drumbeat and the host in DATABASE_URL.',
  },
  CONNECTION_CLOSED: {
    code: 'UNREACHABLE',
    what: 'The database closed the connection',
    cure: 'Look at its log, and start Drumbeat again.',
  },
  '53300': {
    code: 'UNREACHABLE',
    what: 'The database has no free connection left',
    cure: "Raise PostgreSQL's max_connections, or close other clients.",
  },
  '57P03': {
    code: 'UNREACHABLE',
    what: 'The database is still starting or already stopping',
    cure: 'Start Drumbeat again in a moment.',
  },
  '28P01': {
    code: 'LOGIN_REFUSED',
    what: 'The database refused the password',
    cure: 'Correct the user and password in DATABASE_URL.',
  },
  '28000': {
    code: 'LOGIN_REFUSED',
    what: 'The database does not let this user in from here',
    cure: 'Correct the user in DATABASE_URL, add ?sslmode=require if the server demands TLS, or allow this host in pg_hba.conf.',
  },
  '3D000': {
    code: 'DATABASE_ABSENT',
    what: 'The database named in the address does not exist',
    cure: 'Create it with CREATE DATABASE, or correct the name in DATABASE_URL.',
  },
  '42501': {
    code: 'NOT_ALLOWED',
    what: 'The database user may not create tables',
    cure: 'Make this user the owner of the database: ALTER DATABASE ... OWNER TO ...',
  },
  '53100': {
    code: 'DISK_FULL',
    what: "The disk of the database's server is full",
    cure: 'Free space there, and start Drumbeat again.',
  },
}

/**
 * Translates a failure to reach or use a database into one that says what to do. Anything unknown comes back as it was.
 * @param url the address that was tried; its password is never repeated
 */
export function explainConnection(error: unknown, url: string): unknown {
  const refusal = refusals[deepCode(error)]
  return refusal ? new DatabaseError(refusal.code, hostOf(url), refusal.what, refusal.cure, error) : error
}

/** Host, port and database of an address, without its user and password. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL'
  const { host, pathname } = new URL(url)
  return host + pathname
}

/** The code may sit on a cause: drizzle wraps the driver's errors. An AggregateError (localhost on two stacks) has one too. */
function deepCode(error: unknown): string {
  const code = codeOf(error)
  return code === '' && error instanceof Error && error.cause !== undefined ? deepCode(error.cause) : code
}
