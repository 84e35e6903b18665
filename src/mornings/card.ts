import type { Block, Message } from '../chat/message.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import type { Due } from './due.js'

/** More than this is no note but a list: the rest is counted. */
const mostLines = 10

/** The note itself: a greeting, a line for each thing with its buttons, and how many more there are. */
export function noteCard(person: Person, dues: readonly Due[], t: Texts): Message {
  const shown = dues.slice(0, mostLines)
  const more = dues.length - shown.length
  const greeting: Block = { kind: 'text', text: t.text('mornings.greeting', { name: calledBy(person.name) }) }
  if (dues.length === 0) {
    return { blocks: [greeting, { kind: 'note', text: t.text('mornings.nothing_left') }], discloses: [] }
  }
  const lines = shown.map((due) => lineOf(due, t))
  return {
    blocks: [
      greeting,
      ...lines.flatMap(({ blocks }) => blocks),
      ...(more > 0 ? [{ kind: 'note', text: t.text('mornings.more', { count: more }) } as const] : []),
    ],
    discloses: [...new Set(lines.flatMap(({ discloses }) => discloses))],
  }
}

/**
 * A line and its buttons are one thing: whoever may not see what one of them discloses finds none of them. A line without what its button
 * names would hold back the whole note, and a button without its line would be about nothing.
 */
function lineOf(due: Due, t: Texts): Pick<Message, 'blocks' | 'discloses'> {
  const buttons = due.buttons(t).slice(0, 2)
  const all = [...new Set([due, ...buttons].flatMap(({ discloses }) => discloses ?? []))]
  const discloses = all.length > 0 ? all : undefined
  const line: Block = { kind: 'text', text: due.line(t), discloses }
  const row: Block = { kind: 'actions', buttons: buttons.map((one) => ({ ...one, discloses })) }
  return { blocks: buttons.length > 0 ? [line, row] : [line], discloses: all }
}

/** What colleagues call somebody: the first name, unless what comes first is a title (`Dr.`). */
function calledBy(name: string): string {
  const [first, ...others] = name.trim().split(/\s+/)
  return first === undefined || first.endsWith('.') || others.length === 0 ? name : first
}
