import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Person } from '../company/model.js'
import type { MappingDraft } from '../facts/recognition/draft.js'
import type { FileProfile } from '../facts/recognition/profile.js'
import type { ImportReport } from '../facts/report.js'

/** A file larger than this is imported from the command line. In bytes. */
export const mostBytes = 20 * 1024 * 1024
/** How long the bytes of a file stay after it was imported or last touched, in days: names are put right until then. */
export const keptDays = 7

/**
 * `open`: something is still to be asked or pressed. `list`: it knows more about names (accounts, sellers, products), and is
 * read beside the files that use them. `imported`, `closed`: thrown away by whoever brought it.
 */
export const dropState = z.enum(['open', 'list', 'imported', 'closed'])
export type DropState = z.infer<typeof dropState>

/** A file that somebody dropped, and how far it has come. */
export interface Drop {
  readonly id: number
  readonly person: number
  readonly name: string
  readonly size: number
  readonly state: DropState
  /** The sheets of a workbook with several, of which one is to be chosen; else null. */
  readonly sheets: readonly string[] | null
  readonly sheet: string | null
  /** What stands in it; null until a sheet is chosen. */
  readonly profile: FileProfile | null
  /** How it is read; null while nobody has said what it is. */
  readonly draft: MappingDraft | null
  readonly report: ImportReport | null
  /** Whether its bytes are still there, so that it can be read again. */
  readonly kept: boolean
  readonly at: Temporal.Instant
}

/** Who may bring data in: RevOps, and the leaders of departments. */
export function mayImport({ role, outsider }: Person): boolean {
  return !outsider && (role === 'revops' || role === 'leader')
}

/** A file's name as it can stand in a folder: no path, no sign that an operating system takes for one, not too long. */
export function safeName(name: string): string {
  const bare = name
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}<>:"|?*]/gu, '_')
    .replace(/^\.+/, '')
    .trim()
  const at = bare.lastIndexOf('.')
  const [stem, ending] = at > 0 ? [bare.slice(0, at), bare.slice(at, at + 10)] : [bare, '']
  return `${stem.slice(0, 80)}${ending}` || 'file'
}
