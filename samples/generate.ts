import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SampleFile } from './generator/csv.js'
import { dayOf } from './generator/days.js'
import { exportsOf } from './generator/files.js'

export interface SampleOptions {
  /** The day of the export, 'YYYY-MM-DD': the 24 months end with it. */
  readonly asOf: string
  /** Other numbers for another seed; the same for the same. */
  readonly seed?: number
}

/** The sample company has too short a history before this day. */
const earliest = '2024-01-01'

/**
 * The files that the CRM and the billing system of the sample company export on a day, byte for byte the same for the same day
 * and seed. `samples/mappings` reads them; exactly three rows of `opportunities.csv` have to be refused.
 * @throws RangeError when `asOf` is no day, or lies before 2024
 */
export function sampleFiles({ asOf, seed = 1 }: SampleOptions): readonly SampleFile[] {
  if (asOf < earliest)
    throw new RangeError(`The sample company has no numbers as of ${asOf}; ask for ${earliest} or later`)
  return exportsOf(dayOf(asOf), seed)
}

/** Writes the files into a folder, which is made when it is not there. */
export function writeSample(folder: string, options: SampleOptions): void {
  mkdirSync(folder, { recursive: true })
  for (const { name, content } of sampleFiles(options)) writeFileSync(join(folder, name), content)
}
