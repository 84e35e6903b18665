import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { z } from 'zod'
import { connect } from '../db/connect.js'
import { canPass } from '../db/embedded/account.js'
import { installedBinaries } from '../db/embedded/binaries.js'
import { startEmbedded } from '../db/embedded.js'

/** An unprivileged user, without a home or a shell, that every Linux has. */
export const visitor = { name: 'nobody', uid: 65534, gid: 65534 }

export interface LabOptions {
  home: string
  binaries?: string
  port?: number
}

/** What the process of test/embedded-process.ts says: either where its server is, or what stood in its way. */
const said = z.object({
  url: z.string().default(''),
  lines: z.array(z.string()).default([]),
  code: z.string().optional(),
  place: z.string().optional(),
})

/** Where a test file tries embedded servers: folders, servers here, and servers in processes that it may kill. All is ended and removed. */
export function embeddedLab() {
  let lab = ''
  let binaries = ''
  const toDo: (() => unknown)[] = []
  const afterwards = (what: () => unknown) => void toDo.push(what)
  beforeAll(async () => {
    lab = mkdtempSync(join(tmpdir(), 'drumbeat-embedded-'))
    // As root the server runs as somebody else, who has to pass.
    chmodSync(lab, 0o711)
    binaries = reachableBinaries(lab)
    await bundleProcess(join(lab, 'process.mjs'))
  })
  afterEach(async () => {
    for (const each of toDo.splice(0).reverse()) await each()
  })
  afterAll(() => rmSync(lab, { recursive: true, force: true }))

  const folder = (mode = 0o711) => {
    const path = mkdtempSync(join(lab, 'home-'))
    chmodSync(path, mode)
    return path
  }
  const serve = async (options: LabOptions) => {
    const lines: string[] = []
    const server = await startEmbedded({
      binaries,
      ...options,
      log: (line) => lines.push(line),
      settings: { fsync: 'off' },
    })
    afterwards(server.stop)
    return { ...server, lines }
  }
  const furnished = async () => {
    const model = join(lab, 'model')
    if (!existsSync(model)) await (await serve({ home: model })).stop()
    const home = folder()
    execFileSync('cp', ['-a', join(model, 'postgres'), home])
    return home
  }
  const launch = async (options: LabOptions, uid?: number) => {
    const started = await startProcess(join(lab, 'process.mjs'), { binaries, ...options }, uid)
    afterwards(() => end(started.child))
    return started
  }
  return {
    /** An empty folder. */
    folder,
    /** A folder with a database in it, which nobody runs: a copy, because making one takes most of a second. */
    furnished,
    /** A server in this process. */
    serve,
    /** A server in a process of its own, run by the user of that number where one is given. */
    launch,
    /** Has something done when the test is over, the last first. */
    afterwards,
  }
}

/** The installed programs, or a copy where other users can run them when they cannot enter this clone. */
function reachableBinaries(lab: string): string {
  const native = installedBinaries()
  if (process.getuid?.() !== 0 || canPass(visitor, native)) return native
  const copy = join(lab, 'package/native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  cpSync(join(native, '../package.json'), join(copy, '../package.json'))
  return copy
}

async function bundleProcess(outfile: string): Promise<void> {
  await build({
    entryPoints: ['test/embedded-process.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The driver is CommonJS inside and asks for `require`.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)",
    },
  })
}

async function startProcess(script: string, options: LabOptions, uid: number | undefined) {
  const args = [script, JSON.stringify(options)]
  const user = uid === undefined ? {} : { uid, gid: uid, cwd: '/' }
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], ...user })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value } = await lines.next()
    if (value === undefined) throw new Error('the process ended without a word')
    return said.parse(JSON.parse(value))
  }
  const stop = () => {
    child.stdin.end()
    return next()
  }
  return { child, ...(await next()), stop }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.stdin?.end()
  await exit
}

export async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** Runs one query on a connection of its own. */
export async function ask(url: string, query: string): Promise<Record<string, unknown>[]> {
  const database = connect(url, { max: 1 })
  try {
    return [...(await database.sql.unsafe(query))]
  } finally {
    await database.close()
  }
}

export function answers(url: string): Promise<boolean> {
  return ask(url, 'select 1').then(
    () => true,
    () => false,
  )
}

/** The number of the process that runs the database of a home. */
export function postmaster(home: string): number {
  return Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
}
