import { clean, clip } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { cellReason } from './refusal.js'
import type { ImportReport, UnknownName } from './report.js'

/** So many refusals, and so many names, are worth reading in a terminal; the file has all refused rows. */
const mostShown = 5
const longestName = 80

/** A report in lines, as `drumbeat import` prints it. */
export function reportLines(report: ImportReport, t: Texts): readonly string[] {
  const { label, file, read, added, changed, unchanged, refused, blanks, undated } = report
  const empty = Object.entries(blanks).map(([field, count]) => t.plain('facts.report_blank', { field, count }))
  return [
    t.plain('facts.report_title', { label, file, seconds: t.number(report.seconds, 1) }),
    t.plain('facts.report_rows', { read, added, changed, unchanged, refused }),
    ...(empty.length > 0 ? [t.plain('facts.report_blanks', { list: t.list(empty) })] : []),
    ...(undated > 0 ? [t.plain('facts.report_undated', { rows: undated })] : []),
    ...unknownLines(report.unknown, t),
    ...refusedLines(report, t),
  ]
}

function unknownLines(unknown: readonly UnknownName[], t: Texts): readonly string[] {
  const more = unknown.length - mostShown
  return [
    ...unknown.slice(0, mostShown).map((one) => unknownLine(one, t)),
    ...(more > 0 ? [t.plain('facts.report_unknown_more', { count: more })] : []),
  ]
}

function unknownLine({ field, name, rows, file, near }: UnknownName, t: Texts): string {
  const shown = (text: string) => clip(clean(text), longestName)
  const args = { field, name: shown(name), rows, near: t.list(near.map(shown)), has: near.length > 0 ? 'yes' : 'no' }
  return file === null
    ? t.plain('facts.report_alike', args)
    : t.plain('facts.report_unknown', { ...args, file: shown(file) })
}

function refusedLines({ refused, refusals, refusedFile }: ImportReport, t: Texts): readonly string[] {
  if (refused === 0) return []
  const shown = refusals.slice(0, mostShown)
  const more = refused - new Set(shown.map((one) => one.line)).size
  return [
    ...shown.map((one) => t.plain('facts.report_refusal', { line: one.line, reason: cellReason(one, t) })),
    ...(more > 0 ? [t.plain('facts.report_refused_more', { count: more })] : []),
    ...(refusedFile === null ? [] : [t.plain('facts.report_refused_file', { path: refusedFile })]),
  ]
}
