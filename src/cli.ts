#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { exportNamed } from './checklists/terminal.js'
import { defaultCompany } from './company/default.js'
import { companyOf } from './company/store.js'
import { importCommand } from './facts/command.js'
import { exportMappings } from './facts/export.js'
import { runLine } from './facts/run-words.js'
import { recentRuns } from './facts/runs-store.js'
import { textsFor } from './locales/texts.js'
import { askInTerminal } from './start/ask.js'
import { type OpenDatabase, openDatabase } from './start/database.js'
import { explain } from './start/explain.js'
import { exportFolder } from './start/export.js'
import { lastResort } from './start/last-resort.js'
import { logger } from './start/log.js'
import { applyPlanned, planFolder } from './start/plan.js'
import { planLines } from './start/plan-lines.js'
import { scheduleSource } from './start/pulls.js'
import { readSettings, type Settings } from './start/settings.js'
import { Interrupted, type StopSignals, stopSignals } from './start/signals.js'
import { tokenCommand } from './start/tokens.js'

const t = textsFor('en', 'UTC')
const out = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const version = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile(), 'utf8'))).version

/** package.json lies one folder above the sources and two above the build. */
function packageFile(): URL {
  const here = import.meta.url
  return new URL(here.includes('/dist/src/') ? '../../package.json' : '../package.json', here)
}

const settings = (): Settings => readSettings(process.env, process.cwd())

const listen = (): StopSignals => stopSignals(process, () => complain(t.plain('cli.stopping')))

/**
 * Runs something with the database open, and closes it whatever happens: a Ctrl-C that ended this process at once would leave the
 * embedded server running.
 */
async function withDatabase<T>(work: (database: OpenDatabase, settings: Settings) => Promise<T>): Promise<T> {
  const read = settings()
  const signals = listen()
  const interrupted = signals.first.then((): never => {
    throw new Interrupted(t.plain('cli.interrupted'))
  })
  // Where the database cannot be opened, nobody waits for it any more.
  interrupted.catch(() => {})
  try {
    const database = await openDatabase(read, () => {})
    try {
      return await (signals.asked() ? interrupted : Promise.race([work(database, read), interrupted]))
    } finally {
      await database.close()
    }
  } finally {
    signals.forget()
  }
}

async function start(): Promise<void> {
  const read = settings()
  if (!read.slack && !read.teams) {
    complain(t.plain('cli.how_to_connect'))
    process.exitCode = 1
    return
  }
  // Only here: with what the platforms bring along, every other command would take three times as long to begin.
  const { startBot } = await import('./main.js')
  const log = logger(read.logLevel)
  lastResort(process, log, () => process.exit(1))
  const signals = listen()
  const bot = await startBot(read, log)
  if (!signals.asked()) out(t.plain('cli.running', { url: bot.url }))
  await signals.first
  await bot.stop()
  // What was still under way at the end of the drain would keep the process: a request lasts up to ten seconds.
  setTimeout(() => process.exit(0), leftovers).unref()
}

/** How long after the drain the process may live on by what it left, in milliseconds. */
const leftovers = 500

async function importFiles(mappings: string[], options: { from?: string; runs?: boolean }): Promise<void> {
  if (options.runs) return showRuns(mappings)
  if (mappings.length === 0) {
    complain(t.plain('cli.import_nothing'))
    process.exitCode = 1
    return
  }
  process.exitCode = await withDatabase(async ({ database }, { home }) =>
    importCommand({
      imported: async (mapping) => {
        const said = await scheduleSource(database.db, mapping, Temporal.Now.instant(), t)
        if (said !== null) out(said)
      },
      mappingFiles: mappings,
      from: options.from ?? null,
      reports: join(home, 'reports'),
      database,
      environment: (name) => process.env[name],
      company: (await companyOf(database.db)) ?? defaultCompany,
      now: Temporal.Now.instant(),
      t,
      out,
      terminal: process.stderr,
    }),
  )
}

/** The latest tries at importing, of all sources or of the one that is named. */
async function showRuns([source = null]: readonly (string | null)[]): Promise<void> {
  const runs = await withDatabase(({ database }) => recentRuns(database.db, source, 20))
  for (const run of runs) out(runLine(run, t))
  if (runs.length === 0) out(t.plain('facts.runs_none'))
}

async function token(source: string | undefined, options: { label?: string; owner?: string; revoke?: string }) {
  const { label = null, owner = null, revoke = null } = options
  const asked = { source: source ?? null, label, owner, revoke }
  const lines = await withDatabase(({ database }) => tokenCommand(database.db, asked, Temporal.Now.instant(), t))
  for (const line of lines) out(line)
}

async function apply(folder: string, options: { yes?: boolean }): Promise<void> {
  const applied = await withDatabase(async ({ database: { db } }) => {
    const plan = await planFolder(db, folder, Temporal.Now.instant())
    for (const line of planLines(plan, folder, t)) out(line)
    if (!options.yes && plan.steps.length > 0 && !(await confirmed())) return null
    return applyPlanned(db, folder, Temporal.Now.instant(), plan)
  })
  if (applied === 'changed') complain(t.plain('cli.plan_changed'))
  else if (applied === null) complain(t.plain(process.stdin.isTTY ? 'cli.plan_declined' : 'cli.plan_needs_yes'))
  else return out(t.plain('cli.applied', { folder, ...applied }))
  process.exitCode = 1
}

/** Asks at the terminal; where nobody is there, nobody said yes. */
async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^\s*y(es)?\s*$/i.test(await asking.question(t.plain('cli.plan_ask')))
  } finally {
    asking.close()
  }
}

async function exportMapping(source: string | undefined, options: { to?: string }): Promise<void> {
  process.exitCode = await withDatabase(({ database }) =>
    exportMappings({ db: database.db, source: source ?? null, to: options.to ?? null, t, out }),
  )
}

/** Written as it is, so that `> close.csv` makes a file that a spreadsheet reads. */
async function exportChecklist(name: string): Promise<void> {
  const csv = await withDatabase(({ database }) => exportNamed(database.db, name, Temporal.Now.instant(), t))
  process.stdout.write(csv)
}

async function exportSetup(folder: string): Promise<void> {
  const files = await withDatabase(({ database }) => exportFolder(database.db, folder, Temporal.Now.instant()))
  out(t.plain('cli.exported', { files: t.list(files) }))
}

async function ask(
  question: string[],
  options: { asOf?: string; as?: string; json?: boolean; rows?: boolean },
): Promise<void> {
  const answer = await withDatabase(({ database }) =>
    askInTerminal(database.db, {
      words: question.join(' '),
      asOf: options.asOf ?? null,
      email: options.as ?? null,
      rows: options.rows === true,
      now: Temporal.Now.instant(),
    }),
  )
  // With --json the answer is JSON whatever happened, so that a program never has to read words.
  if (options.json) out(JSON.stringify(answer.json, null, 2))
  else if (answer.exitCode === 0) out(answer.text)
  else complain(answer.text)
  process.exitCode = answer.exitCode
}

const program = new Command('drumbeat').description(t.plain('cli.about')).version(version).showHelpAfterError()
program.command('start').description(t.plain('cli.start')).action(start)
program
  .command('apply')
  .argument('<folder>')
  .option('--yes', t.plain('cli.apply_yes'))
  .description(t.plain('cli.apply'))
  .action(apply)
const exporting = program.command('export').argument('<folder>').description(t.plain('cli.export')).action(exportSetup)
exporting
  .command('mapping')
  .argument('[source]')
  .option('--to <folder>', t.plain('cli.export_to'))
  .description(t.plain('cli.export_mapping'))
  .action(exportMapping)
exporting.command('checklist').argument('<name>').description(t.plain('cli.export_checklist')).action(exportChecklist)
program
  .command('import')
  .argument('[mapping.yaml...]')
  .option('--from <folder>', t.plain('cli.import_from'))
  .option('--runs', t.plain('cli.import_runs'))
  .description(t.plain('cli.import'))
  .action(importFiles)
program
  .command('token')
  .argument('[source]')
  .option('--label <words>', t.plain('cli.token_label'))
  .option('--owner <email>', t.plain('cli.token_owner'))
  .option('--revoke <number>', t.plain('cli.token_revoke'))
  .description(t.plain('cli.token'))
  .action(token)
program
  .command('ask')
  .argument('<question...>')
  .option('--as-of <date>', t.plain('cli.ask_as_of'))
  .option('--as <email>', t.plain('cli.ask_as'))
  .option('--json', t.plain('cli.ask_json'))
  .option('--rows', t.plain('cli.ask_rows'))
  .description(t.plain('cli.ask'))
  .action(ask)

try {
  await program.parseAsync()
} catch (error) {
  complain(explain(error))
  process.exitCode = 1
}
