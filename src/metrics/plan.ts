import { assertNever } from '../chat/assert-never.js'
import type { FactName } from '../facts/catalogue.js'
import type { Definition, Formula } from './definition.js'
import { type Expression, parseExpression } from './expression.js'
import { fieldKind, knownFrom } from './fields.js'

/** A condition on a row. `known`: the field's value stands only from that day on, which has come by the time of asking. */
export type Condition =
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly (string | boolean)[] }
  | { readonly kind: 'present'; readonly field: string }
  | { readonly kind: 'known'; readonly since: string }

/** Which rows a window of time selects: those dated in it, or those under way at its end. */
export type Timing =
  | { readonly kind: 'flow'; readonly date: string }
  | {
      readonly kind: 'stock'
      readonly from: string
      readonly until: string
      readonly ongoing: readonly Condition[] | null
    }

/** What is added up. `span` is the number of days between two fields. */
export type Aggregate =
  | { readonly kind: 'count' }
  | { readonly kind: 'sum'; readonly field: string; readonly otherwise: string | null }
  | { readonly kind: 'sum span'; readonly from: string; readonly until: string }
  | { readonly kind: 'percentile'; readonly at: number; readonly field: string; readonly otherwise: string | null }
  | { readonly kind: 'percentile span'; readonly at: number; readonly from: string; readonly until: string }

/** A number that comes from the rows of one fact: the only thing that is ever aggregated, so nothing is aggregated twice. */
export interface Measure {
  readonly key: string
  readonly aggregate: Aggregate
  readonly where: readonly Condition[]
  /** Whether it is an amount of money, so that currencies must not be mixed. */
  readonly money: boolean
  /** Whether the rows of this measure are rows behind the number; those of an aside are not. */
  readonly counted: boolean
}

/** Everything that one pass over the rows of a fact gives. */
export interface Scan {
  readonly key: string
  readonly fact: FactName
  readonly timing: Timing
  readonly measures: readonly Measure[]
}

/** How a metric's number is made from measures. `metric` says whose part it is, for explaining a missing one. */
export type Node =
  | { readonly kind: 'measure'; readonly metric: string; readonly scan: string; readonly measure: string }
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'operation'
      readonly metric: string
      readonly sign: '+' | '-' | '*' | '/'
      readonly left: Node
      readonly right: Node
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

interface Draft {
  readonly root: Node
  readonly share: boolean
}

/** Gathers measures into as few scans as possible: one per fact and way of selecting rows. */
class Scans {
  readonly #scans = new Map<string, { fact: FactName; timing: Timing; measures: Map<string, Measure> }>()

  /** Whether what is added now belongs to the number itself. */
  counted = true

  add(metric: string, fact: FactName, timing: Timing, measure: Omit<Measure, 'key' | 'counted'>): Node {
    const scan = JSON.stringify([fact, timing])
    const key = JSON.stringify([measure.aggregate, measure.where])
    const known = this.#scans.get(scan) ?? { fact, timing, measures: new Map<string, Measure>() }
    const counted = this.counted || known.measures.get(key)?.counted === true
    known.measures.set(key, { ...measure, key, counted })
    this.#scans.set(scan, known)
    return { kind: 'measure', metric, scan, measure: key }
  }

  all(): readonly Scan[] {
    return [...this.#scans].map(([timingKey, { fact, timing, measures }]) => ({
      key: timingKey,
      fact,
      timing,
      measures: [...measures.values()],
    }))
  }
}

/**
 * Turns a metric's formula, and those of the metrics that it names, into scans and the arithmetic above them.
 * @param formulaOf the formula of any metric that is named; the catalogue has checked that they exist and make no cycle
 */
export function planOf(name: string, formulaOf: (name: string) => Formula, aside: Aside | null): Plan {
  const scans = new Scans()
  const draft = draftOf(name, formulaOf, scans)
  const money = scans.all().every(({ measures }) => measures.every((measure) => measure.money))
  scans.counted = false
  const beside = aside && { ...aside, root: draftOf(aside.metric, formulaOf, scans).root }
  return { ...draft, money, scans: scans.all(), aside: beside }
}

function draftOf(name: string, formulaOf: (name: string) => Formula, scans: Scans): Draft {
  const formula = formulaOf(name)
  const nodeOf = (other: string): Node => draftOf(other, formulaOf, scans).root
  switch (formula.kind) {
    case 'simple':
    case 'snapshot':
      return { root: amount(name, formula, scans), share: false }
    case 'duration':
      return span(name, formula, scans)
    case 'ratio':
      return { root: quotient(name, nodeOf(formula.num), nodeOf(formula.den)), share: true }
    case 'derived':
      return { root: arithmetic(name, parseExpression(formula.expression), nodeOf), share: false }
    default:
      return assertNever(formula)
  }
}

const quotient = (metric: string, left: Node, right: Node): Node => ({
  kind: 'operation',
  metric,
  sign: '/',
  left,
  right,
})

function arithmetic(metric: string, expression: Expression, nodeOf: (name: string) => Node): Node {
  switch (expression.kind) {
    case 'number':
      return expression
    case 'name':
      return nodeOf(expression.name)
    case 'operation': {
      const left = arithmetic(metric, expression.left, nodeOf)
      const right = arithmetic(metric, expression.right, nodeOf)
      return { kind: 'operation', metric, sign: expression.sign, left, right }
    }
    default:
      return assertNever(expression)
  }
}

type Amount = Extract<Formula, { kind: 'simple' | 'snapshot' }>

function amount(metric: string, formula: Amount, scans: Scans): Node {
  const field = formula.field ?? ''
  const timing: Timing =
    formula.kind === 'simple'
      ? { kind: 'flow', date: formula.date }
      : {
          kind: 'stock',
          from: formula.from,
          until: formula.until,
          ongoing: formula.ongoing ? conditionsOf(formula.ongoing) : null,
        }
  const measure = {
    aggregate: aggregateOf(formula.aggregate, field, formula.else ?? null),
    where: filtersOf(formula.fact, formula.where, timing),
    money: fieldKind(formula.fact, field) === 'money',
  }
  return scans.add(metric, formula.fact, timing, measure)
}

function aggregateOf(aggregate: 'count' | 'sum' | 'median', field: string, otherwise: string | null): Aggregate {
  if (aggregate === 'count') return { kind: 'count' }
  return aggregate === 'sum' ? { kind: 'sum', field, otherwise } : { kind: 'percentile', at: 0.5, field, otherwise }
}

/** A mean is kept as its two parts, so that it can be recomputed over any union of rows. */
function span(metric: string, formula: Extract<Formula, { kind: 'duration' }>, scans: Scans): Draft {
  const { fact, from, until } = formula
  const timing: Timing = { kind: 'flow', date: formula.date ?? until }
  const both = [from, until].filter((field) => field !== timing.date)
  const where = [
    ...filtersOf(fact, formula.where, timing),
    ...both.map((field): Condition => ({ kind: 'present', field })),
  ]
  const add = (aggregate: Aggregate): Node => scans.add(metric, fact, timing, { aggregate, where, money: false })
  if (formula.aggregate === 'mean') {
    return { root: quotient(metric, add({ kind: 'sum span', from, until }), add({ kind: 'count' })), share: true }
  }
  const at = formula.aggregate === 'median' ? 0.5 : 0.9
  return { root: add({ kind: 'percentile span', at, from, until }), share: false }
}

type Conditions = Readonly<Record<string, readonly (string | boolean)[]>>

function conditionsOf(where: Conditions): readonly Condition[] {
  return Object.entries(where).map(([field, values]) => ({ kind: 'in', field, values }))
}

/** The conditions of a formula, and that what they ask about was known by then. */
function filtersOf(fact: FactName, where: Conditions, timing: Timing): readonly Condition[] {
  const dated = timing.kind === 'flow' ? timing.date : null
  const since = Object.keys(where)
    .map((field) => knownFrom(fact, field))
    .filter((day): day is string => day !== null && day !== dated)
  return [...conditionsOf(where), ...[...new Set(since)].map((day): Condition => ({ kind: 'known', since: day }))]
}
