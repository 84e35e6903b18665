import { z } from 'zod'
import type { Action } from '../chat/action.js'

// Ids are 32 bits in the database, which refuses a forged larger one with an error of its own.
const firing = z.object({ firing: z.int32() })
type One = { firing: number }
const named = z.object({ playbook: z.string().max(100) })
type Named = { playbook: string }

/** Does what a playbook proposes. */
export const accept: Action<One> = { id: 'playbooks.do', args: firing, opens: null }

/** Asks for what it needs first, then does it. */
export const add: Action<One> = { id: 'playbooks.add', args: firing, opens: 'form' }

/** Does not do it, this time. */
export const decline: Action<One> = { id: 'playbooks.decline', args: firing, opens: null }

/** Says whether it helped. */
export const helped: Action<{ firing: number; helped: boolean }> = {
  id: 'playbooks.helped',
  args: firing.extend({ helped: z.boolean() }),
  opens: null,
}

/** Shows what waits for the person to decide. */
export const waiting: Action<Record<string, never>> = { id: 'playbooks.waiting', args: z.strictObject({}), opens: null }

/** Shows a playbook: when it speaks, what it does, what became of it. */
export const show: Action<Named> = { id: 'playbooks.show', args: named, opens: null }

/** Says of what a playbook would speak now. */
export const attempt: Action<Named> = { id: 'playbooks.try', args: named, opens: null }

export const pause: Action<Named> = { id: 'playbooks.pause', args: named, opens: null }
export const resume: Action<Named> = { id: 'playbooks.resume', args: named, opens: null }
export const end: Action<Named> = { id: 'playbooks.end', args: named, opens: null }

/** Opens the form of a playbook: a new one, or one to be changed. */
export const write: Action<{ playbook: string | null }> = {
  id: 'playbooks.write',
  args: z.object({ playbook: z.string().max(100).nullable() }),
  opens: 'form',
}
