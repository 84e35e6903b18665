/**
 * Numbers that look random and are the same in every run, on every machine: integers and exact fractions only, because the
 * last bit of a logarithm or a cosine differs from one engine to the next.
 */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  /** One of the list, each as likely as the others. */
  pick<T>(list: readonly T[]): T
  /** One of the keys, as likely as its weight among the weights. */
  weigh<K extends string>(weights: Readonly<Record<K, number>>): K
}

/** @param names what the numbers are for: the same names give the same numbers, other names independent ones */
export function randomFor(...names: readonly (string | number)[]): Random {
  const next = mulberry32(fnv1a(names.join('/')))
  const pick = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(next() * list.length)]
    if (one === undefined) throw new RangeError('There is nothing to pick from')
    return one
  }
  const weigh = <K extends string>(weights: Readonly<Record<K, number>>): K => {
    const keys = Object.keys(weights).filter((key): key is K => key in weights)
    let left = next() * keys.reduce((sum, key) => sum + weights[key], 0)
    for (const key of keys) {
      left -= weights[key]
      if (left < 0) return key
    }
    return pick(keys)
  }
  return { next, int: (low, high) => low + Math.floor(next() * (high - low + 1)), pick, weigh }
}

/** FNV-1a, 32 bits (draft-eastlake-fnv), over UTF-16 units, stirred once more so that near names give far seeds. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** Tommy Ettinger's mulberry32: one 32-bit word of state. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
