import { z } from 'zod'
import type { Action } from '../chat/action.js'

const nothing = z.strictObject({})
type Nothing = Record<string, never>

/** Opens what is known of oneself, to correct it. */
export const changeMe: Action<Nothing> = { id: 'company.me', args: nothing, opens: 'form' }

/** Opens the days on which one will be away. */
export const goAway: Action<Nothing> = { id: 'company.away', args: nothing, opens: 'form' }

/** Takes back an absence: its first and last day. */
export const comeBack: Action<{ from: string; to: string }> = {
  id: 'company.back',
  args: z.object({ from: z.iso.date(), to: z.iso.date() }),
  opens: null,
}

/** Opens who decides for one's department in one's absence: leaders only. */
export const chooseDelegate: Action<Nothing> = { id: 'company.delegate', args: nothing, opens: 'form' }
