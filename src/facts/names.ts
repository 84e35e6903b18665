import { distance } from 'fastest-levenshtein'

/** A name as it is stored: one spelling per character (NFC), no control characters, single spaces. */
export function tidy(text: string): string {
  // Nearly every cell is plain ASCII without doubled spaces; looking first is four times faster than replacing always.
  if (/^[!-~]*(?: [!-~]+)*$/.test(text)) return text
  return text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What two spellings of one name have in common: letters and digits, without case, accents, spaces and punctuation. */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * Whether somebody may have meant the other name: the same once folded, or one typing error in five letters apart (two in
 * eight). Names whose digits differ (`Region 1`, `Region 2`) are different names.
 */
function isNear(one: string, other: string): boolean {
  if (one === other) return true
  if (one.replace(/\P{N}/gu, '') !== other.replace(/\P{N}/gu, '')) return false
  const length = Math.min(one.length, other.length)
  const allowed = length >= 8 ? 2 : length >= 5 ? 1 : 0
  return Math.abs(one.length - other.length) <= allowed && distance(one, other) <= allowed
}

/** Names with their folded forms, which are worth keeping when many are compared with many. */
export type FoldedNames = readonly { readonly name: string; readonly folded: string }[]

export function foldNames(names: Iterable<string>): FoldedNames {
  return [...names].map((name) => ({ name, folded: fold(name) }))
}

/** At most three of the known names that somebody may have meant, nearest first. The name itself is not among them. */
export function nearNames(name: string, known: FoldedNames): readonly string[] {
  const folded = fold(name)
  return known
    .filter((one) => one.name !== name && isNear(folded, one.folded))
    .map((one) => ({ name: one.name, far: distance(folded, one.folded) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map((one) => one.name)
}

/** The known word that was probably meant, or null: for column and field names in a mapping. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const folded = fold(word)
  const far = (each: string) => distance(folded, fold(each))
  const best = known.reduce<string | null>((one, each) => (one === null || far(each) < far(one) ? each : one), null)
  // Two letters swapped count as two errors, which in a word of three is another word.
  const allowed = Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3))
  return best !== null && far(best) <= allowed ? best : null
}
