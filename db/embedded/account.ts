import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { noAccount } from './faults.js'

/** A user of this machine under whom PostgreSQL runs when we are root, which it refuses to run as. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/** Unprivileged users in the order we would have them; every Unix has the second. None of them needs a home or a shell. */
const preferred = ['drumbeat', 'nobody', 'daemon']

/**
 * The account for the server: null where this process is not root and simply runs it itself.
 * @param data the data directory; one that exists already stays with its owner
 * @throws DatabaseError NO_ACCOUNT where the machine knows no user but root
 */
export function serverAccount(data: string): Account | null {
  if (process.getuid?.() !== 0) return null
  // initdb and postgres look their user up by number, so a number that the machine has no name for is of no use to them.
  const accounts = readAccounts()
  const owner = statSync(data, { throwIfNoEntry: false })?.uid
  const chosen =
    accounts.find((account) => account.uid === owner) ??
    preferred.flatMap((name) => accounts.filter((account) => account.name === name))[0] ??
    accounts[0]
  if (chosen) return chosen
  throw noAccount('/etc/passwd')
}

function readAccounts(): Account[] {
  let text = ''
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== '' && Number.isInteger(gid) && Number.isInteger(uid) && uid > 0)
}

/** Whether the account may enter a folder that exists: it needs the x of every folder on the way, and r and x of the last. */
export function canEnter(account: Account, folder: string): boolean {
  const path = realpathSync(folder)
  return allows(account, path, 0o5) && ancestors(path).every((each) => allows(account, each, 0o1))
}

/** Whether the account may pass through a folder that exists, to files below it whose names it is told. */
export function canPass(account: Account, folder: string): boolean {
  const path = realpathSync(folder)
  return [path, ...ancestors(path)].every((each) => allows(account, each, 0o1))
}

function allows(account: Account, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path)
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
  return ((mode >> shift) & bits) === bits
}

function ancestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...ancestors(parent)]
}
