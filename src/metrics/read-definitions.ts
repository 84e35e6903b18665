import { type Document, isAlias, isCollection, isPair, parseDocument } from 'yaml'
import { z } from 'zod'
import { nearestWord } from '../facts/names.js'
import { type Definition, definition } from './definition.js'
import type { Problem } from './problems.js'

/** One YAML file of definitions. */
export interface DefinitionFile {
  /** How it is called in error messages. */
  readonly name: string
  readonly text: string
  /** What the text says, where that has been read before; left out or undefined: it has not. */
  readonly entries?: unknown
}

/** A definition and where each of its parts was written, for the path in a later error. */
export interface Read {
  readonly definition: Definition
  readonly pathOf: (key: string) => string
  /** Whether the company's own file states a key, and not the built-in one. */
  readonly isOwn: (key: string) => boolean
}

interface Raw extends Omit<Read, 'definition'> {
  readonly keys: Readonly<Record<string, unknown>>
}

const entries = z.array(z.looseObject({ name: z.string() }))

/**
 * Reads the built-in files, and the company's own over them: an entry under a known name replaces just the keys that it states
 * (its target, its visibility), any other entry is a new metric.
 */
export function readDefinitions(
  builtIn: readonly DefinitionFile[],
  own: DefinitionFile | null,
): { readonly read: readonly Read[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const raws = new Map<string, Raw>()
  for (const file of builtIn) addFile(file, raws, problems, false)
  if (own) addFile(own, raws, problems, true)
  const read = [...raws.values()].flatMap((raw) => parsed(raw, problems))
  return { read, problems }
}

function addFile(file: DefinitionFile, raws: Map<string, Raw>, problems: Problem[], overrides: boolean): void {
  const said = file.entries === undefined ? readYaml(file) : { entries: file.entries }
  if ('problem' in said) {
    problems.push(said.problem)
    return
  }
  const list = entries.safeParse(said.entries)
  if (!list.success) {
    const where = list.error.issues[0]?.path ?? []
    problems.push({
      path: file.name + pathText(where),
      what: 'is not a list of metrics with a name each',
      cure: 'Begin every metric with "- name: ..."',
    })
    return
  }
  const seen = new Set<string>()
  for (const [index, entry] of list.data.entries()) {
    if (seen.has(entry.name)) problems.push(twice(file.name, index, entry.name))
    seen.add(entry.name)
    const before = raws.get(entry.name)
    if (before && !overrides) problems.push(twice(file.name, index, entry.name))
    raws.set(entry.name, over(before, entry, `${file.name}[${index}]`, overrides))
  }
}

/** What a file says, or what is wrong with it as YAML. */
function readYaml({ name, text }: DefinitionFile): { readonly entries: unknown } | { readonly problem: Problem } {
  const document = parseDocument(text, { merge: true })
  const [mistake] = document.errors
  if (mistake) {
    return { problem: { path: name, what: firstLine(mistake.message), cure: 'Correct the YAML there' } }
  }
  if (sizeOf(document) > mostNodes) {
    const what = `is longer than ${mostNodes} entries once its aliases (*) are written out`
    return { problem: { path: name, what, cure: 'Write the repeated parts out, or give them fewer aliases' } }
  }
  return { entries: document.toJS({ maxAliasCount: -1 }) ?? [] }
}

/** Some twenty times what the product itself defines. */
const mostNodes = 200_000

/** How many entries a document has once its aliases are written out: a few lines of aliases of aliases would come to billions. */
function sizeOf(document: Document.Parsed): number {
  const known = new Map<unknown, number>()
  const size = (node: unknown): number => {
    const before = known.get(node)
    if (before !== undefined) return before
    // What contains itself has no end.
    known.set(node, Number.POSITIVE_INFINITY)
    const sum = childrenOf(node, document).reduce((total: number, child) => total + size(child), 1)
    known.set(node, sum)
    return sum
  }
  return size(document.contents)
}

function childrenOf(node: unknown, document: Document.Parsed): readonly unknown[] {
  if (isAlias(node)) return [node.resolve(document)]
  if (isPair(node)) return [node.key, node.value]
  return isCollection(node) ? node.items : []
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? message).replace(/[.:]$/, '')

function twice(file: string, index: number, name: string): Problem {
  return { path: `${file}[${index}].name`, what: `"${name}" is defined twice`, cure: 'Rename or remove one of them' }
}

function over(before: Raw | undefined, entry: Readonly<Record<string, unknown>>, at: string, own: boolean): Raw {
  return {
    keys: { ...before?.keys, ...entry },
    isOwn: (key) => own && Object.hasOwn(entry, key),
    pathOf: (key) => {
      const top = key.split(/[.[]/)[0] ?? key
      return before && !Object.hasOwn(entry, top) ? before.pathOf(key) : `${at}${key === '' ? '' : `.${key}`}`
    },
  }
}

function parsed(raw: Raw, problems: Problem[]): readonly Read[] {
  const result = definition.safeParse(raw.keys)
  if (result.success) return [{ definition: result.data, pathOf: raw.pathOf, isOwn: raw.isOwn }]
  for (const issue of result.error.issues) problems.push(...problemsOf(issue, raw))
  return []
}

const knownKeys = Object.keys(definition.shape)

function problemsOf(issue: z.core.$ZodIssue, raw: Raw): readonly Problem[] {
  const at = pathText(issue.path).replace(/^\./, '')
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: raw.pathOf(at), what: issue.message, cure: 'Correct the value' }]
  }
  return issue.keys.map((key) => {
    const path = raw.pathOf(at === '' ? key : `${at}.${key}`)
    const meant = at === '' ? nearestWord(key, knownKeys) : null
    return {
      path,
      what: `unknown key "${key}"`,
      cure: meant ? `Did you mean "${meant}"?` : 'Remove it, or correct its spelling',
    }
  })
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
}
