import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** How long a process may keep a test waiting for a line or for its end. */
const patience = 30_000

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
}

/**
 * What of this process's surroundings a process of the tests inherits: what it takes to run, and nothing that says what
 * Drumbeat should do.
 */
const surroundings = (): Record<string, string> => ({ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' })

/** Starts a program as a process of its own. */
export function start(program: string, args: readonly string[], { cwd, env = {}, uid }: Setting): Started {
  const child = spawn(program, [...args], {
    cwd,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
  const end = async (): Promise<number | NodeJS.Signals> => {
    await within(closed, `the end of ${program} ${args.join(' ')}`, () => text)
    return child.exitCode ?? child.signalCode ?? -1
  }
  return {
    pid: child.pid ?? 0,
    said: () => text,
    until: (pattern) =>
      within(
        lineOf(child, pattern, () => text),
        String(pattern),
        () => text,
      ),
    signal: (name) => void child.kill(name),
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
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

async function within<T>(work: Promise<T>, what: string, said: () => string): Promise<T> {
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
