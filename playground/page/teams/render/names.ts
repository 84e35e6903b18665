/**
 * Finds for an action of a card the name by which the server knows it: its id or its title where that is the only one,
 * else its path in the card's JSON (`body[3].actions[1]`).
 */
export function namesOf(card: unknown): (source: unknown, title: string) => string {
  const actions = [...actionsOf(card, '')]
  return (source, title) => {
    const own = actions.find((one) => one.source === source)
    const name = own?.name ?? title
    const same = actions.filter((one) => one.name.toLowerCase() === name.toLowerCase())
    return same.length > 1 && own !== undefined ? own.path : name
  }
}

interface Placed {
  readonly source: unknown
  readonly path: string
  readonly name: string
}

/** What a card carries for the bot alone may look like anything, and holds no actions. */
const opaque = new Set(['data', 'requires', 'msteams', 'authentication', 'fallback'])

function* actionsOf(value: unknown, path: string): Generator<Placed> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* actionsOf(item, `${path}[${index}]`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const { type, id, title } = partsOf(value)
  if (type.startsWith('Action.')) yield { source: value, path, name: id || title }
  for (const [name, item] of Object.entries(value))
    if (!opaque.has(name)) yield* actionsOf(item, path === '' ? name : `${path}.${name}`)
}

function partsOf(value: object): { type: string; id: string; title: string } {
  const text = (name: string) => {
    const found: unknown = Reflect.get(value, name)
    return typeof found === 'string' ? found : ''
  }
  return { type: text('type'), id: text('id'), title: text('title') }
}
