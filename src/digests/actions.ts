import { z } from 'zod'
import type { Action } from '../chat/action.js'

const named = z.object({ digest: z.string() })

/** Shows a digest as it would be now, to the person alone. */
export const preview: Action<{ digest: string }> = { id: 'digests.preview', args: named, opens: null }

/** Posts a digest to all its destinations now, beside its schedule. */
export const send: Action<{ digest: string }> = { id: 'digests.send', args: named, opens: null }
