import type { Message } from '../../../chat/message.js'
import type { Span, Text } from '../../../chat/text.js'
import { clip } from '../../../chat/text.js'
import * as limits from '../limits.js'
import type { Mention } from './elements.js'
import { data } from './safe.js'

/** How much of long things is drawn. A card that comes out too large is drawn again with a smaller measure. */
export interface Measure {
  readonly text: number
  readonly lines: number
  readonly cell: number
  readonly rows: number
  readonly facts: number
}

/** From what a reader can take in, downwards; the smallest is for messages of very many blocks. */
export const measures: readonly Measure[] = [
  { text: limits.TEXT, lines: limits.LINES, cell: limits.CELL, rows: limits.ROWS, facts: limits.FACTS },
  { text: 1_500, lines: 20, cell: 200, rows: 25, facts: 25 },
  { text: 500, lines: 8, cell: 80, rows: 10, facts: 10 },
]
export const smallest: Measure = { text: 200, lines: 3, cell: 40, rows: 5, facts: 5 }

/** What drawing a block needs to know beside the block. */
export interface Pen {
  readonly measure: Measure
  /** By Entra object id. */
  readonly mentions: ReadonlyMap<string, Mention>
  readonly tenant: string
  /** Whether one person alone will see the card. */
  readonly alone: boolean
}

/** `… +12`: the same in every language. */
export function folded(count: number): string {
  return `… +${count}`
}

/**
 * Everybody in the message who has an account in the tenant. Two people of one name get different names, because Teams finds
 * who is meant by the text between the `<at>` tags.
 */
export function mentionsIn(message: Message, tenant: string): ReadonlyMap<string, Mention> {
  const found = new Map<string, Mention>()
  const names = new Map<string, number>()
  for (const span of spansOf(message)) {
    if (found.size >= limits.MENTIONS) break
    if (span.kind !== 'person') continue
    const user = userOf(span, tenant)
    const name = mentionable(span.name)
    if (user === null || name === '' || found.has(user)) continue
    const count = (names.get(name) ?? 0) + 1
    names.set(name, count)
    const distinct = count === 1 ? name : `${name} (${count})`
    found.set(user, { type: 'mention', text: `<at>${distinct}</at>`, mentioned: { id: user, name: distinct } })
  }
  return found
}

/** The person's Entra object id in this tenant, if they have one. */
export function userOf(span: Span & { kind: 'person' }, tenant: string): string | null {
  return span.accounts.find((one) => one.platform === 'teams' && one.workspace === tenant)?.user ?? null
}

/** A name as it may stand in Markdown between tags: letters, digits and the marks of names. */
function mentionable(name: string): string {
  return clip(
    data(name)
      .replace(/[^\p{L}\p{M}\p{N}\p{Zs}’'(),-]/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim(),
    limits.NAME,
  )
}

function* spansOf(message: Message): Iterable<Span> {
  for (const block of message.blocks) for (const text of textsOf(block)) yield* text
}

/** The texts that can be drawn of a block: people in rows that are left out are not mentioned. */
function textsOf(block: Message['blocks'][number]): readonly Text[] {
  if (block.kind === 'text' || block.kind === 'note') return [block.text]
  if (block.kind === 'facts') return block.facts.slice(0, limits.FACTS).map((fact) => fact.value)
  return block.kind === 'table' ? block.rows.slice(0, limits.ROWS).flatMap((row) => row.slice(0, limits.COLUMNS)) : []
}
