/**
 * What is typed one a line, without the lines that are empty.
 * @param most how many there may be; there has to be one
 * @param read what a line says, or null for one that says nothing that is known
 */
export function readLines<T>(
  text: string,
  most: number,
  read: (line: string) => T | null,
): { readonly kind: 'read'; readonly list: readonly T[] } | { readonly kind: 'wrong'; readonly line: string } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const list: T[] = []
  for (const line of lines) {
    const one = read(line)
    if (one === null) return { kind: 'wrong', line }
    list.push(one)
  }
  return list.length >= 1 && list.length <= most ? { kind: 'read', list } : { kind: 'wrong', line: lines.at(-1) ?? '' }
}
