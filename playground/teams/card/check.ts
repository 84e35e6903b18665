/** One thing that is wrong with a card, and where: `body[2].columns[0].width`. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Looks at one value of a card. */
export type Check = (value: unknown, path: string) => readonly Problem[]

export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function problem(path: string, message: string): readonly Problem[] {
  return [{ path: path === '' ? '(card)' : path, message }]
}

const none: readonly Problem[] = []

export const text: Check = (value, path) =>
  typeof value === 'string' ? none : problem(path, `must be a text, not ${kindOf(value)}`)
export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? none : problem(path, `must be true or false, not ${kindOf(value)}`)
export const number: Check = (value, path) =>
  typeof value === 'number' ? none : problem(path, `must be a number, not ${kindOf(value)}`)
export const textOrNumber: Check = (value, path) =>
  typeof value === 'string' || typeof value === 'number'
    ? none
    : problem(path, `must be a text or a number, not ${kindOf(value)}`)
export const textOrObject: Check = (value, path) =>
  typeof value === 'string' || isObject(value)
    ? none
    : problem(path, `must be a text or an object, not ${kindOf(value)}`)

/** One of some words, in any case: Adaptive Cards do not tell `Bolder` from `bolder`. */
export function word(...words: readonly string[]): Check {
  const known = new Set(words.map((one) => one.toLowerCase()))
  return (value, path) =>
    typeof value === 'string' && known.has(value.toLowerCase())
      ? none
      : problem(path, `must be one of ${words.join(', ')}, not ${JSON.stringify(value)}`)
}

export function orNull(check: Check): Check {
  return (value, path) => (value === null ? none : check(value, path))
}

export function list(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : problem(path, `must be a list, not ${kindOf(value)}`)
}

/** Any keys, values of one kind. */
export function record(check: Check): Check {
  return (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => check(item, `${path}.${key}`))
      : problem(path, `must be an object, not ${kindOf(value)}`)
}

export interface Shape {
  readonly type: string
  readonly props: Readonly<Record<string, Check>>
  readonly required?: readonly string[]
}

/**
 * An object with these properties and no others. `type` may be left out where the place says what it is; where several things
 * may stand, `byType` asks for it.
 */
export function shape({ type, props, required = [] }: Shape): Check {
  return (value, path) => {
    if (!isObject(value)) return problem(path, `must be a ${type}, not ${kindOf(value)}`)
    const missing = required
      .filter((name) => value[name] === undefined)
      .flatMap((name) => problem(at(path, name), `${type} needs ${name}`))
    const wrong = Object.entries(value).flatMap(([name, item]) => {
      if (item === undefined) return none
      if (name === 'type')
        return item === type ? none : problem(at(path, 'type'), `must be ${type}, not ${JSON.stringify(item)}`)
      const check = Object.hasOwn(props, name) ? props[name] : undefined
      return check ? check(item, at(path, name)) : problem(at(path, name), `${type} has no property ${name}`)
    })
    return [...missing, ...wrong]
  }
}

/** One of several things, told apart by their `type`. Looked up late, because elements contain elements. */
export function byType(what: string, shapes: () => ReadonlyMap<string, Check>): Check {
  return (value, path) => {
    if (!isObject(value)) return problem(path, `must be ${what}, not ${kindOf(value)}`)
    const type = value.type
    const check = typeof type === 'string' ? shapes().get(type) : undefined
    return check ? check(value, path) : problem(at(path, 'type'), `there is no ${what} of type ${JSON.stringify(type)}`)
  }
}

export function at(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value)?.slice(0, 40) ?? ''}`.trim()
}
