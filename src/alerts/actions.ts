import { z } from 'zod'
import type { Action } from '../chat/action.js'

const one = z.object({ follow: z.int32() })
type One = { follow: number }

/** Shows what somebody follows, to them alone. */
export const list: Action<Record<string, never>> = { id: 'alerts.list', args: z.strictObject({}), opens: null }

/** Ends a follow. */
export const stop: Action<One> = { id: 'alerts.stop', args: one, opens: null }

/** Shows what a follow has told, with the numbers and why. */
export const history: Action<One> = { id: 'alerts.history', args: one, opens: null }
