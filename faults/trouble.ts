import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { close } from './gates.js'
import { said } from './orders.js'
import type { Run, Trouble } from './plan.js'
import { type Member, scale, type Town } from './town.js'

/** How long a process is stopped, in milliseconds: 20 s of production. */
const stopped = 20_000 * scale
/** Some troubles find nobody to strike: a row that goes another way, a process that does not send. */
const patience = 5_000

/**
 * Makes a run due in the middle of its trouble, and repairs what the trouble broke while the next run begins: a killed process is
 * followed by a new one, a stopped one goes on after its time.
 * @returns whether the trouble struck
 */
export async function meet(town: Town, run: Run, begin: () => Promise<void>): Promise<boolean> {
  const { trouble } = run
  switch (trouble.kind) {
    case 'none':
      await begin()
      return true
    case 'database':
      await begin()
      await town.restartDatabase()
      return true
    case 'statement':
      return statement(town, trouble, begin)
    case 'request':
      return request(town, trouble, begin)
  }
}

async function statement(
  town: Town,
  { at, signal, commits }: Extract<Trouble, { kind: 'statement' }>,
  begin: () => Promise<void>,
): Promise<boolean> {
  const gate = await close(town.database, at)
  let struck: Member | null = null
  try {
    await begin()
    const caught = await gate.caught(patience)
    struck = caught ? (town.members.get(caught.user) ?? null) : null
    if (caught && struck) {
      struck.child.kill(signal)
      if (!commits) await gate.rollBack(caught.backend)
    }
  } finally {
    await gate.open()
  }
  if (struck) await repair(town, struck, signal)
  return struck !== null
}

async function request(
  town: Town,
  { moment, signal }: Extract<Trouble, { kind: 'request' }>,
  begin: () => Promise<void>,
): Promise<boolean> {
  const waiting = new AbortController()
  const all = [...town.members.values()]
  const struck = Promise.race(all.map((member) => strikes(member, waiting.signal)))
  for (const member of all) member.arm({ moment, signal })
  await begin()
  const member = await Promise.race([struck, pause(patience, null, { signal: waiting.signal })])
  waiting.abort()
  for (const other of all) if (other !== member) other.arm(null)
  if (member) await repair(town, member, signal)
  return member !== null
}

/** Resolves when the member says that it strikes; what it says reaches us although it is gone right after. */
async function strikes(member: Member, signal: AbortSignal): Promise<Member | null> {
  try {
    for (;;) {
      const [message] = await once(member.child, 'message', { signal })
      if (said.parse(message).kind === 'struck') return member
    }
  } catch {
    return null
  }
}

async function repair(town: Town, { name, child }: Member, signal: 'SIGKILL' | 'SIGSTOP'): Promise<void> {
  if (signal === 'SIGKILL') {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    town.replace(name)
    return
  }
  town.later(pause(stopped).then(() => void child.kill('SIGCONT')))
}
