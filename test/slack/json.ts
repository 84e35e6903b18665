/** Everything that people would read, in order. */
export function shown(blocks: unknown): string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(shown)
  if (typeof blocks !== 'object' || blocks === null) return []
  return Object.entries(blocks).flatMap(([key, value]) =>
    typeof value === 'string' && ['text', 'label', 'name', 'title'].includes(key) ? [value] : shown(value),
  )
}

/** Every object in it, however deep. */
export function everyObject(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(everyObject)
  if (typeof value !== 'object' || value === null) return []
  return [{ ...value }, ...Object.values(value).flatMap(everyObject)]
}
