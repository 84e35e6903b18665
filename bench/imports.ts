import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { bareCopy, exportDeals, makeDeals, openDesk, sizesUpTo } from './deals.js'
import { ending } from './ending.js'
import { promise, say } from './figures.js'
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
    const said = await finished(importer, [url, folder], cleanEnvironment({}))
    const { seconds, added, memory, peak } = taken.parse(JSON.parse(said))
    if (added !== rows) throw new Error(`The import added ${added} of ${rows} deals`)
    const copied = await bareCopy(sql, join(folder, 'copy.txt'))
    const perSecond = (taking: number) => Math.round(rows / taking).toLocaleString('en')
    say(`  drumbeat import of a CSV file: ${perSecond(seconds)} rows per second`)
    say(`  a bare COPY of the same rows into a table with the same indexes: ${perSecond(copied)} rows per second`)
    say(
      `  memory in each tenth of the file: ${memory.map((one) => one.toFixed(0)).join(' ')} MB, at most ${peak.toFixed(0)} MB`,
    )
    return { holds: promise('rows per second, ours by COPY', copied / seconds, 'at least', 0.25), memory: peak }
  })
}
