import { z } from 'zod'

/**
 * Something a person can do, declared by the capability that owns it, so that a card can draw the button that a command
 * binds. `id` is `<room>.<verb>`, stable for ever: buttons of old messages carry it. `opens: 'form'` says that a press must
 * open a form, which on Slack has to happen within the trigger's 3 s and on Teams only from a card's button.
 */
export interface Action<A> {
  readonly id: string
  readonly args: z.ZodType<A>
  readonly opens: 'form' | null
  /**
   * What comes in by it is never written down beside the person who did it, not even until it is answered: by it people say
   * something without their name.
   */
  readonly untraced?: true
}

/** What a drawn button carries to the platform and back: an action by name, with its arguments as plain JSON. */
export const call = z.object({ action: z.string(), args: z.json(), opens: z.enum(['form']).nullable() }).readonly()
export type Call = z.infer<typeof call>

/** The only way to make a call: through the declared action, so that the arguments fit. */
export function callOf<A extends z.core.util.JSONType>(action: Action<A>, args: A): Call {
  return { action: action.id, args, opens: action.opens }
}
