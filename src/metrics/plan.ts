import type { FactName } from '../facts/catalogue.js'
import type { Definition } from './definition.js'
import type { Formula } from './formula.js'
import type { Lens } from './lens.js'
import { baseOf, type Relation } from './relation.js'

/**
 * A condition on a row. `known`: the field's value stands only from that day on, which has come by the time of asking. `reached`:
 * a later day has come, within so many days of an earlier one. `aged`: so many days have passed since.
 */
export type Condition =
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly (string | boolean)[] }
  | { readonly kind: 'present'; readonly field: string }
  | { readonly kind: 'known'; readonly since: string }
  | { readonly kind: 'reached'; readonly from: string; readonly to: string; readonly within: number | null }
  | { readonly kind: 'aged'; readonly field: string; readonly days: number }
  | { readonly kind: 'between'; readonly field: string; readonly least: number; readonly most: number }
  | { readonly kind: 'above zero'; readonly field: string }

/**
 * Which rows a window of time selects: `flow` those dated in it, `stock` those under way at its end, `latest` of each the last one
 * on or before its end, `spread` those whose stretch overlaps it, `now` all. `cohort` gives a row per entity that paid on the
 * window's first day, `forecast` a row per item and stretch that was forecast and is over.
 */
export type Timing =
  | { readonly kind: 'flow'; readonly date: string }
  | {
      readonly kind: 'stock'
      readonly from: string
      readonly until: string
      readonly ongoing: readonly Condition[] | null
    }
  | { readonly kind: 'latest'; readonly date: string; readonly each: string; readonly where: readonly Condition[] }
  | { readonly kind: 'spread'; readonly from: string; readonly until: string }
  | { readonly kind: 'now' }
  | {
      readonly kind: 'cohort'
      readonly from: string
      readonly until: string
      readonly entity: string
      readonly field: string
      readonly where: readonly Condition[]
    }
  | {
      readonly kind: 'forecast'
      readonly field: string
      readonly frozenOn: string
      readonly within: number
      readonly item: string
      readonly where: readonly Condition[]
      readonly actual: Actual
    }

/** The rows that show what came of a forecast. */
export interface Actual {
  readonly fact: FactName
  readonly field: string
  readonly date: string
  readonly where: readonly Condition[]
}

/** What is added up. `span` is the number of days between two fields; `stated` is a sum that no rows leave missing, `net` one without its sign. */
export type Aggregate =
  | { readonly kind: 'count' }
  | { readonly kind: 'distinct'; readonly field: string }
  | { readonly kind: 'sum'; readonly field: string; readonly otherwise: string | null; readonly atMost?: string }
  | { readonly kind: 'stated'; readonly field: string }
  | { readonly kind: 'net'; readonly field: string }
  | { readonly kind: 'spread'; readonly field: string; readonly monthly: boolean }
  | { readonly kind: 'age'; readonly field: string }
  | { readonly kind: 'sum span'; readonly from: string; readonly until: string }
  | { readonly kind: 'percentile'; readonly at: number; readonly field: string; readonly otherwise: string | null }
  | { readonly kind: 'percentile span'; readonly at: number; readonly from: string; readonly until: string }

/** Whether it is zero where there are no rows; anything else is missing there. */
export function isZeroWithoutRows({ kind }: Aggregate): boolean {
  return kind === 'count' || kind === 'distinct' || kind === 'sum' || kind === 'net' || kind === 'sum span'
}

/** Whether a whole number is zero where there are no rows: one that is counted or added up, and no mean, share or difference. */
export function isZeroWithoutAny({ root, scans }: Plan): boolean {
  if (root.kind !== 'measure') return false
  const measures = scans.find(({ key }) => key === root.scan)?.measures
  const measure = measures?.find(({ key }) => key === root.measure)
  return measure !== undefined && isZeroWithoutRows(measure.aggregate)
}

/** A number that comes from the rows of one relation: the only thing that is ever aggregated, so nothing is aggregated twice. */
export interface Measure {
  readonly key: string
  readonly aggregate: Aggregate
  readonly where: readonly Condition[]
  /** Whether it is an amount of money, so that currencies must not be mixed. */
  readonly money: boolean
  /** Whether the rows of this measure are rows behind the number; those of an aside are not. */
  readonly counted: boolean
}

/** Which rows are read, and how they are looked at: measures that agree in this come from one pass. */
export interface View {
  readonly relation: Relation
  readonly timing: Timing
  /** Through what the windows of the question are seen, the outermost lens first. */
  readonly lenses: readonly Lens[]
  /** The day field at whose exchange rate amounts count, or null: the day of measuring. */
  readonly rate: string | null
}

/** Everything that one pass over the rows of a relation gives. */
export interface Scan extends View {
  readonly key: string
  /** The fact whose rows stand behind it, or null where all facts do. */
  readonly fact: FactName | null
  /** Other facts that it is made of. */
  readonly also: readonly FactName[]
  readonly measures: readonly Measure[]
}

/**
 * How a metric's number is made from measures. `metric` says whose part it is, for explaining a missing one. Nodes are shared: what
 * several parts of a formula name is one object. `positive`: a denominator that is not above zero gives no number either, `least`: nor
 * one below this.
 */
export type Node =
  | { readonly kind: 'measure'; readonly metric: string; readonly scan: string; readonly measure: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'days'; readonly lenses: readonly Lens[] }
  | {
      readonly kind: 'operation'
      readonly metric: string
      readonly sign: '+' | '-' | '*' | '/'
      readonly left: Node
      readonly right: Node
      readonly positive?: boolean
      readonly least?: number
    }

/** A metric made ready to be asked. `share`: the number is a quotient whose two parts are worth showing. */
export interface Plan {
  readonly root: Node
  readonly share: boolean
  /** Whether everything that it is made of is money: the parts of a share of amounts. */
  readonly money: boolean
  readonly scans: readonly Scan[]
  /** What explains the number, asked along with it: its node over the same rows, and the dimension that splits it. */
  readonly aside: (Aside & { readonly root: Node }) | null
}

type Aside = NonNullable<Definition['aside']>

export interface Draft {
  readonly root: Node
  readonly share: boolean
}

/** A formula that comes to more parts than a question may read. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** No metric that people explain to each other has more parts; a formula that multiplies itself would have millions. */
const mostParts = 400

/** Gathers measures into as few scans as possible: one per relation and way of looking at its rows. */
export class Scans {
  readonly #scans = new Map<string, { view: View; measures: Map<string, Measure> }>()
  readonly #drafts = new Map<string, Draft>()

  /** Whether what is added now belongs to the number itself. */
  counted = true

  add(metric: string, view: View, measure: Omit<Measure, 'key' | 'counted'>): Node {
    const scan = JSON.stringify([view.relation, view.timing, view.lenses, view.rate])
    const key = JSON.stringify([measure.aggregate, measure.where])
    const known = this.#scans.get(scan) ?? { view, measures: new Map<string, Measure>() }
    const counted = this.counted || known.measures.get(key)?.counted === true
    known.measures.set(key, { ...measure, key, counted })
    this.#scans.set(scan, known)
    return { kind: 'measure', metric, scan, measure: key }
  }

  /** A metric seen through some lenses, made once however many parts name it. */
  once(name: string, lenses: readonly Lens[], make: () => Draft): Draft {
    const key = JSON.stringify([name, lenses, this.counted])
    const known = this.#drafts.get(key)
    if (known) return known
    if (this.#drafts.size >= mostParts) throw new PlanError(`comes to more than ${mostParts} parts`)
    const draft = make()
    this.#drafts.set(key, draft)
    return draft
  }

  all(): readonly Scan[] {
    return [...this.#scans].map(([key, { view, measures }]) => ({
      ...view,
      key,
      fact: baseOf(view.relation),
      also: view.timing.kind === 'forecast' ? [view.timing.actual.fact] : [],
      measures: [...measures.values()],
    }))
  }
}

/** What a formula is made into parts with. */
export interface Setting {
  readonly scans: Scans
  readonly formulaOf: (name: string) => Formula
  readonly lenses: readonly Lens[]
}

/** One number divided by another. */
export const quotient = (metric: string, left: Node, right: Node): Node & { readonly kind: 'operation' } => ({
  kind: 'operation',
  metric,
  sign: '/',
  left,
  right,
})

/**
 * Whether a scan depends on the end of a period alone, so that its number is measured at one moment: what is under way then, or what
 * came in a stretch that ends then.
 */
export function isMoment({ timing, lenses }: Scan): boolean {
  const [outer] = lenses
  if (outer?.kind === 'trailing' || outer?.kind === 'since') return true
  if (timing.kind === 'cohort') return lenses.every((lens) => lens.kind === 'base' && lens.months !== null)
  return lenses.length === 0 && (timing.kind === 'stock' || timing.kind === 'latest' || timing.kind === 'now')
}

/** Whether the length of the period itself is a part of the number. */
export function countsDays(root: Node): boolean {
  const seen = new Set<Node>()
  const visit = (node: Node): boolean => {
    if (seen.has(node)) return false
    seen.add(node)
    if (node.kind === 'days') return node.lenses.length === 0
    return node.kind === 'operation' && (visit(node.left) || visit(node.right))
  }
  return visit(root)
}
