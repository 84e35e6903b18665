import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { bareCopy, exportDeals, makeDeals, openDesk, sizesUpTo } from './deals.js'
import { ending } from './ending.js'
import { promise, quantile, say } from './figures.js'
import { finished } from './processes.js'
import { cleanEnvironment } from './scene.js'

const importer = fileURLToPath(new URL('./import-process.js', import.meta.url))

/** What a size gave: whether its promise holds, and the most memory of the import, in MB. */
interface Measured {
  readonly holds: boolean
  readonly memory: number
}

/**
 * An import of a CSV file at 1e5, 1e6 and 1e7 deals against a bare COPY of the same rows, and its memory.
 * @param most the largest number of rows; 1e7 takes a quarter of an hour and 15 GB of disk
 */
export async function imports(most: number): Promise<boolean> {
  const measured: Measured[] = []
  for (const rows of sizesUpTo(most)) measured.push(await measure(rows))
  const [first] = measured
  const last = measured.at(-1)
  const holds = measured.every((one) => one.holds)
  if (!first || !last || last === first) return holds
  return (
    promise('memory at the largest size, by that at the smallest', last.memory / first.memory, 'at most', 1.5) && holds
  )
}

const taken = z.object({ seconds: z.number(), added: z.number(), memory: z.array(z.number()), peak: z.number() })

async function measure(rows: number): Promise<Measured> {
  say(`imports: ${rows.toExponential(0)} deals`)
  return ending(async (afterwards) => {
    const { database, url, home } = await openDesk(afterwards)
    const { sql } = database
    const folder = join(home, 'files')
    mkdirSync(folder)
    // As root, the server is somebody else, who writes here.
    chmodSync(folder, 0o777)
    await makeDeals(sql, rows)
    await exportDeals(sql, join(folder, 'deals.csv'))
    await sql`drop table bench_made`
    await sql`checkpoint`
    const rounds: { readonly ours: number; readonly copy: number }[] = []
    let memory: readonly number[] = []
    let peak = 0
    // A short one is soon disturbed by whatever else the machine does.
    while (rounds.length < (rows > 1e5 ? 1 : 3)) {
      await sql`truncate opportunities`
      const said = await finished(importer, [url, folder], cleanEnvironment({}))
      const { seconds, added, ...used } = taken.parse(JSON.parse(said))
      if (added !== rows) throw new Error(`The import added ${added} of ${rows} deals`)
      rounds.push({ ours: rows / seconds, copy: rows / (await bareCopy(sql, join(folder, 'copy.txt'))) })
      memory = used.memory
      peak = Math.max(peak, used.peak)
    }
    const perSecond = (rates: readonly number[]) => Math.round(quantile(rates, 0.5)).toLocaleString('en')
    say(`  drumbeat import of a CSV file: ${perSecond(rounds.map(({ ours }) => ours))} rows per second`)
    const copies = perSecond(rounds.map(({ copy }) => copy))
    say(`  a bare COPY of the same rows into a table with the same indexes: ${copies} rows per second`)
    say(
      `  memory in each tenth of the file: ${memory.map((one) => one.toFixed(0)).join(' ')} MB, at most ${peak.toFixed(0)} MB`,
    )
    const ratio = quantile(
      rounds.map(({ ours, copy }) => ours / copy),
      0.5,
    )
    return { holds: promise('rows per second, ours by COPY', ratio, 'at least', 0.25), memory: peak }
  })
}
