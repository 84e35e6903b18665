import type { Department } from '../company/model.js'

/** What was typed after `/handoff to`: a department, and what is to be done; perhaps `by 2026-12-01` at the end. */
export interface Typed {
  readonly department: Department
  readonly title: string
  readonly due: string | null
}

const bare = (text: string): string =>
  text
    .toLocaleLowerCase('en')
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()

/**
 * Reads the department with which words begin, and what follows it: `finance: set up invoicing`. It is known by its key or its
 * label, whatever the case; the colon may be missing.
 * @returns null if no department stands at the beginning
 */
export function readDepartment(
  text: string,
  departments: readonly Department[],
): { readonly department: Department; readonly rest: string } | null {
  const names = departments
    .flatMap((department) => [department.key, department.label].map((name) => ({ department, name: bare(name) })))
    .toSorted((a, b) => b.name.length - a.name.length)
  const colon = text.indexOf(':')
  const before = colon < 0 ? null : names.find(({ name }) => name === bare(text.slice(0, colon)))
  if (before) return { department: before.department, rest: text.slice(colon + 1).trim() }
  const whole = bare(text)
  const first = names.find(({ name }) => whole === name || whole.startsWith(`${name} `))
  if (!first) return null
  // As many words of the text as the name has, however they were joined.
  const words = text
    .trim()
    .split(/[\s_-]+/)
    .slice(0, first.name.split(' ').length)
  const end = words.reduce((at, word) => text.indexOf(word, at) + word.length, 0)
  return { department: first.department, rest: text.slice(end).trim() }
}

/**
 * Reads `finance: set up invoicing for Delta by 2026-12-01`.
 * @returns null if no department stands at the beginning
 */
export function readTo(text: string, departments: readonly Department[], by: string): Typed | null {
  const read = readDepartment(text, departments)
  return read && { department: read.department, ...withDay(read.rest, by) }
}

function withDay(text: string, by: string): { readonly title: string; readonly due: string | null } {
  const title = text.trim()
  const found = /^(.*\S)\s+(\S+)\s+(\d{4}-\d\d-\d\d)$/s.exec(title)
  if (found?.[1] && found[3] && bare(found[2] ?? '') === bare(by)) return { title: found[1], due: found[3] }
  return { title, due: null }
}
