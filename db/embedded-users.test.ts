import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { answers, ask, embeddedLab, visitor } from '../test/embedded.js'
import { canPass } from './embedded/account.js'
import { installedBinaries } from './embedded/binaries.js'

const lab = embeddedLab()
const { folder, serve, launch } = lab
function needsRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('only root can try this')
}

/** Where the database of a home went, when it could not stay there. It is removed after the test. */
function shelterOf(home: string): string {
  const cluster = readFileSync(join(home, 'postgres-is-in'), 'utf8').trim()
  lab.afterwards(() => {
    rmSync(cluster, { recursive: true, force: true })
    rmSync(`${cluster}-binaries`, { recursive: true, force: true })
  })
  return cluster
}

/** The programs as npm leaves them when it runs no install scripts: without the links between the libraries. */
function unlinkedBinaries(parent: string): string {
  const native = join(parent, 'package/native')
  mkdirSync(join(parent, 'package'))
  cpSync(join(installedBinaries(), '../package.json'), join(native, '../package.json'))
  cpSync(installedBinaries(), native, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() })
  return native
}

function linksIn(native: string): string[] {
  return readdirSync(join(native, 'lib')).filter((name) => lstatSync(join(native, 'lib', name)).isSymbolicLink())
}

/** An ordinary user: this one, or as root another one, if that one can start this Node. */
function ordinaryUser(context: TestContext): number | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (!canPass(visitor, dirname(process.execPath))) context.skip('no other user can reach this Node')
  return visitor.uid
}

function ownedBy(uid: number | undefined, path: string): string {
  if (uid !== undefined) chownSync(path, uid, uid)
  return path
}

test('root has a database in a clone that nobody else may enter, run by an unprivileged user', async (context) => {
  needsRoot(context)
  const clone = folder(0o700)
  const home = join(clone, '.drumbeat')
  const binaries = unlinkedBinaries(clone)
  const first = await serve({ home, binaries })
  const cluster = shelterOf(home)
  await ask(first.url, 'create table kept as select 42 as x')
  const pid = readFileSync(join(cluster, 'data/postmaster.pid'), 'utf8').split('\n')[0]
  const uid = statSync(`/proc/${pid}`).uid
  const name = new RegExp(`^([^:]+):[^:]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))?.[1]
  expect(['drumbeat', 'nobody']).toContain(name)
  expect(statSync(join(cluster, 'password'))).toMatchObject({ uid: 0, mode: 0o100600 })
  await first.stop()

  // What was once kept elsewhere stays there, though the clone moves and opens up.
  const moved = `${clone}-moved`
  renameSync(clone, moved)
  chmodSync(moved, 0o755)
  const second = await serve({ home: join(moved, '.drumbeat'), binaries: join(moved, 'package/native') })
  expect(await ask(second.url, 'select x from kept')).toEqual([{ x: 42 }])
  expect(existsSync(join(moved, '.drumbeat/postgres'))).toBe(false)

  // Were it lost, an empty one in its place would look as if everything had been forgotten.
  await second.stop()
  rmSync(cluster, { recursive: true })
  await expect(serve({ home: join(moved, '.drumbeat'), binaries })).rejects.toMatchObject({
    code: 'FOLDER_UNUSABLE',
    place: cluster,
    cure: expect.stringContaining(join(moved, '.drumbeat/postgres-is-in')),
  })
})

test('root keeps the database in its home where the server can enter, as on a mounted volume', async (context) => {
  needsRoot(context)
  const home = folder(0o755)
  await serve({ home })
  expect(readdirSync(home)).toEqual(['postgres'])
  expect(statSync(join(home, 'postgres/data')).uid).not.toBe(0)
})

test('root leaves a database to the ordinary user who made it', async (context) => {
  needsRoot(context)
  const uid = ordinaryUser(context)
  const home = ownedBy(uid, folder(0o755))
  const theirs = await launch({ home, binaries: unlinkedBinaries(folder(0o755)) }, uid)
  await theirs.stop()
  const { url, stop } = await serve({ home })
  expect(await answers(url)).toBe(true)
  await stop()
  expect(statSync(join(home, 'postgres/data')).uid).toBe(uid)
})

test('an ordinary user has a database in a folder of their own, with programs that lack their links and cannot be changed', async (context) => {
  const uid = ordinaryUser(context)
  const home = join(ownedBy(uid, folder(0o700)), '.drumbeat')
  const parent = folder(0o755)
  const binaries = unlinkedBinaries(parent)
  const setMode = (mode: number) => {
    for (const each of ['bin', 'lib']) chmodSync(join(binaries, each), mode)
  }
  setMode(0o555)
  lab.afterwards(() => setMode(0o755))
  for (const start of ['first', 'second']) {
    const { url, stop, lines } = await launch({ home, binaries }, uid)
    expect(await answers(url), `${start} start: ${lines}`).toBe(true)
    await stop()
  }
  expect(linksIn(binaries)).toEqual([])
  if (uid !== undefined) expect(statSync(join(home, 'postgres/data')).uid).toBe(uid)
})

test('links between the libraries that are missing are made where they belong', async () => {
  const binaries = unlinkedBinaries(folder(0o755))
  const home = folder(0o755)
  const { url } = await serve({ home, binaries })
  expect(await answers(url)).toBe(true)
  expect(linksIn(binaries)).toEqual(linksIn(installedBinaries()))
  expect(existsSync(join(home, 'postgres-binaries'))).toBe(false)
})

test('a folder that this user may not write is told with its place', async (context) => {
  const uid = ordinaryUser(context)
  const closed = folder(0o555)
  expect(await launch({ home: join(closed, 'home') }, uid)).toMatchObject({
    code: 'FOLDER_UNUSABLE',
    place: join(closed, 'home'),
  })
})

test('a pid file that names a living process which is not PostgreSQL is left alone, and told', async (context) => {
  const uid = ordinaryUser(context)
  const home = ownedBy(uid, folder(0o755))
  await (await launch({ home }, uid)).stop()
  const other = spawn('sleep', ['60'], uid === undefined ? {} : { uid, gid: uid })
  lab.afterwards(() => other.kill())
  const file = join(home, 'postgres/data/postmaster.pid')
  writeFileSync(file, `${other.pid}\n${join(home, 'postgres/data')}\n1\n5432\n\n127.0.0.1\n\nready\n`)
  ownedBy(uid, file)
  const before = readFileSync(file, 'utf8')
  expect(await launch({ home }, uid)).toMatchObject({ code: 'PID_FILE_HELD', place: file })
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('a full disk is told as such, when the database is made and when it is started', async (context) => {
  const disk = smallDisk(context, folder(), 90)
  const filler = join(disk, 'filler')
  fill(filler, 80)
  await expect(serve({ home: join(disk, 'new') })).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(readdirSync(join(disk, 'new'))).toEqual([])
  rmSync(filler)
  await (await serve({ home: join(disk, 'home') })).stop()
  fill(filler, 90)
  await expect(serve({ home: join(disk, 'home') })).rejects.toMatchObject({ code: 'DISK_FULL' })
})

/** A disk of so many megabytes, mounted on the folder until the test is over. */
function smallDisk(context: TestContext, path: string, megabytes: number): string {
  needsRoot(context)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'drumbeat-test', path], {
      stdio: 'ignore',
    })
  } catch {
    context.skip('no disk can be mounted here')
  }
  lab.afterwards(() => execFileSync('umount', ['-l', path]))
  return path
}

/** Writes a file of so many megabytes, or until the disk is full. */
function fill(path: string, megabytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(megabytes * 1_000_000))
  } catch {
    // Full, as wanted.
  }
}
