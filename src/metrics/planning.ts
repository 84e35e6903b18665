import { assertNever } from '../chat/assert-never.js'
import type { Definition } from './definition.js'
import { type Expression, parseExpression, periodDays } from './expression.js'
import type { Formula } from './formula.js'
import type { Lens } from './lens.js'
import { type Draft, type Node, type Plan, PlanError, quotient, Scans, type Setting } from './plan.js'
import { partsOf } from './plan-parts.js'

/** Each is a statement of its own; no question should need more. */
const mostScans = 40

/**
 * Turns a metric's formula, and those of the metrics that it names, into scans and the arithmetic above them.
 * @param formulaOf the formula of any metric that is named; the catalogue has checked that they exist and make no cycle
 * @throws PlanError when it comes to more parts than a question may read
 */
export function planOf(
  name: string,
  formulaOf: (name: string) => Formula,
  aside: NonNullable<Definition['aside']> | null,
): Plan {
  const scans = new Scans()
  const draft = draftOf(name, { scans, formulaOf, lenses: [] })
  const money = scans.all().every(({ measures }) => measures.every((measure) => measure.money))
  if (scans.all().length > mostScans) throw new PlanError(`reads its facts in more than ${mostScans} ways`)
  scans.counted = false
  const beside = aside && { ...aside, root: draftOf(aside.metric, { scans, formulaOf, lenses: [] }).root }
  return { ...draft, money, scans: scans.all(), aside: beside }
}

function draftOf(name: string, setting: Setting): Draft {
  return setting.scans.once(name, setting.lenses, () => drafted(name, setting))
}

function drafted(name: string, setting: Setting): Draft {
  const formula = setting.formulaOf(name)
  const nodeOf = (other: string): Node => draftOf(other, setting).root
  switch (formula.kind) {
    case 'ratio': {
      const root = quotient(name, nodeOf(formula.num), nodeOf(formula.den))
      return { root: formula.base === 'positive' ? { ...root, positive: true } : root, share: true }
    }
    case 'derived':
      return { root: arithmetic(name, parseExpression(formula.expression), setting), share: false }
    case 'cumulative':
      return draftOf(formula.metric, { ...setting, lenses: [...setting.lenses, lensOf(formula.over)] })
    default:
      return partsOf(name, formula, setting)
  }
}

function lensOf(over: Extract<Formula, { kind: 'cumulative' }>['over']): Lens {
  if (typeof over === 'number') return { kind: 'trailing', months: over }
  switch (over) {
    case 'quarter to date':
      return { kind: 'since', unit: 'quarter' }
    case 'year to date':
      return { kind: 'since', unit: 'year' }
    case 'all time':
      return { kind: 'since', unit: 'all' }
    case 'period before':
      return { kind: 'before' }
    default:
      return assertNever(over)
  }
}

function arithmetic(metric: string, expression: Expression, setting: Setting): Node {
  switch (expression.kind) {
    case 'number':
      return expression
    case 'name':
      if (expression.name === periodDays) return { kind: 'days', lenses: setting.lenses }
      return draftOf(expression.name, setting).root
    case 'operation': {
      const left = arithmetic(metric, expression.left, setting)
      const right = arithmetic(metric, expression.right, setting)
      return { kind: 'operation', metric, sign: expression.sign, left, right }
    }
    default:
      return assertNever(expression)
  }
}
