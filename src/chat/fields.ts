import type { Field, Option, Values } from './form.js'

/** What any field may say besides its label: it has no hint and has to be filled in, unless that is said. */
interface More {
  readonly hint?: string | null
  readonly required?: boolean
}

const named = (name: string, label: string, { hint = null, required = true }: More) => ({ name, label, hint, required })

/** Words: one line, or several. @param more `max` is the most characters that it takes */
export function textField(
  name: string,
  label: string,
  more: More & { readonly max: number; readonly min?: number; readonly multiline?: boolean },
): Field {
  const { max, min = 0, multiline = false } = more
  return { kind: 'text', ...named(name, label, more), multiline, min, max }
}

/** One of a few options; or many of them. */
export function choiceField(
  name: string,
  label: string,
  options: readonly Option[],
  more: More & { readonly many?: boolean } = {},
): Field {
  const { many = false } = more
  return { kind: 'choice', ...named(name, label, more), many, options }
}

/** One of more options than a form can list, found by typing; or many. @param chosen what is chosen already */
export function searchField(
  name: string,
  label: string,
  chosen: readonly Option[],
  more: More & { readonly many?: boolean } = {},
): Field {
  const { many = false } = more
  return { kind: 'search', ...named(name, label, more), many, chosen }
}

/** A number; whole, and of any size, unless more is said. */
export function numberField(
  name: string,
  label: string,
  more: More & { readonly decimal?: boolean; readonly min?: number; readonly max?: number } = {},
): Field {
  const { decimal = false, min = null, max = null } = more
  return { kind: 'number', ...named(name, label, more), decimal, min, max }
}

export const dateField = (name: string, label: string, more: More = {}): Field => ({
  kind: 'date',
  ...named(name, label, more),
})

export const timeField = (name: string, label: string, more: More = {}): Field => ({
  kind: 'time',
  ...named(name, label, more),
})

/** What stands in a field, as words without the spaces around them: the first of several, nothing where it was left empty. */
export function typedIn(values: Values, name: string): string {
  const value = values[name] ?? ''
  return (typeof value === 'object' ? (value[0] ?? '') : String(value)).trim()
}

/** What was chosen in a field, whether it holds one or several. */
export function chosenIn(values: Values, name: string): readonly string[] {
  const value = values[name]
  if (Array.isArray(value)) return value
  const one = typedIn(values, name)
  return one === '' ? [] : [one]
}
