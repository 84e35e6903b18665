import { distance } from 'fastest-levenshtein'

/**
 * How far two folded words are apart: the number of letters added, lost or changed; two neighbouring letters in the wrong
 * order count once, because that is one slip of the fingers.
 */
export function apart(a: string, b: string): number {
  const plain = distance(a, b)
  return plain >= 2 && isSwapped(a, b) ? plain - 1 : plain
}

/** Whether exactly one pair of neighbours is swapped, and everything else is the same. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}

/** How many errors are forgiven in a word of this length: none in short ones, where another word is too near. */
export function forgiven(length: number): number {
  if (length < 4) return 0
  if (length < 7) return 1
  return length < 12 ? 2 : 3
}
