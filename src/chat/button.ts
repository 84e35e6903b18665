import type { z } from 'zod'
import { type Action, type Call, callOf } from './action.js'
import type { Button } from './message.js'

type Style = 'normal' | 'primary' | 'danger'

/** A button that asks nothing before it acts. */
export const buttonOf = (label: string, call: Call, style: Style = 'normal'): Button => ({
  kind: 'call',
  label,
  call,
  style,
  confirm: null,
})

/** The same, by a declared action. */
export const pressOf = <A extends z.core.util.JSONType>(
  label: string,
  action: Action<A>,
  args: A,
  style: Style = 'normal',
): Button => buttonOf(label, callOf(action, args), style)
