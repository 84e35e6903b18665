import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Encrypts and decrypts what must not be readable in a dump of the database. */
export interface Vault {
  seal(text: string): string
  /** @throws Error if the text was sealed with another key, or changed */
  open(sealed: string): string
}

/** @param key 32 bytes */
export function vault(key: Buffer): Vault {
  return {
    seal: (text) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}

/**
 * The key of this deployment: the given one, or one made once and kept in a file that only its owner can read.
 * @throws Error if the file cannot be written or does not hold a key, naming it and the cure
 */
export function keyOf(given: Buffer | null, home: string): Buffer {
  if (given) return given
  const file = join(home, 'key')
  mkdirSync(home, { recursive: true })
  try {
    // `wx`: of two processes that start at once, one makes the key and the other reads it.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (key.length !== 32)
    throw new Error(
      `${file} does not hold a key of 64 hexadecimal digits; restore it, or remove it and install the app again`,
    )
  return key
}
