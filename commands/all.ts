import type { DropDesk } from '../src/drops/desk.js'
import type { Secrecy } from '../src/feedback/secrecy.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { checklistCommand } from './checklists/command.js'
import type { Command } from './command.js'
import { meCommand } from './company.js'
import { digestCommand } from './digests/index.js'
import { dropCommand } from './drops.js'
import { drumbeatCommand } from './drumbeat.js'
import { feedbackCommand } from './feedback/command.js'
import { handoffCommand } from './handoffs/command.js'
import { kpiCommand } from './kpi.js'
import { playbookCommand } from './playbooks/command.js'
import { reviewCommand } from './reviews/command.js'
import { standupCommand } from './standups/command.js'
import { channelCommand } from './welcome/channel.js'
import { welcomeCommand } from './welcome/command.js'
import type { Directory } from './welcome/directory.js'

/** What commands need besides the catalogue. */
export interface CommandDesk {
  readonly drops: DropDesk
  readonly directory: Directory
  readonly secrecy: Secrecy
}

/** Every command, and the one that gets words which name none. */
export function commandsOf(
  catalogue: Catalogue,
  { drops, directory, secrecy }: CommandDesk,
): {
  readonly commands: readonly Command[]
  readonly fallback: Command
} {
  const kpi = kpiCommand(catalogue)
  const others = [
    kpi,
    digestCommand(catalogue),
    checklistCommand,
    handoffCommand,
    standupCommand,
    reviewCommand(catalogue),
    playbookCommand(catalogue),
    feedbackCommand(secrecy),
    meCommand,
    dropCommand(catalogue, drops),
    welcomeCommand(directory),
    channelCommand(directory),
  ]
  return { commands: [...others, drumbeatCommand(others, kpi)], fallback: kpi }
}
