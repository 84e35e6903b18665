import { assertNever } from '../chat/assert-never.js'
import { fieldKind, knownFrom } from './fields.js'
import type { Formula, FormulaOf } from './formula.js'
import type { Lens } from './lens.js'
import {
  type Actual,
  type Aggregate,
  type Condition,
  type Draft,
  type Node,
  quotient,
  type Setting,
  type Timing,
  type View,
} from './plan.js'
import { isDerived, type Relation } from './relation.js'

/** The formulas that count rows; the others stand on metrics. */
type Counting = Exclude<Formula, { readonly kind: 'ratio' | 'derived' | 'cumulative' }>

/** Turns a formula that counts rows into measures, and the little arithmetic that its kind has. */
export function partsOf(name: string, formula: Counting, setting: Setting): Draft {
  switch (formula.kind) {
    case 'simple':
      return { root: flow(name, formula, setting), share: false }
    case 'snapshot':
      return { root: stock(name, formula, setting), share: false }
    case 'retention':
      return retained(name, formula, setting)
    case 'conversion':
      return converted(name, formula, setting)
    case 'duration':
      return span(name, formula, setting)
    case 'score':
      return scored(name, formula, setting)
    case 'error':
      return missed(name, formula, setting)
    case 'entered':
      return { root: stated(name, formula, setting), share: false }
    default:
      return assertNever(formula)
  }
}

type Add = (aggregate: Aggregate, where: readonly Condition[], money: boolean) => Node

function adding(name: string, view: Omit<View, 'lenses'>, { scans, lenses }: Setting, lens: Lens | null = null): Add {
  const seen = { ...view, lenses: lens ? [...lenses, lens] : lenses }
  return (aggregate, where, money) => scans.add(name, seen, { aggregate, where, money })
}

/** Shares of the MRR of a day are made of money, so that they can be as wrong as it where currencies are mixed. */
const isMoney = (relation: Relation, field: string | undefined): boolean =>
  relation === 'mrr_days' || (field !== undefined && fieldKind(relation, field) === 'money')

function flow(name: string, formula: FormulaOf<'simple'>, setting: Setting): Node {
  const { fact, date, until, field } = formula
  const timing: Timing =
    formula.aggregate === 'spread' && until !== undefined
      ? { kind: 'spread', from: date, until }
      : { kind: 'flow', date }
  const view = { relation: fact, timing, rate: formula.rate ?? date }
  const add = adding(name, view, setting, formula.expected ? { kind: 'whole' } : null)
  const where = filtersOf(fact, formula.where, date, field)
  return add(aggregateOf(formula), where, formula.aggregate !== 'distinct' && isMoney(fact, field))
}

function aggregateOf(formula: FormulaOf<'simple' | 'snapshot'>): Aggregate {
  const { aggregate, field = '', else: otherwise = null, at_most } = formula
  switch (aggregate) {
    case 'count':
      return { kind: 'count' }
    case 'distinct':
      return { kind: 'distinct', field }
    case 'sum':
      return at_most === undefined
        ? { kind: 'sum', field, otherwise }
        : { kind: 'sum', field, otherwise, atMost: at_most }
    case 'median':
      return { kind: 'percentile', at: 0.5, field, otherwise }
    case 'spread':
      return { kind: 'spread', field, monthly: formula.kind === 'simple' && formula.monthly === true }
    case 'age':
      return { kind: 'age', field }
    default:
      return assertNever(aggregate)
  }
}

function stock(name: string, formula: FormulaOf<'snapshot'>, setting: Setting): Node {
  const { fact, field, on, each, above_zero } = formula
  const conditions = filtersOf(fact, formula.where, null, field)
  const above: readonly Condition[] = above_zero === undefined ? [] : [{ kind: 'above zero', field: above_zero }]
  const latest = on !== undefined && each !== undefined
  const timing: Timing = latest
    ? { kind: 'latest', date: on, each, where: conditions }
    : stockTiming(formula.from, formula.until, formula.ongoing)
  const add = adding(
    name,
    { relation: fact, timing, rate: formula.rate ?? null },
    setting,
    formula.at ? { kind: 'opening' } : null,
  )
  const aggregate = aggregateOf(formula)
  // Of an account whose balance nobody has stated nothing is known; where no subscription runs, nothing is paid.
  const known: Aggregate = latest && aggregate.kind === 'sum' ? { kind: 'stated', field: aggregate.field } : aggregate
  return add(known, latest ? above : [...conditions, ...above], known.kind !== 'distinct' && isMoney(fact, field))
}

function stockTiming(from: string | undefined, until: string | undefined, ongoing: Conditions | undefined): Timing {
  if (from === undefined || until === undefined) return { kind: 'now' }
  return { kind: 'stock', from, until, ongoing: ongoing ? conditionsOf(ongoing) : null }
}

function retained(name: string, formula: FormulaOf<'retention'>, setting: Setting): Draft {
  const { fact, entity, field, from, until, lookback } = formula
  const where = filtersOf(fact, formula.where, null, undefined)
  const timing: Timing = { kind: 'cohort', from, until, entity, field, where }
  const lens: Lens = { kind: 'base', months: lookback === 'period' ? null : lookback }
  const add = adding(name, { relation: fact, timing, rate: null }, setting, lens)
  const sum = (of: string, money: boolean) => add({ kind: 'sum', field: of, otherwise: null }, [], money)
  if (formula.of === 'entities') return shareOf(name, sum('stayed', false), add({ kind: 'count' }, [], false))
  return shareOf(name, sum(formula.capped ? 'kept' : 'held', true), sum('base', true))
}

const shareOf = (name: string, left: Node, right: Node): Draft => ({ root: quotient(name, left, right), share: true })

function converted(name: string, formula: FormulaOf<'conversion'>, setting: Setting): Draft {
  const { fact, from, to, window = null, min_age } = formula
  const conditions = filtersOf(fact, formula.where, from, undefined)
  const dated = (date: string) => adding(name, { relation: fact, timing: { kind: 'flow', date }, rate: date }, setting)
  const entered = dated(from)
  if (formula.attribution === 'snapshot') {
    return shareOf(name, dated(to)({ kind: 'count' }, conditions, false), entered({ kind: 'count' }, conditions, false))
  }
  const aged: readonly Condition[] = min_age === undefined ? [] : [{ kind: 'aged', field: from, days: min_age }]
  const reached: Condition = { kind: 'reached', from, to, within: window }
  const count = (more: readonly Condition[]) => entered({ kind: 'count' }, [...conditions, ...aged, ...more], false)
  return shareOf(name, count([reached]), count([]))
}

/** A mean is kept as its two parts, so that it can be recomputed over any union of rows. */
function span(name: string, formula: FormulaOf<'duration'>, setting: Setting): Draft {
  const { fact, from, until } = formula
  const date = formula.date ?? until
  const both = [from, until].filter((field) => field !== date)
  const where = [
    ...filtersOf(fact, formula.where, date, undefined),
    ...both.map((field): Condition => ({ kind: 'present', field })),
  ]
  const view = { relation: fact, timing: { kind: 'flow', date }, rate: date } as const
  const add = adding(name, view, setting)
  if (formula.aggregate === 'mean') {
    return shareOf(name, add({ kind: 'sum span', from, until }, where, false), add({ kind: 'count' }, where, false))
  }
  const at = formula.aggregate === 'median' ? 0.5 : 0.9
  return { root: add({ kind: 'percentile span', at, from, until }, where, false), share: false }
}

function scored(name: string, formula: FormulaOf<'score'>, setting: Setting): Draft {
  const { fact, field, date, valid, positive, negative, least } = formula
  const add = adding(name, { relation: fact, timing: { kind: 'flow', date }, rate: date }, setting)
  const conditions = filtersOf(fact, formula.where, date, field)
  const count = ([from, to]: readonly [number, number]) =>
    add({ kind: 'count' }, [...conditions, { kind: 'between', field, least: from, most: to }], false)
  const share = (of: Node): Node => {
    const root = quotient(name, of, count(valid))
    return least === undefined ? root : { ...root, least }
  }
  if (!negative) return { root: share(count(positive)), share: true }
  const balance: Node = { kind: 'operation', metric: name, sign: '-', left: count(positive), right: count(negative) }
  const hundred: Node = { kind: 'number', value: 100 }
  return { root: share({ kind: 'operation', metric: name, sign: '*', left: hundred, right: balance }), share: false }
}

function missed(name: string, formula: FormulaOf<'error'>, setting: Setting): Draft {
  const timing: Timing = {
    kind: 'forecast',
    field: formula.field,
    frozenOn: formula.frozen_on,
    within: formula.frozen_within,
    item: formula.item,
    where: filtersOf(formula.fact, formula.where, null, undefined),
    actual: actualOf(formula.actual, setting),
  }
  const add = adding(name, { relation: formula.fact, timing, rate: null }, setting)
  const sum = (field: string) => add({ kind: 'sum', field, otherwise: null }, [], true)
  const actual = sum('actual')
  switch (formula.measure) {
    case 'forecast':
    case 'actual':
      return { root: add({ kind: 'stated', field: formula.measure }, [], true), share: false }
    case 'wape':
      return shareOf(name, sum('gap'), actual)
    case 'bias':
      return shareOf(name, sum('excess'), actual)
    case 'accuracy': {
      const one: Node = { kind: 'number', value: 1 }
      return {
        root: {
          kind: 'operation',
          metric: name,
          sign: '-',
          left: one,
          right: quotient(name, add({ kind: 'net', field: 'excess' }, [], true), actual),
        },
        share: false,
      }
    }
    case 'mape': {
      const gaps = add({ kind: 'sum', field: 'relative_gap', otherwise: null }, [], false)
      return shareOf(name, gaps, add({ kind: 'sum', field: 'judged', otherwise: null }, [], false))
    }
    default:
      return assertNever(formula.measure)
  }
}

/** What came, from the formula of the metric that counts it. */
function actualOf(metric: string, { formulaOf }: Setting): Actual {
  const formula = formulaOf(metric)
  if (formula.kind !== 'simple' || formula.field === undefined || isDerived(formula.fact)) {
    throw new Error(`${metric} is no sum over a fact, although the catalogue was checked`)
  }
  const { fact, field, date, where } = formula
  return { fact, field, date, where: filtersOf(fact, where, date, field) }
}

function stated(name: string, { metric, combine }: FormulaOf<'entered'>, setting: Setting): Node {
  const where: readonly Condition[] = [
    { kind: 'in', field: 'metric', values: [metric] },
    { kind: 'known', since: 'entered_on' },
  ]
  const timing: Timing =
    combine === 'last'
      ? { kind: 'latest', date: 'starts_on', each: 'metric', where }
      : { kind: 'flow', date: 'starts_on' }
  const add = adding(name, { relation: 'entered', timing, rate: null }, setting)
  return add({ kind: 'stated', field: 'value' }, combine === 'last' ? [] : where, false)
}

type Conditions = Readonly<Record<string, readonly (string | boolean)[]>>

function conditionsOf(where: Conditions): readonly Condition[] {
  return Object.entries(where).map(([field, values]) => ({ kind: 'in', field, values }))
}

/** The conditions of a formula, and that what they ask about and what is added up was known by then. */
function filtersOf(
  relation: Relation,
  where: Conditions,
  dated: string | null,
  field: string | undefined,
): readonly Condition[] {
  const since = [...Object.keys(where), ...(field === undefined ? [] : [field])]
    .map((one) => knownFrom(relation, one))
    .filter((day): day is string => day !== null && day !== dated)
  return [...conditionsOf(where), ...[...new Set(since)].map((day): Condition => ({ kind: 'known', since: day }))]
}
