import { createHmac } from 'node:crypto'
import type { Seal } from '../company/standing.js'

/** What only who has the environment's key can read or compute; a dump of the database does not have it. */
export interface Secrecy extends Seal {
  /**
   * A name that says nothing about what it names: 32 hexadecimal digits, the same for the same parts.
   * @param purpose keeps names for different ends apart: who knows one of them cannot tell another
   */
  name(purpose: 'stub' | 'mailbox', ...parts: readonly (string | number)[]): string
}

/** @param key 32 bytes, from which a key of its own is made for names */
export function secrecyOf({ seal, open }: Seal, key: Buffer): Secrecy {
  const names = createHmac('sha256', key).update('drumbeat feedback names').digest()
  return {
    seal,
    open,
    name: (purpose, ...parts) =>
      createHmac('sha256', names)
        .update(JSON.stringify([purpose, ...parts]))
        .digest('hex')
        .slice(0, 32),
  }
}
