import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** How long a process may keep a test waiting for a line or for its end, in milliseconds, unless the test says otherwise. */
const usualPatience = 60_000

export interface Started {
  readonly pid: number
  /** Everything that it has printed so far, both streams. */
  said(): string
  /** Waits until what it has printed matches. @throws Error with what it printed, if it ends or is silent for too long */
  until(pattern: RegExp): Promise<RegExpExecArray>
  signal(name: NodeJS.Signals): void
  /** Waits for its end. @returns the exit code, or the signal that ended it */
  end(): Promise<number | NodeJS.Signals>
  /** Ends it at once if it still runs. */
  [Symbol.asyncDispose](): Promise<void>
}

export interface Setting {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  /** In a group of its own, which gets its signals as from a terminal: all of it at once. */
  readonly group?: boolean
  /** In milliseconds. */
  readonly patience?: number
}

/**
 * What of this process's surroundings a process of the tests inherits: what it takes to run, and nothing that says what
 * Drumbeat should do.
 */
const surroundings = (): Record<string, string> => ({ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' })

/** Starts a program as a process of its own. */
export function start(program: string, args: readonly string[], setting: Setting): Started {
  const { cwd, env = {}, uid, group = false, patience = usualPatience } = setting
  const child = spawn(program, [...args], {
    cwd,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
    ...(uid !== undefined && { uid, gid: uid }),
  })
  let text = ''
  const heard = (chunk: unknown): void => {
    text += String(chunk)
  }
  child.stdout.on('data', heard)
  child.stderr.on('data', heard)
  // `close` comes after the last line, `exit` may come before it.
  const closed = once(child, 'close')
  const said = (): string => text
  const pid = child.pid ?? 0
  const end = async (): Promise<number | NodeJS.Signals> => {
    await within(closed, { what: `the end of ${program} ${args.join(' ')}`, patience, said })
    return child.exitCode ?? child.signalCode ?? -1
  }
  return {
    pid,
    said,
    until: (pattern) => within(lineOf(child, pattern, said), { what: String(pattern), patience, said }),
    signal: (name) => void process.kill(group ? -pid : pid, name),
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      for (const each of [pid, ...descendants(pid)]) kill(each)
      await closed
    },
  }
}

/** Runs one command of a built Drumbeat to its end. */
export async function run(cli: string, args: readonly string[], setting: Setting) {
  await using started = start(process.execPath, [cli, ...args], setting)
  return { code: await started.end(), said: started.said() }
}

function lineOf(child: ChildProcess, pattern: RegExp, said: () => string): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(said())
      if (found) resolve(found)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('close', (code) => {
      look()
      reject(new Error(`It ended with ${code} before it said ${pattern}:\n${said()}`))
    })
    look()
  })
}

/** The processes that a process has started, and those that these have started, by their ids. */
export function descendants(of: number): readonly number[] {
  const all = parents()
  const children = (pid: number): readonly number[] =>
    [...all].flatMap(([child, parent]) => (parent === pid ? [child, ...children(child)] : []))
  return children(of)
}

/** Every process with the one that started it. */
function parents(): ReadonlyMap<number, number> {
  if (existsSync('/proc/self/stat'))
    return new Map(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => parentIn(`/proc/${name}/stat`).map((parent) => [Number(name), parent] as const)),
    )
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return new Map(
    lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => [pid, parent]),
  )
}

/** The parent that a process's file names; nothing where it has ended meanwhile, or only waits to be buried. */
function parentIn(file: string): readonly number[] {
  try {
    const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(file, 'utf8')) ?? []
    return state === undefined || state === 'Z' ? [] : [Number(parent)]
  } catch {
    return []
  }
}

/** Which of these processes still run. */
export function alive(pids: readonly number[]): readonly number[] {
  const all = parents()
  return pids.filter((pid) => all.has(pid))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

interface Wait {
  readonly what: string
  readonly patience: number
  readonly said: () => string
}

async function within<T>(work: Promise<T>, { what, patience, said }: Wait): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const give = (): void => reject(new Error(`Waited ${patience} ms for ${what}. Said so far:\n${said()}`))
    timer = setTimeout(give, patience)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
