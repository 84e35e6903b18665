import type { Catalogue } from '../src/metrics/catalogue.js'
import { checklistCommand } from './checklists.js'
import type { Command } from './command.js'
import { digestCommand } from './digests.js'
import { drumbeatCommand } from './drumbeat.js'

/** Every command, and the one that gets words which name none. */
export function commandsOf(catalogue: Catalogue): {
  readonly commands: readonly Command[]
  readonly fallback: Command
} {
  const others = [digestCommand(catalogue), checklistCommand]
  const fallback = digestCommand(catalogue)
  return { commands: [...others, drumbeatCommand(others, fallback)], fallback }
}
