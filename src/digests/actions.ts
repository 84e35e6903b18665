import { z } from 'zod'
import type { Action } from '../chat/action.js'

const word = z.string().max(200)
const named = z.object({ digest: word })

/** Shows a digest as it would be now, to the person alone. */
export const preview: Action<{ digest: string }> = { id: 'digests.preview', args: named, opens: null }

/** Posts a digest to all its destinations now, beside its schedule. */
export const send: Action<{ digest: string }> = { id: 'digests.send', args: named, opens: null }

/**
 * Opens the form of a new digest. `metrics` (their names) are chosen in it already, so that whoever shows numbers can offer to
 * make a digest of them; `copyOf` begins with another digest.
 */
export const newDigest: Action<{ metrics: string[]; copyOf: string | null }> = {
  id: 'digests.new',
  args: z.object({ metrics: z.array(word).max(7), copyOf: word.nullable() }),
  opens: 'form',
}
