/** Phrases of one or more words, arranged so that the longest one at a place in a text is found without trying them all. */
export interface Phrases<T> {
  /** The longest phrase that begins at `at`, or null. */
  match(tokens: readonly string[], at: number): Matched<T> | null
}

export interface Matched<T> {
  readonly value: T
  /** How many tokens the phrase takes. */
  readonly length: number
}

interface Entry<T> {
  readonly words: readonly string[]
  readonly value: T
}

/** @param pairs the phrase as typed in lower case, words separated by one space, and what it means */
export function phrasesOf<T>(pairs: Iterable<readonly [string, T]>): Phrases<T> {
  const byFirst = new Map<string, Entry<T>[]>()
  for (const [phrase, value] of pairs) {
    const words = phrase.toLowerCase().split(' ')
    const first = words[0] ?? ''
    byFirst.set(first, [...(byFirst.get(first) ?? []), { words, value }])
  }
  for (const entries of byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length)
  return {
    match(tokens, at) {
      const entries = byFirst.get(tokens[at] ?? '')
      const found = entries?.find(({ words }) => words.every((word, index) => tokens[at + index] === word))
      return found ? { value: found.value, length: found.words.length } : null
    },
  }
}

/** Many lists of words, each with its meaning, as one set of phrases. */
export function phrasesOfLists<K extends string>(lists: Readonly<Record<K, readonly string[]>>): Phrases<K> {
  const keys = Object.keys(lists).filter((key): key is K => key in lists)
  return phrasesOf(keys.flatMap((key) => lists[key].map((word) => [word, key] as const)))
}
