// The one initial migration, made from the schema. Nothing is released yet, so there is no history to keep: a change of the
// schema makes this file anew. What drizzle-kit puts in that differs from run to run (a time, a random id) is fixed here, so
// that the same schema gives the same files.
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const made = Date.UTC(2026, 0, 1)
const id = '00000000-0000-4000-8000-000000000001'

/** How many migrations stand in a folder. */
export function countMigrations(folder) {
  const journal = join(folder, 'meta/_journal.json')
  return existsSync(journal) ? JSON.parse(readFileSync(journal, 'utf8')).entries.length : 0
}

/** Writes the initial migration of db/schema into an empty folder. */
export function generateInitial(folder) {
  // drizzle-kit takes command line options only when no configuration file is named.
  const args = ['--dialect', 'postgresql', '--schema', './db/schema/*.ts', '--out', folder, '--name', 'initial']
  execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  appendFileSync(join(folder, '0000_initial.sql'), `--> statement-breakpoint\n${readFileSync('db/rules.sql', 'utf8')}`)
  rewrite(join(folder, 'meta/_journal.json'), (journal) => {
    for (const entry of journal.entries) entry.when = made
  })
  rewrite(join(folder, 'meta/0000_snapshot.json'), (snapshot) => {
    snapshot.id = id
  })
}

function rewrite(path, change) {
  const content = JSON.parse(readFileSync(path, 'utf8'))
  change(content)
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
}
