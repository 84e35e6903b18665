import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url))

/** A server in a process of its own. */
export interface Serving {
  /** `http://host:port`, as it said itself. */
  readonly url: string
  stop(): Promise<void>
}

/** Every process that this one started and that has not ended yet. */
const running = new Set<ChildProcess>()

// Whatever ends this process ends what it started: nobody else would.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function start(script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Runs a script to its end. @returns what it printed @throws Error with what it said if it fails */
export async function finished(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = start(script, args, env)
  const said = { out: '', all: '' }
  child.stdout.on('data', (chunk) => {
    said.out += String(chunk)
    said.all += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    said.all += String(chunk)
  })
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} failed:\n${said.all}`)
  return said.out
}

/** Starts a server and waits until it says its address. @throws Error with what it said if it ends instead */
export async function serving(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Serving> {
  const child = start(script, args, env)
  const url = await new Promise<string>((found, failed) => {
    let said = ''
    const read = (chunk: unknown): void => {
      said = `${said}${String(chunk)}`.slice(-10_000)
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (address) found(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => failed(new Error(`${script} ${args.join(' ')} ended with ${code}:\n${said}`)))
  })
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}
