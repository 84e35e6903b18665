import { type FactName, factFields, factNames } from '../catalogue.js'
import { headerTokens, type Match, matchColumns } from './matching.js'
import type { FileProfile } from './profile.js'
import { factWords } from './words.js'

/** How well a file would be rows of a fact. */
export interface Candidate {
  readonly fact: FactName
  readonly score: number
  readonly matches: readonly Match[]
  /** Whether every needed field has its column. */
  readonly complete: boolean
}

/** What a file is: a fact for sure, one of several that a person must tell apart, or a list that knows more about names. */
export type FileReading =
  | { readonly kind: 'fact'; readonly candidate: Candidate }
  | { readonly kind: 'unsure'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'list'; readonly key: string }

/** Says what a file is, by the words of its header, its name, and what its values look like. */
export function readFile(profile: FileProfile, file: string): FileReading {
  const candidates = candidatesFor(profile, file)
  const [best, second] = candidates
  if (best && best.score >= sure && (!second || best.score >= second.score * ahead)) {
    if (best.complete || !isList(profile)) return { kind: 'fact', candidate: best }
  }
  const key = isList(profile) ? keyOf(profile) : null
  if (key !== null && !candidates.some((one) => one.complete)) return { kind: 'list', key }
  return { kind: 'unsure', candidates: candidates.slice(0, 4) }
}

const sure = 0.75
const ahead = 1.15

/** Every fact with how well the file fits it, the best first. */
export function candidatesFor(profile: FileProfile, file: string): readonly Candidate[] {
  const spoken = new Set([...headerTokens(file), ...profile.columns.flatMap(({ name }) => headerTokens(name))])
  return factNames
    .map((fact): Candidate => {
      const matches = matchColumns(fact, profile.columns)
      const fields = factFields(fact)
      const needed = fields.filter((field) => field.needed && field.assumed === undefined)
      const has = (name: string) => matches.some((one) => one.field === name)
      const found = needed.filter((field) => has(field.name)).length / needed.length
      const used = new Set(matches.map((one) => one.column)).size / Math.max(1, profile.columns.length)
      const hint = Math.min(2, factWords[fact].filter((word) => spoken.has(word)).length) / 2
      return { fact, matches, score: found * 0.5 + used * 0.3 + hint * 0.3, complete: found === 1 }
    })
    .sort((a, b) => b.score - a.score)
}

/** Lists are short, and nothing in them has a day. */
const longestList = 50_000

function isList(profile: FileProfile): boolean {
  return profile.rows <= longestList && profile.columns.every((column) => column.shape.kind !== 'days')
}

/** The first column that has another name in each row. */
function keyOf(profile: FileProfile): string | null {
  return profile.columns.find((column) => column.unique && column.shape.kind === 'names')?.name ?? null
}
