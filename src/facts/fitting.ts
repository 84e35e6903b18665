import { hint } from './mapping-issues.js'
import { columnsOf, type Mapping } from './mapping-schema.js'
import { nearestWord } from './names.js'
import type { Problem } from './problems.js'
import type { Table } from './table.js'

/** The files of a mapping, opened: the main one, and the lookups by name. */
export interface SourceTables {
  readonly main: Table
  readonly lookups: ReadonlyMap<string, Table>
}

/** Which columns a mapping names that its files do not have, or have twice. */
export function fittingProblems(mapping: Mapping, tables: SourceTables): readonly Problem[] {
  const columns = Object.entries(mapping.columns).flatMap(([field, spec]) => {
    const table = spec.lookup === undefined ? tables.main : tables.lookups.get(spec.lookup)
    if (table === undefined) return []
    return columnsOf(spec).flatMap((column) => columnProblems(`columns.${field}`, column, table))
  })
  const keys = Object.entries(mapping.lookups).flatMap(([name, lookup]) => {
    const table = tables.lookups.get(name)
    return table ? columnProblems(`lookups.${name}.key`, lookup.key, table) : []
  })
  return [...columns, ...keys]
}

function columnProblems(at: string, column: string, table: Table): readonly Problem[] {
  const times = table.columns.filter((one) => one === column).length
  if (times === 1) return []
  if (times > 1) return [{ at, key: 'facts.mapping_column_twice', args: { column, file: table.name } }]
  const args = { column, file: table.name, columns: table.columns.join(', ') }
  return [{ at, key: 'facts.mapping_no_column', args: { ...args, ...hint(nearestWord(column, table.columns)) } }]
}
