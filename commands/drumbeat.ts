import type { Command } from './command.js'
import { helpOf } from './help.js'
import { asksForHelp, readWords } from './words.js'

/**
 * `/drumbeat`: help, and the way to every other command, because short names collide with those of other apps.
 * @param others the other commands @param fallback the one that gets words which name no command
 */
export function drumbeatCommand(others: readonly Command[], fallback: Command): Command {
  const command: Command = {
    name: 'drumbeat',
    bindings: [],
    words: async (text, asking) =>
      asksForHelp(text) ? { kind: 'tell', message: help(asking.t) } : readWords(text, asking, others, fallback),
  }
  const help = helpOf([...others, command])
  return command
}
