import { assertNever } from '../../chat/assert-never.js'
import { isCurrency } from '../currency.js'
import { type ColumnDraft, columnFor, type MappingDraft } from './draft.js'
import type { FileProfile } from './profile.js'
import type { KnownSource, Question } from './questions.js'

/** What somebody said to a question: what they picked of it, as its texts. */
export type Said = readonly string[]

/** Why an answer cannot be taken; each has its words under `drops.error_<code>`. */
export type AnswerFault = {
  readonly code: 'nothing' | 'currency' | 'twice' | 'unplaced'
  readonly value: string
}

/** A draft with the answers in it, or what is wrong with them, by the question's name. */
export type Answered =
  | { readonly draft: MappingDraft; readonly faults: null }
  | { readonly draft: null; readonly faults: Readonly<Record<string, AnswerFault>> }

/** Puts what somebody said into a draft. Every question that was asked is settled then, whatever was said to it. */
export function answer(
  draft: MappingDraft,
  profile: FileProfile,
  questions: readonly Question[],
  said: Readonly<Record<string, Said>>,
): Answered {
  const faults: Record<string, AnswerFault> = { ...placingFaults(questions, said) }
  for (const question of questions) {
    const fault = faultOf(question, said[question.name] ?? [])
    if (fault) faults[question.name] = fault
  }
  if (Object.keys(faults).length > 0) return { draft: null, faults }
  const answered = questions.reduce((one, question) => put(one, profile, question, said[question.name] ?? []), draft)
  const names = questions.map((question) => question.name)
  return { draft: { ...answered, settled: [...new Set([...draft.settled, ...names])] }, faults: null }
}

function faultOf(question: Question, said: Said): AnswerFault | null {
  const [first = ''] = said
  switch (question.kind) {
    case 'column':
    case 'dates':
    case 'decimal':
    case 'source':
      return said.length === 1 ? null : { code: 'nothing', value: '' }
    case 'id':
      return said.length > 0 ? null : { code: 'nothing', value: '' }
    case 'currency':
      return isCurrency(first.trim().toUpperCase()) ? null : { code: 'currency', value: first }
    case 'values':
      return null
    default:
      return assertNever(question)
  }
}

/** A word means one thing; and where no value stands for the rest, each word means something. */
function placingFaults(
  questions: readonly Question[],
  said: Readonly<Record<string, Said>>,
): Readonly<Record<string, AnswerFault>> {
  const faults: Record<string, AnswerFault> = {}
  const placed = new Map<string, Set<string>>()
  for (const question of questions) {
    if (question.kind !== 'values') continue
    const before = placed.get(question.field) ?? new Set<string>()
    placed.set(question.field, before)
    const twice = (said[question.name] ?? []).find((word) => before.has(word))
    if (twice !== undefined) faults[question.name] = { code: 'twice', value: twice }
    for (const word of said[question.name] ?? []) before.add(word)
  }
  for (const question of questions) {
    if (question.kind !== 'values' || question.rest !== null || faults[question.name]) continue
    const left = question.words.find((word) => !placed.get(question.field)?.has(word))
    if (left !== undefined) faults[question.name] = { code: 'unplaced', value: left }
  }
  return faults
}

function put(draft: MappingDraft, profile: FileProfile, question: Question, said: Said): MappingDraft {
  const [first = ''] = said
  const withColumn = (field: string, column: ColumnDraft): MappingDraft => ({
    ...draft,
    columns: { ...draft.columns, [field]: column },
  })
  switch (question.kind) {
    case 'column': {
      const column = profile.columns.find((one) => one.name === first)
      return withColumn(question.field, column ? columnFor(draft.fact, question.field, column) : { constant: first })
    }
    case 'id':
      return withColumn('id', said.length > 1 ? { columns: [...said] } : { column: first })
    case 'values':
      return withColumn(question.field, placed(draft.columns[question.field] ?? {}, question, said))
    case 'dates':
      return { ...draft, columns: withDates(draft.columns, profile, first) }
    case 'decimal':
      return { ...draft, format: { ...draft.format, decimal: first === ',' ? ',' : '.' } }
    case 'currency':
      return { ...draft, currency: first.trim().toUpperCase() }
    case 'source':
      return { ...draft, ...sourceOf(draft, question.sources, first) }
    default:
      return assertNever(question)
  }
}

/** The words that were chosen mean it now, and those that were not do not any more. */
function placed(spec: ColumnDraft, question: Extract<Question, { kind: 'values' }>, said: Said): ColumnDraft {
  const values: Record<string, string> = {}
  for (const word of question.words) {
    const before = spec.values?.[word]
    if (said.includes(word)) values[word] = question.meaning
    else if (before !== undefined && before !== question.meaning) values[word] = before
    else if (question.rest !== null) values[word] = question.rest
  }
  return { ...spec, values }
}

/** Every column whose days read either way is read in the one that was chosen, each with its own time of day. */
function withDates(
  columns: MappingDraft['columns'],
  profile: FileProfile,
  chosen: string,
): Record<string, ColumnDraft> {
  const monthFirst = chosen.startsWith('M')
  return Object.fromEntries(
    Object.entries(columns).map(([field, spec]) => {
      const shape = profile.columns.find((one) => one.name === spec.column)?.shape
      if (shape?.kind !== 'days' || !shape.ambiguous || spec.dates === undefined) return [field, spec]
      const format = shape.formats.find((one) => one.startsWith('M') === monthFirst) ?? shape.formats[0] ?? 'ISO'
      return [field, { ...spec, dates: [format] }]
    }),
  )
}

/** A known source by its name, or one of its own: a name that is taken gets a number behind it. */
function sourceOf(
  draft: MappingDraft,
  sources: readonly KnownSource[],
  said: string,
): Pick<MappingDraft, 'source' | 'label'> {
  const known = sources.find((one) => one.name === said)
  if (known) return { source: known.name, label: known.label }
  const taken = new Set(sources.map((one) => one.name))
  let [source, number] = [draft.source, 1]
  while (taken.has(source)) {
    number += 1
    source = `${draft.source}-${number}`
  }
  return { source, label: number === 1 ? draft.label : `${draft.label} ${number}` }
}
