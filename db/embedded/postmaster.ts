import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { codeOf, DatabaseError } from '../errors.js'
import { type Binaries, program } from './binaries.js'
import { asAccount } from './cluster.js'
import { diskFull, passwordLost, pidFileHeld, portTaken, serverFault, spawnFault } from './faults.js'
import { pidFile, readPostmaster } from './pidfile.js'
import type { Place } from './place.js'
import { type Tie, tieTo } from './tie.js'

/** A server that runs and that we hold on to. */
export interface Running {
  pid: number
  port: number
  tie: Tie
  started: boolean
}

export interface Launch {
  place: Place
  binaries: Binaries
  password: string
  port: number | null
  settings: Readonly<Record<string, string>>
}

/** How long a server may take to come up: after a crash it first replays its log, which can take many seconds. */
const startLimit = 120_000
/** PostgreSQL asks its clients to go and writes everything down; what it has not done by then it redoes from its log. */
const stopLimit = 30_000
/** A server's log is begun anew at a start when it has grown to this many bytes; one older log is kept. */
const logLimit = 10_000_000
const beat = 15

/**
 * Joins the server that runs on this data directory, whoever started it, or starts one.
 * @throws DatabaseError when neither works within two minutes
 */
export async function joinOrStart(launch: Launch): Promise<Running> {
  const deadline = performance.now() + startLimit
  for (;;) {
    const running = (await join(launch)) ?? (await start(launch, deadline))
    if (running) return running
    if (performance.now() > deadline) throw neverReady(launch.place)
    await pause(beat)
  }
}

/** Holds on to a running server. Null when there is none, or none yet or any more. */
async function join({ place, password }: Launch): Promise<Running | null> {
  const found = readPostmaster(place.data)
  if (found?.state !== 'ready') return null
  const tie = await tryTie(found.port, password, place)
  return tie && { pid: found.pid, port: found.port, tie, started: false }
}

/** Errors of a server that is coming or going: the answer is to look again. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '57P01',
  '57P03',
])

async function tryTie(port: number, password: string, place: Place): Promise<Tie | null> {
  try {
    return await tieTo(port, password)
  } catch (error) {
    if (passing.has(codeOf(error))) return null
    if (codeOf(error) === '28P01') throw passwordLost(place.password, error)
    throw error
  }
}

/** Starts a server. Null when somebody else has begun to meanwhile, or its port was taken in the last instant. */
async function start(launch: Launch, deadline: number): Promise<Running | null> {
  const { place, password } = launch
  const before = readPostmaster(place.data)
  if (before && before.state !== 'ready') return null
  const port = launch.port ?? (await freePort())
  const logStart = rotateLog(place.log)
  const child = await launchServer(launch, port)
  while (child.exitCode === null && child.signalCode === null) {
    const now = readPostmaster(place.data)
    const tie = now?.pid === child.pid && now?.state === 'ready' ? await tryTie(port, password, place) : null
    if (tie && child.pid !== undefined) return { pid: child.pid, port, tie, started: true }
    if (performance.now() > deadline) {
      child.kill('SIGQUIT')
      throw neverReady(place)
    }
    await pause(beat)
  }
  return afterFailure(launch, port, readFileSync(place.log).subarray(logStart).toString('utf8'))
}

/** A server that did not start: null when looking again may help, otherwise the reason is thrown. */
function afterFailure({ place, port: asked }: Launch, port: number, said: string): null {
  const holder = /Is another postmaster \(PID (\d+)\)/.exec(said)
  if (holder) {
    if (readPostmaster(place.data)) return null
    throw pidFileHeld(pidFile(place.data), Number(holder[1]))
  }
  // Processes of a killed server take a moment to notice, and keep its shared memory until then.
  if (/pre-existing shared memory block/.test(said)) return null
  // On a full disk the reason cannot be written into the log either.
  if (freeBytes(place.cluster) < 1_000_000) throw diskFull(place.cluster)
  const fault = serverFault(said, place.cluster, port)
  if (fault.code === 'PORT_UNAVAILABLE' && asked === null) return null
  throw fault
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function neverReady(place: Place): DatabaseError {
  return new DatabaseError(
    'START_FAILED',
    place.cluster,
    `PostgreSQL was not ready after ${startLimit / 1000} s`,
    'Read postgres.log in this folder, and start again; it may still be repairing itself after a crash.',
  )
}

/** In a session of its own: Ctrl-C in our terminal must not reach it before our work is drained. */
async function launchServer({ place, binaries, settings }: Launch, port: number): Promise<ChildProcess> {
  const log = openSync(place.log, 'a', 0o600)
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...settings,
  }
  const args = [
    '-D',
    place.data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const path = program(binaries, 'postgres')
  try {
    const child = spawn(path, args, {
      ...asAccount(place.account, place.data),
      detached: true,
      stdio: ['ignore', log, log],
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) => reject(spawnFault(error, path, place.account)))
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** Returns the length of the log before this start, so that what a failed start said can be told from what is older. */
function rotateLog(log: string): number {
  const size = existsSync(log) ? statSync(log).size : 0
  if (size <= logLimit) return size
  renameSync(log, `${log}.old`)
  return 0
}

async function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(0, error)))
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/** Ends a server with its "fast shutdown" and waits until it is gone; one that hangs is ended the hard way, which loses nothing. */
export async function shutDown(place: Place, binaries: Binaries, pid: number): Promise<void> {
  await ask(place, binaries, pid, 'fast')
  if (await gone(place, pid, stopLimit)) return
  await ask(place, binaries, pid, 'immediate')
  await gone(place, pid, stopLimit)
}

async function ask(place: Place, binaries: Binaries, pid: number, mode: 'fast' | 'immediate'): Promise<void> {
  if (process.platform !== 'win32') return signal(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  // Windows has no such signals; pg_ctl speaks to the server through a named pipe there.
  const child = spawn(program(binaries, 'pg_ctl'), ['stop', '-D', place.data, '-m', mode, '-W'], { windowsHide: true })
  await new Promise((resolve) => child.once('close', resolve))
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

async function gone(place: Place, pid: number, limit: number): Promise<boolean> {
  const deadline = performance.now() + limit
  while (readPostmaster(place.data)?.pid === pid) {
    if (performance.now() > deadline) return false
    await pause(beat)
  }
  return true
}
