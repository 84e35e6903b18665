import type { TransactionSql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import { type Checked, checker } from './checking.js'
import type { SourceTables } from './fitting.js'
import type { Aliases, Lookup } from './lookups.js'
import { columnTitle, type Mapping } from './mapping-schema.js'
import { FactsError } from './problems.js'
import { rowReader } from './reading.js'
import type { Fault, Refusal } from './refusal.js'
import type { RefusedFile } from './refused.js'
import type { ImportReport, UnknownName } from './report.js'
import {
  type Frozen,
  type Landing,
  mergeStage,
  openFact,
  openImport,
  openStage,
  type Repeated,
  saveSource,
  settle,
  takeFrozen,
  takeRepeated,
} from './store.js'
import type { Row } from './table.js'
import { Watch } from './watch.js'

/** How far an import is. */
export interface Progress {
  readonly bytes: number
  readonly size: number
  readonly rows: number
}

/** What a run works on and with. */
export interface RunPlan {
  readonly mapping: Mapping
  readonly tables: SourceTables
  readonly lookups: ReadonlyMap<string, Lookup>
  /** By field. */
  readonly aliases: ReadonlyMap<string, Aliases>
  readonly company: { readonly zone: string; readonly currency: string }
  readonly refused: RefusedFile
  readonly progress: ((progress: Progress) => void) | undefined
}

/** So many refusals stand in the report; the file has them all. */
const mostReported = 1000

/** A refusal of which the file and the line are known anyway. */
type RowFault = Omit<Fault, 'field'>

/** What of a run was stored. */
export interface Merged {
  readonly run: number
  readonly added: number
  readonly changed: number
}

/** Every row was refused: what was begun for them is to be taken back. */
export class NothingFits extends Error {}

/** One import under way: reads, checks, stages and merges, and counts what happens. */
export class Run {
  readonly #plan: RunPlan
  readonly #watch: Watch
  readonly #read: (row: Row) => Checked
  readonly #refusals: Refusal[] = []
  #rowsRead = 0
  #rowsRefused = 0
  #undated = 0

  constructor(plan: RunPlan) {
    const { mapping, tables } = plan
    this.#plan = plan
    this.#watch = new Watch(mapping)
    const names = Object.entries(mapping.columns).map(([field, spec]) => [field, columnTitle(spec) || field] as const)
    const read = rowReader({ ...plan, columns: tables.main.columns, watch: this.#watch })
    const check = checker(mapping.fact, new Map(names))
    this.#read = (row) => check(read(row))
  }

  /**
   * The rows of a source of which nothing is there yet go straight into the fact, which spares them a second way.
   * @throws NothingFits when no row was good enough, PostgresError when an id stands twice: to be rolled back either way
   */
  async putStraight(sql: TransactionSql, source: number, now: Temporal.Instant): Promise<Merged> {
    const { mapping } = this.#plan
    const run = await openImport(sql, source, now)
    await this.#fill(await openFact(sql, mapping.fact, source, run))
    const added = this.#rowsRead - this.#rowsRefused
    if (added === 0) throw new NothingFits()
    await settle(sql, mapping.fact, source, run, added)
    return { run, added, changed: 0 }
  }

  /** @returns what was merged, or null when no row was good enough */
  async stageAndMerge(sql: TransactionSql, now: Temporal.Instant): Promise<Merged | null> {
    const { mapping } = this.#plan
    await this.#fill(await openStage(sql, mapping.fact))
    const repeated = await takeRepeated(sql)
    if (typeof repeated === 'number') {
      throw new FactsError([{ at: 'columns.id', key: 'facts.ids_not_unique', args: { rows: repeated } }])
    }
    await this.#refuseStaged(repeated.map((one) => ({ line: one.line, fault: this.#repeatedFault(one) })))
    const frozen = await takeFrozen(sql, mapping)
    await this.#refuseStaged(frozen.map((one) => ({ line: one.line, fault: this.#frozenFault(one) })))
    if (this.#rowsRead === this.#rowsRefused) return null
    const source = await saveSource(sql, mapping)
    const run = await openImport(sql, source, now)
    return { run, ...(await mergeStage(sql, mapping.fact, source, run)) }
  }

  async #fill(landing: Landing): Promise<void> {
    const { progress, tables } = this.#plan
    const { main } = tables
    let bytes = 0
    try {
      const batches = main.batches((read) => {
        bytes = read
      })
      for await (const batch of batches) {
        for (const row of batch) {
          const checked = this.#read(row)
          if ('faults' in checked) await this.#refuse(row, checked.faults)
          else {
            this.#watch.row(checked.row)
            if (isUndated(checked.row)) this.#undated += 1
            const wait = landing.add(row.line, checked.row)
            if (wait) await wait
          }
        }
        this.#rowsRead += batch.length
        progress?.({ bytes, size: main.size, rows: this.#rowsRead })
      }
      await landing.close()
    } catch (error) {
      landing.abandon()
      throw error
    }
  }

  async #refuse(row: Row, faults: readonly RowFault[]): Promise<void> {
    const { name } = this.#plan.tables.main
    const refusals = faults.map(
      ({ column, value, code, args }): Refusal => ({ file: name, line: row.line, column, value, code, args }),
    )
    this.#rowsRefused += 1
    if (this.#refusals.length < mostReported) this.#refusals.push(...refusals)
    await this.#plan.refused.add(row, refusals)
  }

  #repeatedFault({ id, first }: Repeated): RowFault {
    const { id: spec } = this.#plan.mapping.columns
    const column = spec ? columnTitle(spec) || 'id' : 'id'
    return { column, value: id, code: 'repeated_id', args: { first } }
  }

  #frozenFault({ frozenOn, since }: Frozen): RowFault {
    return { column: '', value: frozenOn, code: 'frozen', args: { since } }
  }

  /** The stage knows these rows by their lines only; what they looked like stands in the file. */
  async #refuseStaged(refused: readonly { readonly line: number; readonly fault: RowFault }[]): Promise<void> {
    if (refused.length === 0) return
    const byLine = new Map(refused.map(({ line, fault }) => [line, fault]))
    for await (const batch of this.#plan.tables.main.batches()) {
      for (const row of batch) {
        const fault = byLine.get(row.line)
        if (!fault) continue
        await this.#refuse(row, [fault])
        byLine.delete(row.line)
      }
      if (byLine.size === 0) return
    }
  }

  report(merged: Merged | null, seconds: number): ImportReport {
    const { source, label, fact } = this.#plan.mapping
    const { added, changed } = merged ?? { added: 0, changed: 0 }
    const accepted = this.#rowsRead - this.#rowsRefused
    return {
      source,
      label,
      fact,
      file: this.#plan.tables.main.name,
      read: this.#rowsRead,
      added,
      changed,
      unchanged: accepted - added - changed,
      refused: this.#rowsRefused,
      refusals: this.#refusals.toSorted((a, b) => a.line - b.line),
      refusedFile: this.#plan.refused.written ? this.#plan.refused.path : null,
      blanks: this.#watch.blanks,
      undated: this.#undated,
      unknown: this.#watch.unknown(this.#knownNames()).filter((one) => !this.#isSettled(one)),
      seconds,
    }
  }

  /** Somebody has said of every name that it looks like that it is another one. */
  #isSettled({ field, name, near }: UnknownName): boolean {
    const others = this.#plan.mapping.different[field]?.[name] ?? []
    return near.length > 0 && near.every((one) => others.includes(one))
  }

  #knownNames(): Parameters<Watch['unknown']>[0] {
    const { lookups } = this.#plan.mapping
    return new Map(
      [...this.#plan.lookups].map(([name, { file, rows }]) => [
        name,
        { field: lookups[name]?.by ?? '', file, names: rows.keys() },
      ]),
    )
  }
}

/** Won or lost, but nobody says when: such a deal falls into no period. */
function isUndated(row: Readonly<Record<string, unknown>>): boolean {
  return row.outcome !== undefined && row.outcome !== 'open' && row.closed_on === null
}
