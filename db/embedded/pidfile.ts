import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { codeOf } from '../errors.js'

/** What PostgreSQL says of itself in `postmaster.pid` while it runs. */
export interface Postmaster {
  pid: number
  port: number
  state: 'starting' | 'ready' | 'stopping'
}

/**
 * The postmaster that runs this data directory, or null when none does. Null too where the file was copied along with the folder
 * and speaks of the original, and where its process is gone or is, as far as one can see, something else. The file itself is
 * PostgreSQL's to remove: deleting it under a living server would let a second one destroy the data.
 */
export function readPostmaster(data: string): Postmaster | null {
  const lines = readLines(pidFile(data))
  const [pid, folder, , port, , , , status = ''] = lines
  if (folder === undefined || !sameFolder(folder, data)) return null
  const number = Number(pid)
  if (!Number.isInteger(number) || number <= 0 || !isPostgres(number)) return null
  const state = status.startsWith('ready') ? 'ready' : status.startsWith('stopping') ? 'stopping' : 'starting'
  return { pid: number, port: Number(port), state }
}

export function pidFile(data: string): string {
  return join(data, 'postmaster.pid')
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

function sameFolder(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    return false
  }
}

/** Whether a process lives, and is a PostgreSQL where that can be seen: after a restart another program may have its number. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (!existsSync('/proc/self/cmdline')) return true
  const command = readLines(`/proc/${pid}/cmdline`)[0]?.split('\0')[0] ?? ''
  return basename(command).startsWith('postgres')
}

/** Whether there is a process of this number, be it one that we may not signal. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
