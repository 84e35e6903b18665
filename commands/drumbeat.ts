import type { Command } from './command.js'
import { help } from './help.js'
import { readWords } from './words.js'

/**
 * `/drumbeat`: help, and the way to every other command, because short names collide with those of other apps.
 * @param others the other commands @param fallback the one that gets words which name no command
 */
export function drumbeatCommand(others: readonly Command[], fallback: Command): Command {
  const command: Command = {
    name: 'drumbeat',
    bindings: [],
    words: async (text, asking) => {
      const word = text.trim().toLocaleLowerCase('en')
      if (word === '' || word === 'help') return { kind: 'tell', message: help([...others, command], asking.t) }
      return readWords(text, asking, others, fallback)
    },
  }
  return command
}
