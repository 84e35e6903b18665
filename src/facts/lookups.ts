import type { LookupSpec } from './mapping-schema.js'
import { tidy } from './names.js'
import { FactsError } from './problems.js'
import type { Table } from './table.js'

/** Other spellings of one field's names. */
export type Aliases = ReadonlyMap<string, string>

/** A lookup file in memory, by key. */
export interface Lookup {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: ReadonlyMap<string, readonly string[]>
}

/** The name that is meant, once spaces and known other spellings are put right. */
export function canonical(text: string, aliases: Aliases): string {
  const name = tidy(text)
  return aliases.get(name) ?? name
}

/**
 * Reads a lookup file. Its keys are put right by the same aliases as the names that are looked up, so that either side may
 * carry the odd spelling.
 * @throws FactsError when two rows have the same key and say different things: whichever were taken, the other would be lost
 */
export async function loadLookup(name: string, spec: LookupSpec, table: Table, aliases: Aliases): Promise<Lookup> {
  const at = table.columns.indexOf(spec.key)
  const rows = new Map<string, readonly string[]>()
  for await (const batch of table.batches()) {
    for (const { line, cells } of batch) {
      const key = canonical(cells[at] ?? '', aliases)
      const before = rows.get(key)
      if (before && before.join('\u0000') !== cells.join('\u0000')) {
        throw new FactsError([
          { at: `lookups.${name}.key`, key: 'facts.lookup_twice', args: { key, line, file: table.name } },
        ])
      }
      if (key !== '') rows.set(key, cells)
    }
  }
  return { file: table.name, columns: table.columns, rows }
}
