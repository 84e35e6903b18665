import { existsSync, readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import type { z } from 'zod'

/** Thrown for a file that does not fit; the message names the file, the place in it, the value and the cure. */
export class FileError extends Error {
  readonly code = 'file'
}

/**
 * Reads a YAML file by its schema.
 * @returns null if there is no such file
 * @throws FileError listing everything that does not fit
 */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null
  const document = parseDocument(readFileSync(file, 'utf8'))
  const fault = document.errors[0]
  if (fault) throw new FileError(`${file}: ${fault.message}`)
  const content = contentOf(document, file)
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => problemOf(issue, content))
  throw new FileError(`${file} does not fit:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
}

/** A document whose aliases multiply without end is refused while it is unfolded. */
function contentOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new FileError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function problemOf(issue: z.core.$ZodIssue, content: unknown): string {
  const path = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
  const value = valueAt(content, issue.path)
  const said = value === undefined || typeof value === 'object' ? '' : ` (is ${JSON.stringify(value)})`
  return `${path || 'the file'}${said}: ${issue.message}`
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, step)
  }
  return value
}
