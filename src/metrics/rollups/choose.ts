import type { Db } from '../../../db/connect.js'
import type { Rollup } from '../../facts/rollup-sql.js'
import { executing, keptRollups } from '../../facts/rollup-store.js'
import type { Scan } from '../plan.js'
import type { Filter } from '../question.js'
import { type Rollable, rollable, rollableView } from './rollable.js'
import type { Asked, Kept } from './statement.js'

/** What decides whether sums by day can answer: of everything else in a request they hold as much as the rows. */
export interface Choice {
  readonly scan: Scan
  readonly by: string | null
  readonly firstOnly: boolean
  readonly where: readonly Filter[]
}

/** The kept roll-ups, and for each scan what was found out about it. */
interface Shelf {
  readonly until: number
  readonly rollups: readonly Rollup[]
  readonly found: WeakMap<Scan, Map<string, Pick<Asked, 'rollup' | 'measures'> | null>>
}

/**
 * Milliseconds for which it is remembered which roll-ups are kept. A roll-up that is missing from it costs time; one that is in it
 * and kept no more is noticed by the statement that reads it.
 */
const remembered = 10_000
const shelves = new WeakMap<Db, Promise<Shelf>>()

async function shelfOf(db: Db): Promise<Shelf> {
  const known = await shelves.get(db)
  if (known && performance.now() < known.until) return known
  const reading = keptRollups(executing(db)).then((rollups) => {
    return { until: performance.now() + remembered, rollups, found: new WeakMap() }
  })
  shelves.set(db, reading)
  // What failed once is asked again.
  reading.catch(() => shelves.delete(db))
  return reading
}

/**
 * The roll-up that can answer, or null where the rows have to: more than one dimension, a median, a condition that no roll-up has a
 * bit for, or none that is kept.
 */
export async function chooseRollup(db: Db, choice: Choice): Promise<Asked | null> {
  const { scan, by, firstOnly, where } = choice
  const [dimension = '', ...more] = new Set([...(by === null ? [] : [by]), ...where.map((filter) => filter.dimension)])
  if (more.length > 0) return null
  const shelf = await shelfOf(db)
  const found = shelf.found.get(scan) ?? new Map<string, Pick<Asked, 'rollup' | 'measures'> | null>()
  shelf.found.set(scan, found)
  const known = found.get(dimension)
  const answer = known === undefined ? findRollup(shelf.rollups, scan, dimension) : known
  found.set(dimension, answer)
  return answer && { ...answer, grouped: by !== null, firstOnly, filters: where.map(({ values }) => values.length) }
}

function findRollup(
  rollups: readonly Rollup[],
  scan: Scan,
  dimension: string,
): Pick<Asked, 'rollup' | 'measures'> | null {
  const view = rollableView(scan)
  if (!view) return null
  const timing = JSON.stringify(view.timing)
  const fitting = rollups.filter(
    ({ spec, ...one }) =>
      one.dimension === dimension && spec.fact === view.fact && JSON.stringify(spec.timing) === timing,
  )
  for (const rollup of fitting) {
    const measures = scan.measures.map((measure) => {
      const wanted = rollable(view.fact, measure)
      return wanted && keptIn(rollup, wanted)
    })
    const all = measures.filter((one) => one !== null)
    if (all.length === measures.length) return { rollup, measures: all }
  }
  return null
}

/** The measure as the roll-up has it, or null if it lacks anything of it. */
function keptIn({ spec }: Rollup, { conditions, operand, known, money, counted }: Rollable): Kept | null {
  const bits = conditions.map((one) => placeOf(spec.conditions, one))
  const place = operand === null ? null : placeOf(spec.operands, operand) + 1
  if (bits.includes(-1) || place === 0 || known.some((day) => !spec.known.includes(day))) return null
  const mask = bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
  return { bits: mask, place, dated: known.length > 0, money, counted }
}

function placeOf(all: readonly unknown[], one: unknown): number {
  const text = JSON.stringify(one)
  return all.findIndex((each) => JSON.stringify(each) === text)
}
