import { z } from 'zod'
import type { Action } from '../chat/action.js'
import { type Place, place } from '../chat/place.js'

const none = z.record(z.string(), z.never())

/** Opens the form that sets the company up. */
export const setUp: Action<Record<string, never>> = { id: 'welcome.set_up', args: none, opens: 'form' }

/** Opens the form with the people of the platform's directory whom the company does not know yet. */
export const addPeople: Action<Record<string, never>> = { id: 'welcome.people', args: none, opens: 'form' }

/** Opens the form that says which group of the platform fills which department. */
export const fillDepartments: Action<Record<string, never>> = { id: 'welcome.fill', args: none, opens: 'form' }

/** Opens the form that says who leads which department. */
export const nameLeaders: Action<Record<string, never>> = { id: 'welcome.leaders', args: none, opens: 'form' }

/** Shows the text of a request to whoever looks after the platforms: these people cannot be written to. */
export const askIt: Action<Record<string, never>> = { id: 'welcome.ask_it', args: none, opens: null }

/** Opens the form that says who reads a channel, which makes it known. `name` is what the platform calls it, where it says so. */
export const declareChannel: Action<{ at: Place; name: string | null }> = {
  id: 'welcome.channel',
  args: z.object({ at: place, name: z.string().max(200).nullable() }),
  opens: 'form',
}

const leading = z.object({ department: z.string().max(100), person: z.int().min(1), by: z.int().min(1) })
export type Leading = z.infer<typeof leading>

/** The person who was named says that they lead the department. */
export const confirmLeading: Action<Leading> = { id: 'welcome.lead', args: leading, opens: null }

/** The person who was named says that they do not. */
export const declineLeading: Action<Leading> = { id: 'welcome.lead_not', args: leading, opens: null }
