import { isObject, type Json } from './check.js'

/** One thing in a card that has a `type`: an element, an action, an input, a part of one. */
export interface Node {
  readonly type: string
  readonly json: Json
  readonly path: string
  /** Inside what stands in only where the client cannot show the real thing. */
  readonly fallback: boolean
}

/** What the card carries for the bot alone; it may look like anything. */
const opaque = new Set(['data', 'requires', 'msteams', 'authentication'])

/** Everything with a `type` in a card, in reading order, the card itself first. Survives cards of any shape. */
export function nodes(card: unknown): readonly Node[] {
  const found: Node[] = []
  const visit = (value: unknown, path: string, fallback: boolean): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, fallback)
      return
    }
    if (!isObject(value)) return
    const type = value.type
    if (typeof type === 'string') found.push({ type, json: value, path, fallback })
    for (const [name, item] of Object.entries(value)) {
      if (opaque.has(name)) continue
      visit(item, path === '' ? name : `${path}.${name}`, fallback || name === 'fallback')
    }
  }
  visit(card, '', false)
  return found
}
