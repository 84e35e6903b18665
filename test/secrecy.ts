import { type Secrecy, secrecyOf } from '../src/feedback/secrecy.js'
import { vault } from '../src/start/secrets.js'

const key = Buffer.alloc(32, 7)

/** What an environment's key hides, with the same key in every test. */
export const testSecrecy: Secrecy = secrecyOf(vault(key), key)
