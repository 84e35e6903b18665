import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/connect.js'
import { importFacts } from '../src/facts/import.js'
import { parseMapping } from '../src/facts/mapping.js'
import type { ImportReport } from '../src/facts/report.js'
import { textsFor } from '../src/locales/texts.js'

export const berlin = { zone: 'Europe/Berlin', currency: 'EUR' } as const

/** A folder of its own for files to import and for what an import writes. */
export interface Workbench {
  readonly folder: string
  write(name: string, content: string | Uint8Array): void
  /** The files of refused rows, by their paths. */
  refusedFiles(): readonly string[]
  /** Imports by a mapping, as YAML would give it; `now` differs from run to run, as it does in life. */
  run(database: Database, mapping: unknown, company?: { zone: string; currency: string }): Promise<ImportReport>
  close(): void
}

export function workbench(): Workbench {
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-import-'))
  const reports = join(folder, 'reports')
  let runs = 0
  return {
    folder,
    write: (name, content) => writeFileSync(join(folder, name), content),
    refusedFiles: () => {
      const names = readdirSync(folder).includes('reports') ? readdirSync(reports) : []
      return names.map((name) => join(reports, name))
    },
    run: (database, mapping, company = berlin) => {
      runs += 1
      return importFacts({
        database,
        company,
        mapping: parseMapping(mapping),
        from: folder,
        now: Temporal.Instant.from('2026-03-02T08:00:00Z').add({ minutes: runs }),
        t: textsFor('en', 'UTC'),
        reports,
      })
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}
