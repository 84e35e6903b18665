import type { z } from 'zod'
import { type Action, callOf } from './action.js'
import type { Button } from './message.js'

/** A button by a declared action. */
export function pressOf<A extends z.core.util.JSONType>(
  label: string,
  action: Action<A>,
  args: A,
  style: 'normal' | 'primary' | 'danger' = 'normal',
): Button {
  return { kind: 'call', label, call: callOf(action, args), style, confirm: null }
}
