// `npm run bench [-- NAME... --rows N]`: measures against named baselines in the same run, and says what was promised and whether it
// holds. Every suite when none is named; `--rows` is how many rows `metrics` goes up to. Exit code 1 when a promise does not hold.
import { parseArgs } from 'node:util'
import { acknowledgement } from './acknowledgement.js'
import { checklists } from './checklists.js'
import { usualRows } from './deals.js'
import { delivery } from './delivery/index.js'
import { feedback } from './feedback.js'
import { say } from './figures.js'
import { kpi } from './kpi.js'
import { metrics } from './metrics.js'
import { standups } from './standups.js'
import { start } from './start.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: String(usualRows) } },
})

/** Each prints its figures and says whether its promises hold. */
const suites: Readonly<Record<string, () => Promise<boolean>>> = {
  acknowledgement,
  checklists,
  delivery,
  feedback,
  kpi,
  metrics: () => metrics(Number(values.rows)),
  standups,
  start,
}

const unknown = positionals.filter((name) => !(name in suites))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench called ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.\n`,
  )
  process.exit(2)
}
const broken: string[] = []
try {
  for (const [name, suite] of Object.entries(suites)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    if (!(await suite())) broken.push(name)
    say('')
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
}
say(broken.length === 0 ? 'Every promise holds.' : `Promises that do not hold: ${broken.join(', ')}`)
process.exitCode = broken.length === 0 ? 0 : 1
