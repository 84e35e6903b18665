import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
import type { Action } from '../src/chat/action.js'
import { pressOf } from '../src/chat/button.js'
import type { Reply } from '../src/chat/incoming.js'
import { type Asking, type Binding, bind, type Command } from './command.js'

/** Runs corrected words: the buttons under "did you mean". */
const say: Action<{ text: string }> = { id: 'router.say', args: z.object({ text: z.string() }), opens: null }

/** Words shorter than this are too alike to be corrected. */
const shortest = 4
const mostSuggestions = 3

/** Whether words ask for help. A platform takes the bot's own name off, so `/drumbeat help` arrives as `help`. */
export function asksForHelp(text: string): boolean {
  return /^\s*\/?(drumbeat(\s+|$))?(help(\s.*)?)?$/is.test(text)
}

/**
 * Sends typed words to the command that they name. Words that name none are a question for the fallback, unless their first
 * word is nearly a command's name.
 */
export async function readWords(
  text: string,
  asking: Asking,
  commands: readonly Command[],
  fallback: Command,
): Promise<Reply> {
  if (asksForHelp(text)) return named('drumbeat', commands)?.words('', asking) ?? fallback.words('', asking)
  const { first, rest } = split(text)
  const command = named(first, commands)
  if (command) return command.words(rest, asking)
  const near = commands.filter(
    (one) => first.length >= shortest && distance(first, one.name) <= (first.length > 6 ? 2 : 1),
  )
  return near.length > 0 ? didYouMean(first, rest, near, asking) : fallback.words(text.trim(), asking)
}

/** The binding behind the buttons of a suggestion. */
export function suggestion(commands: readonly Command[], fallback: Command): Binding {
  return bind(say, { press: ({ text }, asking) => readWords(text, asking, commands, fallback) })
}

function split(text: string): { readonly first: string; readonly rest: string } {
  const [first = '', ...rest] = text.trim().split(/\s+/)
  return { first: first.replace(/^\//, '').toLocaleLowerCase('en'), rest: rest.join(' ') }
}

const named = (name: string, commands: readonly Command[]): Command | undefined =>
  commands.find((one) => one.name === name)

function didYouMean(typed: string, rest: string, near: readonly Command[], asking: Asking): Reply {
  const buttons = near.slice(0, mostSuggestions).map((command) => {
    const corrected = `${command.name} ${rest}`.trim()
    return pressOf(`/${corrected}`, say, { text: corrected })
  })
  return {
    kind: 'tell',
    message: {
      blocks: [
        { kind: 'text', text: asking.t.text('errors.did_you_mean', { typed }) },
        { kind: 'actions', buttons },
      ],
      discloses: [],
    },
  }
}
