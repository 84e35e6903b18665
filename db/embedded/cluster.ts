import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, DatabaseError } from '../errors.js'
import type { Account } from './account.js'
import { type Binaries, program } from './binaries.js'
import { folderFault, otherVersion, passwordLost, serverFault, spawnFault } from './faults.js'
import { isAlive } from './pidfile.js'
import type { Place } from './place.js'

/** The superuser that the embedded server is created with, and the database that Drumbeat uses in it. */
export const owner = 'drumbeat'

/**
 * Makes the cluster unless it is there: UTF-8, byte order, a random password that is asked of everybody. It is built beside its
 * place and renamed into it, so that what is there is whole, whoever died or raced meanwhile.
 * @returns true when it was made now
 * @throws DatabaseError OTHER_VERSION, FOLDER_UNUSABLE, DISK_FULL, BINARIES_BROKEN, START_FAILED
 */
export async function ensureCluster(place: Place, binaries: Binaries): Promise<boolean> {
  if (existsSync(place.data)) {
    await checkVersion(place, binaries)
    return false
  }
  await sweepDrafts(place.cluster)
  const draft = `${place.cluster}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await create(draft, place, binaries)
    await rename(draft, place.cluster)
    return true
  } catch (error) {
    if (!existsSync(place.data)) throw folderFault(error, place.cluster)
    await checkVersion(place, binaries)
    return false
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Removes what processes that were killed in the middle of this left beside the place, 40 MB each. */
async function sweepDrafts(cluster: string): Promise<void> {
  const prefix = `${basename(cluster)}.new-`
  for (const name of (await readdir(dirname(cluster))).filter((each) => each.startsWith(prefix))) {
    const [pid] = name.slice(prefix.length).split('-')
    if (!isAlive(Number(pid))) await rm(join(dirname(cluster), name), { recursive: true, force: true })
  }
}

/** @throws DatabaseError PASSWORD_LOST */
export async function readPassword(place: Place): Promise<string> {
  try {
    return (await readFile(place.password, 'utf8')).trim()
  } catch (error) {
    throw passwordLost(place.password, error)
  }
}

async function checkVersion(place: Place, binaries: Binaries): Promise<void> {
  const found = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return ''
    throw folderFault(error, place.data)
  })
  if (found === '') {
    throw new DatabaseError(
      'FOLDER_UNUSABLE',
      place.data,
      'This folder should hold the database, but what is in it was not made by PostgreSQL',
      'Move it away, or set DRUMBEAT_HOME to another folder.',
    )
  }
  if (found.trim() !== binaries.major) throw otherVersion(place.data, found.trim(), binaries.major)
}

async function create(draft: string, place: Place, binaries: Binaries): Promise<void> {
  const data = join(draft, 'data')
  const password = join(draft, 'password')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await chmod(draft, place.account ? 0o711 : 0o700)
  await writeFile(password, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 })
  if (place.account) {
    await chown(data, place.account.uid, place.account.gid)
    await chown(password, place.account.uid, place.account.gid)
  }
  await initdb(data, password, place.account, binaries)
  if (place.account) await chown(password, 0, 0)
}

/** The builtin provider gives lower() and ILIKE all of Unicode, which the C locale alone would only give ASCII. */
async function initdb(data: string, password: string, account: Account | null, binaries: Binaries): Promise<void> {
  const args = [
    '-D',
    data,
    '-U',
    owner,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ]
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions')
  const { status, said } = await run(program(binaries, 'initdb'), args, data, account)
  if (status !== 0) throw serverFault(said, data, 0)
}

/** Runs one of PostgreSQL's programs to its end, as the account. */
async function run(
  path: string,
  args: string[],
  folder: string,
  account: Account | null,
): Promise<{ status: number | null; said: string }> {
  const child = spawn(path, args, { ...asAccount(account, folder), stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => said.push(chunk.toString('utf8')))
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(spawnFault(error, path, account)))
    child.once('close', (status) => resolve({ status, said: said.join('') }))
  })
}

/**
 * How to start one of PostgreSQL's programs: in a folder that the account can enter (ours may be closed to it, and both programs
 * refuse to run in a folder they cannot name), in a session of its own, and with none of our environment, whose PGDATA, PGPORT or LANG would
 * change what it does. Windows programs do not start without theirs.
 */
export function asAccount(account: Account | null, folder: string) {
  return {
    cwd: folder,
    windowsHide: true,
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } }),
  }
}
