import type { RollupSpec } from '../../facts/rollup-spec.js'
import { mostConditions } from '../../facts/rollup-spec.js'
import type { Rollup } from '../../facts/rollup-sql.js'
import type { Catalogue, Metric } from '../catalogue.js'
import { isDimension } from '../fields.js'
import { type Rollable, rollable, rollableView } from './rollable.js'

/** What the metrics of one fact and timing need, gathered by their texts so that each stands once. */
interface Draft {
  readonly fact: RollupSpec['fact']
  readonly timing: RollupSpec['timing']
  readonly conditions: Map<string, RollupSpec['conditions'][number]>
  readonly operands: Map<string, RollupSpec['operands'][number]>
  readonly known: Set<string>
  readonly dimensions: Set<string>
}

/**
 * The roll-ups from which the metrics of a catalogue can be read: per fact and timing one for the whole, and one for each dimension
 * that some metric may be asked by. By one dimension each: by all of them together there would be nearly as many cells as rows.
 */
export function rollupsFor(catalogue: Catalogue): readonly Omit<Rollup, 'id'>[] {
  const drafts = new Map<string, Draft>()
  for (const metric of catalogue.metrics) addMetric(drafts, metric)
  return [...drafts.values()].flatMap((draft) => {
    const spec = specOf(draft)
    return [...draft.dimensions].sort().map((dimension) => ({ dimension, spec }))
  })
}

function addMetric(drafts: Map<string, Draft>, { definition, plan }: Metric): void {
  for (const scan of plan.scans) {
    const view = rollableView(scan)
    const measures = view ? scan.measures.flatMap((one) => rollable(view.fact, one) ?? []) : []
    if (!view || measures.length === 0) continue
    const key = JSON.stringify(view)
    const draft = drafts.get(key) ?? emptyDraft(view)
    drafts.set(key, draft)
    for (const one of measures) addMeasure(draft, one)
    for (const dimension of [...definition.dimensions, ...(plan.aside ? [plan.aside.by] : [])]) {
      if (isDimension(view.fact, dimension)) draft.dimensions.add(dimension)
    }
  }
}

function emptyDraft(view: Pick<Draft, 'fact' | 'timing'>): Draft {
  return { ...view, conditions: new Map(), operands: new Map(), known: new Set(), dimensions: new Set(['']) }
}

function addMeasure(draft: Draft, { conditions, operand, known }: Rollable): void {
  const wanted = new Map(conditions.map((one) => [JSON.stringify(one), one]))
  // What finds no bit any more is read from the rows.
  if (new Set([...draft.conditions.keys(), ...wanted.keys()]).size > mostConditions) return
  for (const [key, one] of wanted) draft.conditions.set(key, one)
  if (operand) draft.operands.set(JSON.stringify(operand), operand)
  for (const day of known) draft.known.add(day)
}

/** In an order of its own, so that moving definitions about in a file builds nothing anew. */
function specOf({ fact, timing, conditions, operands, known }: Draft): RollupSpec {
  const inOrder = <T>(map: ReadonlyMap<string, T>): T[] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  return { fact, timing, conditions: inOrder(conditions), operands: inOrder(operands), known: [...known].sort() }
}
