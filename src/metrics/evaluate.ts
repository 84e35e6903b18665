import { assertNever } from '../chat/assert-never.js'
import type { FactName } from '../facts/catalogue.js'
import type { Missing, Result } from './answer.js'
import type { Metric } from './catalogue.js'
import type { Lens } from './lens.js'
import type { Node } from './plan.js'
import type { Cell } from './scan-rows.js'

/** The cells of one window and group, from all scans of a plan. */
export interface Group {
  readonly cell: (scan: string, measure: string) => Cell | null
  /** How many days of the window have come, seen through lenses. */
  readonly days: (lenses: readonly Lens[]) => number
  readonly rows: number
}

/** Facts into which nothing has ever been read: a number built on them is missing, and not zero. */
export type Unconnected = ReadonlySet<FactName>

type Computed = { readonly value: number } | { readonly missing: Missing }

/** What has been computed for one group: formulas share their parts, and each part is computed once. */
type Seen = Map<Node, Computed>

/**
 * The number of a metric from the cells of a group. A ratio is computed here from its parts, whatever the period, so it is
 * never an average of ratios.
 * @param currency the company's, for money of which no row states one
 */
export function evaluate(metric: Metric, group: Group, unconnected: Unconnected, currency: string): Result {
  const { name, unit } = metric.definition
  const cells = cellsOf(metric.plan.root, group)
  const currencies = [...new Set(cells.flatMap((cell) => cell.currencies))]
  const money = unit === 'currency' || (metric.plan.share && metric.plan.money)
  const common = { rows: group.rows, currency: money ? (currencies[0] ?? currency) : null }
  const fact = metric.facts.find((one) => unconnected.has(one))
  if (fact !== undefined) return missing({ reason: 'not connected', metric: name, fact }, common)
  const gap = cells.find((cell) => cell.gap !== null)?.gap
  if (gap) return missing({ reason: 'no rate', metric: name, ...gap }, common)
  if (currencies.length > 1) return missing({ reason: 'mixed currencies', metric: name, currencies }, common)
  const seen: Seen = new Map()
  const parts = metric.plan.share ? partsOf(metric.plan.root, group, seen) : { numerator: null, denominator: null }
  const computed = compute(metric.plan.root, group, seen)
  return 'missing' in computed
    ? { ...common, ...parts, value: null, missing: computed.missing }
    : { ...common, ...parts, value: computed.value, missing: null }
}

/** A part of a number (an aside, a count behind it), by its node. */
export function evaluateNode(node: Node, group: Group): Result {
  const computed = compute(node, group, new Map())
  const common = { rows: group.rows, currency: null, numerator: null, denominator: null }
  return 'missing' in computed
    ? { ...common, value: null, missing: computed.missing }
    : { ...common, value: computed.value, missing: null }
}

function missing(why: Missing, common: { rows: number; currency: string | null }): Result {
  return { ...common, numerator: null, denominator: null, value: null, missing: why }
}

/** A number that could not even be asked for. */
export function missingResult(why: Missing, currency: string | null): Result {
  return missing(why, { rows: 0, currency })
}

function partsOf(root: Node, group: Group, seen: Seen): { numerator: number | null; denominator: number | null } {
  if (root.kind !== 'operation') return { numerator: null, denominator: null }
  const value = (node: Node): number | null => {
    const computed = compute(node, group, seen)
    return 'value' in computed ? computed.value : null
  }
  return { numerator: value(root.left), denominator: value(root.right) }
}

function compute(node: Node, group: Group, seen: Seen): Computed {
  const known = seen.get(node)
  if (known) return known
  const computed = computeAnew(node, group, seen)
  seen.set(node, computed)
  return computed
}

function computeAnew(node: Node, group: Group, seen: Seen): Computed {
  switch (node.kind) {
    case 'number':
      return { value: node.value }
    case 'days':
      return { value: group.days(node.lenses) }
    case 'measure': {
      const value = group.cell(node.scan, node.measure)?.value ?? null
      return value === null ? { missing: { reason: 'no rows', metric: node.metric } } : { value }
    }
    case 'operation': {
      const left = compute(node.left, group, seen)
      const right = compute(node.right, group, seen)
      if ('missing' in left) return left
      return 'missing' in right ? right : operate(node, left.value, right.value)
    }
    default:
      return assertNever(node)
  }
}

function operate(node: Extract<Node, { kind: 'operation' }>, left: number, right: number): Computed {
  switch (node.sign) {
    case '+':
      return { value: left + right }
    case '-':
      return { value: left - right }
    case '*':
      return { value: left * right }
    case '/':
      if (node.least !== undefined && right > 0 && right < node.least) {
        return { missing: { reason: 'too few', metric: node.metric, least: node.least } }
      }
      return right === 0 || (node.positive === true && right < 0)
        ? { missing: { reason: 'no base', metric: blamed(node.right, node.metric) } }
        : { value: left / right }
    default:
      return assertNever(node.sign)
  }
}

/** Whose absence leaves a quotient without a base: the metric under the line. */
function blamed(node: Node, otherwise: string): string {
  return 'metric' in node ? node.metric : otherwise
}

/** The cells that a number is made of, each once. */
function cellsOf(root: Node, group: Group): readonly Cell[] {
  const cells = new Map<Node, Cell | null>()
  const visit = (node: Node): void => {
    if (cells.has(node)) return
    cells.set(node, node.kind === 'measure' ? group.cell(node.scan, node.measure) : null)
    if (node.kind !== 'operation') return
    visit(node.left)
    visit(node.right)
  }
  visit(root)
  return [...cells.values()].filter((cell) => cell !== null)
}
