import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DatabaseError } from '../errors.js'
import { type Account, canPass, serverAccount } from './account.js'
import { folderFault } from './faults.js'

/**
 * Where an embedded database lives. `cluster` holds all of it: `data` (PostgreSQL's), `password` and `postgres.log` (ours).
 * `shelf` is where a copy of the programs goes if one is needed.
 */
export interface Place {
  cluster: string
  data: string
  password: string
  log: string
  shelf: string
  account: Account | null
  /** The file in `home` that is to say where this is; null when it is there already, or not needed. */
  signpost: string | null
}

/** In `home`, when the database could not be kept there: one line, the folder where it is. */
const signpost = 'postgres-is-in'

/**
 * Where root may keep what an unprivileged user has to reach, best first. The last survives a restart of the machine too, but
 * anybody may write there, so only a folder that root itself made counts.
 */
const shelters = ['/var/lib/drumbeat', '/srv/drumbeat', '/var/tmp/drumbeat']

/**
 * Finds the folder for the database of this home, and makes it. Normally `<home>/postgres`; as root, when the server's
 * account cannot enter `home` (a clone below /root, say), a folder below /var/lib/drumbeat with a name derived from `home`, which
 * a file in `home` then names. Once found it stays, even if `home` opens up later.
 * @throws DatabaseError FOLDER_UNUSABLE, DISK_FULL, NO_ACCOUNT
 */
export function findPlace(home: string): Place {
  const folder = resolve(home)
  try {
    // Only its name needs to be known to a server that runs as somebody else; nobody needs to list it.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    const sign = join(folder, signpost)
    if (existsSync(sign)) return signedPlace(sign)
    const cluster = join(folder, 'postgres')
    const account = serverAccount(join(cluster, 'data'))
    if (account === null || canPass(account, folder)) return placeAt(cluster, account)
    if (existsSync(cluster)) throw unreachable(cluster, account)
    return shelter(folder, account)
  } catch (error) {
    throw folderFault(error, folder)
  }
}

function shelter(home: string, account: Account): Place {
  const open = shelters.find((each) => canShelter(each, account))
  if (open === undefined) throw unreachable(home, account)
  return { ...placeAt(join(open, stableName(home)), account), signpost: join(home, signpost) }
}

/** A new database in the place of one that is gone would look as if everything had been forgotten. */
function signedPlace(sign: string): Place {
  const cluster = readFileSync(sign, 'utf8').trim()
  if (existsSync(cluster)) return placeAt(cluster, serverAccount(join(cluster, 'data')))
  throw new DatabaseError(
    'FOLDER_UNUSABLE',
    cluster,
    `The database was kept here, as ${sign} says, and is not here any more`,
    `Restore this folder from a backup, or delete ${sign} to begin with an empty database.`,
  )
}

/** Leaves word in `home` of a database that had to go elsewhere, once there is one. */
export function leaveSignpost(place: Place): void {
  if (place.signpost !== null) writeFileSync(place.signpost, `${place.cluster}\n`)
}

/** Told apart by the path of the home; the readable part is for the person who looks into /var/lib/drumbeat. */
function stableName(home: string): string {
  const path = realpathSync(home)
  const readable = basename(dirname(path))
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 40)
  return `${readable}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`
}

function canShelter(folder: string, account: Account): boolean {
  try {
    if (!existsSync(folder)) mkdirSync(folder)
    if (statSync(folder).uid !== 0) return false
    // mkdir leaves out what root's umask forbids.
    chmodSync(folder, 0o755)
    accessSync(folder, constants.W_OK)
    return canPass(account, folder)
  } catch {
    return false
  }
}

function placeAt(cluster: string, account: Account | null): Place {
  return {
    cluster,
    data: join(cluster, 'data'),
    password: join(cluster, 'password'),
    log: join(cluster, 'postgres.log'),
    shelf: `${cluster}-binaries`,
    account,
    signpost: null,
  }
}

function unreachable(folder: string, account: Account): DatabaseError {
  return new DatabaseError(
    'FOLDER_UNUSABLE',
    folder,
    `PostgreSQL refuses to run as root, and the user ${account.name} whom it runs as instead cannot enter this folder`,
    `Set DRUMBEAT_HOME to a folder below ones that everybody may enter (mode 711), start Drumbeat as an ordinary user, or set DATABASE_URL.`,
  )
}
