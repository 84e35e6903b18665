import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../../db/connect.js'
import type { Texts } from '../locales/texts.js'
import type { Mapping } from './mapping-schema.js'
import { mappingYaml } from './mapping-yaml.js'
import { savedMappings } from './sources-store.js'

export interface ExportCommand {
  readonly db: Db
  /** The source whose mappings are wanted; all of them where none is named. */
  readonly source: string | null
  /** The folder to write into, a file for each; printed where none is named. */
  readonly to: string | null
  readonly t: Texts
  readonly out: (line: string) => void
}

/**
 * What `drumbeat export mapping` does: gives how each source is read, wherever that was said (in chat or by YAML), as files that
 * `drumbeat import` takes.
 * @returns the exit code: 1 when there is no such source
 */
export async function exportMappings({ db, source, to, t, out }: ExportCommand): Promise<0 | 1> {
  const all = await savedMappings(db)
  const wanted = all.filter((mapping) => source === null || mapping.source === source)
  if (wanted.length === 0) {
    const known = [...new Set(all.map((mapping) => mapping.source))]
    out(
      t.plain('facts.export_none', {
        source: source ?? '',
        known: t.list(known),
        has: known.length > 0 ? 'yes' : 'no',
      }),
    )
    return 1
  }
  if (to === null) out(wanted.map(mappingYaml).join('---\n').trimEnd())
  else for (const mapping of wanted) out(t.plain('facts.export_written', { path: write(mapping, to) }))
  return 0
}

function write(mapping: Mapping, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${mapping.source}-${mapping.fact}.yaml`)
  writeFileSync(path, mappingYaml(mapping))
  return path
}
