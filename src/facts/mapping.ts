import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseDocument } from 'yaml'
import { mappingIssues } from './mapping-issues.js'
import { mappingProblems } from './mapping-rules.js'
import { type Mapping, mappingSchema } from './mapping-schema.js'
import { FactsError } from './problems.js'

/**
 * Checks a mapping that came from YAML, from a form or from the database.
 * @throws FactsError with every problem, each with its path in the mapping and the cure
 */
export function parseMapping(input: unknown): Mapping {
  const parsed = mappingSchema.safeParse(input, { reportInput: true })
  if (!parsed.success) throw new FactsError(mappingIssues(parsed.error.issues))
  const problems = mappingProblems(parsed.data)
  if (problems.length > 0) throw new FactsError(problems)
  return parsed.data
}

/**
 * Reads a mapping from a YAML file.
 * @throws FactsError when the file cannot be read, is no YAML, or `parseMapping` refuses it
 */
export function loadMapping(file: string): Mapping {
  const document = parseDocument(readText(file))
  const [first] = document.errors
  // What follows the first error mostly follows from it; below its first line stands a picture for another width.
  const said = first?.message.split('\n')[0]?.replace(/:$/, '')
  if (said !== undefined) throw new FactsError([{ at: basename(file), key: 'facts.yaml', args: { said } }], first)
  return parseMapping(document.toJS())
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new FactsError([{ at: file, key: 'facts.file_unreadable', args: {} }], error)
  }
}
