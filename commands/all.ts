import type { Catalogue } from '../src/metrics/catalogue.js'
import { checklistCommand } from './checklists.js'
import type { Command } from './command.js'
import { digestCommand } from './digests.js'
import { drumbeatCommand } from './drumbeat.js'
import { kpiCommand } from './kpi.js'

/** Every command, and the one that gets words which name none. */
export function commandsOf(catalogue: Catalogue): {
  readonly commands: readonly Command[]
  readonly fallback: Command
} {
  const kpi = kpiCommand(catalogue)
  const others = [kpi, digestCommand(catalogue), checklistCommand]
  return { commands: [...others, drumbeatCommand(others, kpi)], fallback: kpi }
}
