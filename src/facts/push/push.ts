import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Database } from '../../../db/connect.js'
import type { Company } from '../../company/model.js'
import type { Texts } from '../../locales/texts.js'
import { type FactName, factFields } from '../catalogue.js'
import { importTables } from '../import.js'
import { parseMapping } from '../mapping.js'
import type { Mapping } from '../mapping-schema.js'
import type { PushToken } from '../push-store.js'
import { recorded } from '../record-run.js'
import { cellReason } from '../refusal.js'
import type { ImportReport } from '../report.js'
import type { Row, Table } from '../table.js'
import { type PushAnswer, pushedRow, type RowError } from './schema.js'
import { pushed } from './tokens.js'

export interface PushDesk {
  readonly database: Database
  readonly company: Pick<Company, 'zone' | 'currency'>
  readonly now: Temporal.Instant
  /** The words of the errors. */
  readonly t: Texts
}

/**
 * Imports a batch of rows that another system sent. Rows that do not fit are left out and named; the others get in, all of them
 * or none.
 */
export async function pushRows(
  desk: PushDesk,
  { source, label, owner }: Pick<PushToken, 'source' | 'label' | 'owner'>,
  fact: FactName,
  rows: readonly unknown[],
): Promise<PushAnswer> {
  const { good, errors } = sifted(fact, rows, desk.t)
  const mapping = mappingOf({ source, label, owner, fact })
  const { database, now } = desk
  const trying = { db: database.db, mapping, via: 'push', now } as const
  const bad = new Set(errors.map((one) => one.row)).size
  const report = await recorded(trying, async () => {
    const done = await importTables(
      { main: tableOf(fact, good), lookups: new Map() },
      { ...desk, mapping, reports: null },
    )
    return { ...done, read: rows.length, refused: done.refused + bad }
  })
  return answerOf(report, [...errors, ...refusalsOf(report, desk.t)])
}

interface Good {
  readonly at: number
  readonly row: Readonly<Record<string, string | number | boolean | null | undefined>>
}

/** The rows of the right shape with their places, and what is wrong with the others. */
function sifted(
  fact: FactName,
  rows: readonly unknown[],
  t: Texts,
): { readonly good: readonly Good[]; readonly errors: RowError[] } {
  const schema = pushedRow(fact)
  const good: Good[] = []
  const errors: RowError[] = []
  for (const [at, row] of rows.entries()) {
    const parsed = schema.safeParse(row, { reportInput: true })
    if (parsed.success) good.push({ at, row: parsed.data })
    else errors.push(...parsed.error.issues.flatMap((issue) => errorsOf(at, issue, t)))
  }
  return { good, errors }
}

function errorsOf(row: number, issue: z.core.$ZodIssue, t: Texts): readonly RowError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({
      row,
      field,
      code: 'unknown_field',
      message: t.plain('facts.push_unknown', { field }),
    }))
  }
  const [field = null] = issue.path.map(String)
  const missing = field !== null && issue.input === undefined
  const code = missing ? 'missing' : 'wrong_value'
  return [{ row, field, code, message: missing ? t.plain('facts.push_missing') : issue.message }]
}

function mappingOf({
  source,
  label,
  owner,
  fact,
}: Pick<PushToken, 'source' | 'label' | 'owner'> & { fact: FactName }): Mapping {
  const columns = Object.fromEntries(factFields(fact).map(({ name }) => [name, name]))
  return parseMapping({ source, label, fact, file: pushed, columns, ...(owner !== null && { owner }) })
}

/** The rows as a table; a row's line is its place in the batch, counted from 1. */
function tableOf(fact: FactName, good: readonly Good[]): Table {
  const columns = factFields(fact).map(({ name }) => name)
  const rows = good.map(({ at, row }): Row => ({ line: at + 1, cells: columns.map((name) => String(row[name] ?? '')) }))
  return {
    name: pushed,
    columns,
    size: rows.length,
    async *batches() {
      yield rows
    },
  }
}

function refusalsOf({ refusals }: ImportReport, t: Texts): readonly RowError[] {
  return refusals.map((one) => ({
    row: one.line - 1,
    field: one.column === '' ? null : one.column,
    code: one.code,
    message: cellReason(one, t),
  }))
}

function answerOf(report: ImportReport, errors: readonly RowError[]): PushAnswer {
  const { source, fact, read, added, changed, unchanged, refused } = report
  return { source, fact, read, added, changed, unchanged, refused, errors: errors.toSorted((a, b) => a.row - b.row) }
}
