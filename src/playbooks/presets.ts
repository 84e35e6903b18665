import { checklistPreset } from '../checklists/preset.js'
import { promptPreset } from '../feedback/prompt-preset.js'
import { handoffPreset } from '../handoffs/preset.js'
import { type AnyPreset, anyPreset } from '../presets/preset.js'
import { standupPreset } from '../standups/preset.js'
import { messagePreset } from './message.js'

/** Everything that a playbook can have done. A capability declares its preset beside its verbs and gets a line here. */
export const presets: readonly AnyPreset[] = [
  anyPreset(handoffPreset),
  anyPreset(checklistPreset),
  anyPreset(standupPreset),
  anyPreset(promptPreset),
  anyPreset(messagePreset),
]

/** @throws Error for an action that nobody has: it was checked when the playbook was saved */
export function presetNamed(action: string): AnyPreset {
  const found = presets.find(({ name }) => name === action)
  if (!found) throw new Error(`No capability has the action "${action}" any more`)
  return found
}
