import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { bareCopy, type Desk, exportDeals } from './deals.js'
import { promise, quantile, say } from './figures.js'
import { finished } from './processes.js'
import { cleanEnvironment } from './scene.js'

const importer = fileURLToPath(new URL('./import-process.js', import.meta.url))

const taken = z.object({ seconds: z.number(), added: z.number(), memory: z.array(z.number()), peak: z.number() })

/** What one round gave: seconds, ours and of a bare COPY, and the most memory of each tenth of the file, in MB. */
interface Round {
  readonly ours: number
  readonly copy: number
  readonly memory: readonly number[]
  readonly peak: number
}

/** An import of a CSV file against a bare COPY of the same rows, and its memory. The rows of the last round stay in the fact. */
export async function importing({ database, url, home }: Desk, rows: number): Promise<boolean> {
  const { sql } = database
  const folder = join(home, 'files')
  mkdirSync(folder)
  // As root, the server is somebody else, who writes here.
  chmodSync(folder, 0o777)
  await exportDeals(sql, rows, join(folder, 'deals.csv'))
  await sql`checkpoint`
  const rounds: Round[] = []
  // A short one is soon disturbed by whatever else the machine does.
  while (rounds.length < (rows > 1e5 ? 1 : 5)) {
    await sql`truncate opportunities`
    const said = await finished(importer, [url, folder], cleanEnvironment({}))
    const { seconds, added, ...memory } = taken.parse(JSON.parse(said))
    if (added !== rows) throw new Error(`The import added ${added} of ${rows} deals`)
    rounds.push({ ours: seconds, copy: await bareCopy(sql, join(folder, 'copy.txt')), ...memory })
  }
  rmSync(folder, { recursive: true })
  return report(rows, rounds)
}

function report(rows: number, rounds: readonly Round[]): boolean {
  const perSecond = (seconds: readonly number[]) => Math.round(rows / quantile(seconds, 0.5)).toLocaleString('en')
  say(`  drumbeat import of a CSV file: ${perSecond(rounds.map(({ ours }) => ours))} rows per second`)
  const copies = perSecond(rounds.map(({ copy }) => copy))
  say(`  a bare COPY of the same rows into a table with the same indexes: ${copies} rows per second`)
  const { memory, peak } = rounds.at(-1) ?? { memory: [], peak: 0 }
  const tenths = memory.map((one) => one.toFixed(0)).join(' ')
  say(`  memory in each tenth of the file: ${tenths} MB, at most ${peak.toFixed(0)} MB`)
  const ratios = rounds.map(({ ours, copy }) => copy / ours)
  const fast = promise('rows per second, ours by COPY', quantile(ratios, 0.5), 'at least', 0.25)
  // Of a shorter file the first tenth is over before the process has taken what it needs.
  const growth = (memory.at(-1) ?? 0) / (memory[0] ?? 1)
  const flat = promise('memory in the last tenth, by that in the first', growth, 'at most', rows >= 1e7 ? 1.5 : null)
  return fast && flat
}
