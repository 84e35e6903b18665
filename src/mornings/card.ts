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
  return {
    blocks: [
      greeting,
      ...shown.flatMap((due) => lineBlocks(due, t)),
      ...(more > 0 ? [{ kind: 'note', text: t.text('mornings.more', { count: more }) } as const] : []),
    ],
    discloses: [...new Set(shown.flatMap(({ discloses }) => discloses ?? []))],
  }
}

function lineBlocks(due: Due, t: Texts): readonly Block[] {
  const { discloses } = due
  const buttons = due
    .buttons(t)
    .slice(0, 2)
    .map((one) => ({ ...one, discloses }))
  const line: Block = { kind: 'text', text: due.line(t), discloses }
  return buttons.length > 0 ? [line, { kind: 'actions', buttons }] : [line]
}

/** What colleagues call somebody: the first name, unless what comes first is a title (`Dr.`). */
function calledBy(name: string): string {
  const [first, ...others] = name.trim().split(/\s+/)
  return first === undefined || first.endsWith('.') || others.length === 0 ? name : first
}
