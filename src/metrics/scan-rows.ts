import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { type FactName, factNames } from '../facts/catalogue.js'
import type { Source } from './answer.js'
import type { Scan } from './plan.js'

export interface Cell {
  /** Null where there is nothing to take a percentile of. */
  readonly value: number | null
  /** The currencies of the rows, where they are money; of more than two, the first and the last by name. */
  readonly currencies: readonly string[]
  /** The day and a currency of which no rate is known, where amounts were to be converted and one could not be. */
  readonly gap: Gap | null
}

export interface Gap {
  readonly day: string
  readonly currency: string
}

/** What a scan gives for one window, as a whole or for one value of a dimension. */
export interface ScanRow {
  /** Index of the window. */
  readonly window: number
  readonly whole: boolean
  readonly key: string | null
  readonly rows: number
  /** By the measure's key. */
  readonly cells: ReadonlyMap<string, Cell>
}

/** One row of a scan's statement: its columns are those of scan-sql.ts. */
export function scanRow(row: Readonly<Record<string, unknown>>, scan: Scan): ScanRow {
  return {
    window: numberFrom(row.window, 'window') - 1,
    whole: row.whole === true,
    key: textFrom(row.key),
    rows: numberFrom(row.rows, 'rows'),
    cells: new Map(scan.measures.map((measure, index) => [measure.key, cellFrom(row, index)])),
  }
}

function cellFrom(row: Readonly<Record<string, unknown>>, index: number): Cell {
  const value = row[`m${index}`] ?? null
  const currencies = [textFrom(row[`a${index}`]), textFrom(row[`z${index}`])].filter((one) => one !== null)
  const [day, currency] = [textFrom(row[`d${index}`]), textFrom(row[`k${index}`])]
  return {
    value: value === null ? null : numberFrom(value, `m${index}`),
    currencies: [...new Set(currencies)],
    gap: day !== null && currency !== null ? { day, currency } : null,
  }
}

/** PostgreSQL sends integers of any size as text; beyond 2^53 a JavaScript number would no longer be exact. */
function numberFrom(value: unknown, name: string): number {
  const number = Number(value)
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    throw new RangeError(`The database gave ${String(value)} as ${name}, which is too large to be exact`)
  }
  return number
}

const textFrom = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const sourceList = z.array(
  z.object({ name: z.string(), label: z.string(), readAt: z.string(), fact: z.enum(factNames) }),
)

/** The sources that a statement gave, each with the fact that it fills. */
export function sourcesFrom(value: unknown): readonly { readonly source: Source; readonly fact: FactName }[] {
  const list = sourceList.parse(typeof value === 'string' ? JSON.parse(value) : value)
  return list.map(({ name, label, readAt, fact }) => ({
    fact,
    source: { name, label, readAt: Temporal.Instant.from(readAt) },
  }))
}
