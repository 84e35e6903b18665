// An import as a process of its own, so that its memory is nobody else's: imports the deals of a folder, and prints what it took.
import { Temporal } from 'temporal-polyfill'
import { connect } from '../db/connect.js'
import { importFacts } from '../src/facts/import.js'
import { parseMapping } from '../src/facts/mapping.js'
import { textsFor } from '../src/locales/texts.js'
import { dealsMapping } from './deals.js'

const [databaseUrl = '', folder = ''] = process.argv.slice(2)
const database = connect(databaseUrl, { max: 2 })
const megabytes = (): number => process.memoryUsage.rss() / 1024 / 1024
/** The most memory in each tenth of the file. */
const memory: number[] = []
const began = performance.now()
const report = await importFacts({
  database,
  company: { zone: 'Europe/Berlin', currency: 'EUR' },
  mapping: parseMapping(dealsMapping),
  from: folder,
  now: Temporal.Instant.from('2026-01-15T08:00:00Z'),
  t: textsFor('en', 'UTC'),
  reports: folder,
  progress: ({ bytes, size }) => {
    const tenth = Math.min(9, Math.floor((10 * bytes) / size))
    memory[tenth] = Math.max(memory[tenth] ?? 0, megabytes())
  },
})
const seconds = (performance.now() - began) / 1000
await database.close()
const peak = Math.max(megabytes(), process.resourceUsage().maxRSS / 1024)
process.stdout.write(`${JSON.stringify({ seconds, added: report.added, memory, peak })}\n`)
