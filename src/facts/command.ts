import { basename, dirname } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import type { Company } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import { importFacts } from './import.js'
import { loadMapping } from './mapping.js'
import type { Mapping } from './mapping-schema.js'
import { describeProblem, FactsError } from './problems.js'
import { gotAnything } from './report.js'
import type { Progress } from './run.js'
import type { Environment } from './sources/sql.js'
import { reportLines } from './words.js'

/** A stream that may be a terminal. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean }

export interface ImportCommand {
  /** The YAML files of the mappings, in the order in which they are imported. */
  readonly mappingFiles: readonly string[]
  /** The folder of the data files; that of each mapping where none is named. */
  readonly from: string | null
  /** The folder for the file of refused rows. */
  readonly reports: string
  readonly database: Database
  /** Where the addresses of other databases stand. */
  readonly environment?: Environment
  readonly company: Pick<Company, 'zone' | 'currency'>
  readonly now: Temporal.Instant
  readonly t: Texts
  readonly out: (line: string) => void
  /** Told of every mapping by which rows got in. */
  readonly imported?: (mapping: Mapping) => Promise<void>
  /** Where a progress bar is drawn; null where nobody watches. */
  readonly terminal: Terminal | null
}

/**
 * What `drumbeat import` does: imports by one mapping after the other, and prints for each the report, or what is wrong with it.
 * Each is kept or refused by itself: a mapping that does not fit keeps none of the others from getting in.
 * @returns the exit code: 0 when rows got in by every mapping (refused ones are reported), 1 when one imported nothing
 * @throws whatever the database throws; what was imported before stays
 */
export async function importCommand(command: ImportCommand): Promise<0 | 1> {
  const { mappingFiles, t, out } = command
  let failed = false
  for (const [at, file] of mappingFiles.entries()) {
    if (at > 0) out('')
    if (await importOne(file, command)) continue
    failed = true
    const mapping = basename(file)
    out(
      mappingFiles.length === 1 ? t.plain('facts.nothing_imported') : t.plain('facts.nothing_imported_by', { mapping }),
    )
  }
  return failed ? 1 : 0
}

/** @returns whether any row got in */
async function importOne(file: string, command: ImportCommand): Promise<boolean> {
  const { t, out } = command
  const bar = progressBar(command.terminal, t)
  try {
    const mapping = loadMapping(file)
    const report = await importFacts({ ...command, mapping, from: command.from ?? dirname(file), progress: bar.show })
    bar.stop()
    for (const line of reportLines(report, t)) out(line)
    const got = gotAnything(report)
    if (got) await command.imported?.(mapping)
    return got
  } catch (error) {
    bar.stop()
    if (!(error instanceof FactsError)) throw error
    for (const problem of error.problems) out(describeProblem(problem, t))
    return false
  }
}

interface Bar {
  show(progress: Progress): void
  stop(): void
}

function progressBar(terminal: Terminal | null, t: Texts): Bar {
  if (!terminal?.isTTY) return { show: () => {}, stop: () => {} }
  const bar = new SingleBar(
    { format: '{bar} {percentage} % · {rows}', stream: terminal, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  )
  let started = false
  return {
    show: ({ bytes, size, rows }) => {
      const payload = { rows: t.plain('facts.progress', { rows }) }
      if (!started) bar.start(size, bytes, payload)
      else bar.update(bytes, payload)
      started = true
    },
    stop: () => {
      if (started) bar.stop()
      started = false
    },
  }
}
