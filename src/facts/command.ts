import { dirname } from 'node:path'
import { Presets, SingleBar } from 'cli-progress'
import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import type { Company } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import { importFacts } from './import.js'
import { loadMapping } from './mapping.js'
import { describeProblem, FactsError } from './problems.js'
import { gotAnything } from './report.js'
import type { Progress } from './run.js'
import { reportLines } from './words.js'

/** A stream that may be a terminal. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean }

export interface ImportCommand {
  /** The mapping's YAML file. */
  readonly mappingFile: string
  /** The folder of the data files; that of the mapping where none is named. */
  readonly from: string | null
  /** The folder for the file of refused rows. */
  readonly reports: string
  readonly database: Database
  readonly company: Pick<Company, 'zone' | 'currency'>
  readonly now: Temporal.Instant
  readonly t: Texts
  readonly out: (line: string) => void
  /** Where a progress bar is drawn; null where nobody watches. */
  readonly terminal: Terminal | null
}

/**
 * What `drumbeat import` does: imports, prints the report, or prints what is wrong with the mapping.
 * @returns the exit code: 0 when rows got in (refused ones are reported), 1 when nothing was imported
 * @throws whatever the database throws; nothing is stored then
 */
export async function importCommand(command: ImportCommand): Promise<0 | 1> {
  const { t, out } = command
  const bar = progressBar(command.terminal, t)
  try {
    const mapping = loadMapping(command.mappingFile)
    const from = command.from ?? dirname(command.mappingFile)
    const report = await importFacts({ ...command, mapping, from, progress: bar.show })
    bar.stop()
    for (const line of reportLines(report, t)) out(line)
    if (gotAnything(report)) return 0
    out(t.plain('facts.nothing_imported'))
    return 1
  } catch (error) {
    bar.stop()
    if (!(error instanceof FactsError)) throw error
    for (const problem of error.problems) out(describeProblem(problem, t))
    out(t.plain('facts.nothing_imported'))
    return 1
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
