import { assertNever } from '../chat/assert-never.js'
import type { FactName } from '../facts/catalogue.js'
import { fold, nearestWord } from '../facts/names.js'
import type { Definition, Formula } from './definition.js'
import { ExpressionError, namesIn, parseExpression } from './expression.js'
import { choicesOf, fieldKind, fieldsWhere } from './fields.js'
import type { Problem } from './problems.js'
import type { Read } from './read-definitions.js'

/** What definitions may refer to. */
export interface Scope {
  readonly metrics: ReadonlyMap<string, Read>
  /** Keys of the company's departments. */
  readonly departments: readonly string[]
}

/** `revops` is a role that stands among the departments in `visibility`; `company` is a scorecard of its own. */
const alsoDepartment = 'revops'
const companyScorecard = 'company'

/** Everything that is wrong with a definition by itself. */
export function checkDefinition(read: Read, scope: Scope): readonly Problem[] {
  const { definition } = read
  return [
    ...checkFormula(definition.formula, read, scope),
    ...checkUnit(read),
    ...checkDepartments(read, scope),
    ...checkBand(read),
    ...checkTarget(read),
    ...checkFreshness(read),
    ...(definition.aside ? checkMetric(definition.aside.metric, 'aside.metric', read, scope) : []),
  ]
}

function unknown(kind: string, name: string, path: string, known: readonly string[]): Problem {
  const meant = nearestWord(name, known)
  return {
    path,
    what: `there is no ${kind} "${name}"`,
    cure: meant ? `Did you mean "${meant}"?` : `Known are: ${known.join(', ')}`,
  }
}

function checkMetric(name: string, key: string, { pathOf }: Read, scope: Scope): readonly Problem[] {
  return scope.metrics.has(name) ? [] : [unknown('metric', name, pathOf(key), [...scope.metrics.keys()])]
}

function checkFormula(formula: Formula, read: Read, scope: Scope): readonly Problem[] {
  const { pathOf } = read
  const check = (fact: FactName, key: string, field: string, kind: 'money' | 'day') =>
    checkField(fact, field, pathOf(`formula.${key}`), kind)
  switch (formula.kind) {
    case 'simple':
      return [...checkAmount(formula, read), ...check(formula.fact, 'date', formula.date, 'day')]
    case 'snapshot':
      return [
        ...checkAmount(formula, read),
        ...check(formula.fact, 'from', formula.from, 'day'),
        ...check(formula.fact, 'until', formula.until, 'day'),
        ...checkWhere(formula.fact, formula.ongoing ?? {}, 'formula.ongoing', read),
      ]
    case 'duration':
      return [
        ...check(formula.fact, 'from', formula.from, 'day'),
        ...check(formula.fact, 'until', formula.until, 'day'),
        ...(formula.date === undefined ? [] : check(formula.fact, 'date', formula.date, 'day')),
        ...checkWhere(formula.fact, formula.where, 'formula.where', read),
      ]
    case 'ratio':
      return (['num', 'den'] as const).flatMap((key) => checkMetric(formula[key], `formula.${key}`, read, scope))
    case 'derived':
      return checkExpression(formula.expression, read, scope)
    default:
      return assertNever(formula)
  }
}

function checkExpression(expression: string, read: Read, scope: Scope): readonly Problem[] {
  try {
    const names = namesIn(parseExpression(expression))
    if (names.length === 0) throw new ExpressionError('names no metric')
    return names.flatMap((name) => checkMetric(name, 'formula.expression', read, scope))
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const cure = 'Use names of metrics, numbers, + - * / and parentheses only'
    return [{ path: read.pathOf('formula.expression'), what: error.message, cure }]
  }
}

function checkField(fact: FactName, field: string, path: string, kind: 'money' | 'day'): readonly Problem[] {
  const known = fieldKind(fact, field)
  const fitting = fieldsWhere(fact, (one) => fieldKind(fact, one) === kind)
  if (known === null) return [unknown(`field of ${fact}`, field, path, fitting)]
  if (known === kind) return []
  const wanted = kind === 'money' ? 'an amount of money' : 'a day'
  return [{ path, what: `"${field}" is not ${wanted}`, cure: `Use one of: ${fitting.join(', ')}` }]
}

function checkAmount(formula: Extract<Formula, { kind: 'simple' | 'snapshot' }>, read: Read): readonly Problem[] {
  const { aggregate, field, fact } = formula
  const path = read.pathOf('formula.field')
  const where = checkWhere(fact, formula.where, 'formula.where', read)
  if (aggregate === 'count') {
    if (field === undefined && formula.else === undefined) return where
    return [...where, { path, what: 'a count has no field', cure: 'Remove it, or set aggregate to sum' }]
  }
  if (field === undefined) return [...where, { path, what: `a ${aggregate} needs a field`, cure: 'Name the field' }]
  const other = formula.else
  const instead = other === undefined ? [] : checkField(fact, other, read.pathOf('formula.else'), 'money')
  return [...where, ...checkField(fact, field, path, 'money'), ...instead]
}

type Where = Readonly<Record<string, readonly (string | boolean)[]>>

function checkWhere(fact: FactName, where: Where, key: string, { pathOf }: Read): readonly Problem[] {
  return Object.entries(where).flatMap(([name, values]): readonly Problem[] => {
    const path = pathOf(`${key}.${name}`)
    const kind = fieldKind(fact, name)
    const choices = choicesOf(fact, name)
    if (kind === null)
      return [
        unknown(
          `field of ${fact}`,
          name,
          path,
          fieldsWhere(fact, (one) => fieldKind(fact, one) !== null),
        ),
      ]
    if (kind === 'flag') {
      return values.every((value) => typeof value === 'boolean') ? [] : [wrongValue(path, 'true or false')]
    }
    if (kind !== 'text') return [{ path, what: `"${name}" is no text`, cure: 'Compare texts and flags only' }]
    const bad = values.filter((value) => typeof value === 'boolean' || (choices && !choices.includes(value)))
    return bad.length === 0 ? [] : [wrongValue(path, choices?.join(', ') ?? 'a text')]
  })
}

const wrongValue = (path: string, wanted: string): Problem => ({
  path,
  what: 'this value can never occur',
  cure: `Use ${wanted}`,
})

/** A unit that the formula cannot have would be shown with every answer. */
function checkUnit({ definition, pathOf }: Read): readonly Problem[] {
  const { formula, unit } = definition
  const wanted = unitOf(formula)
  if (wanted === null || wanted === unit) return []
  return [
    {
      path: pathOf('unit'),
      what: `a ${formula.kind} formula like this gives ${wanted}`,
      cure: `Write unit: ${wanted}`,
    },
  ]
}

function unitOf(formula: Formula): Definition['unit'] | null {
  if (formula.kind === 'duration') return 'days'
  if (formula.kind !== 'simple' && formula.kind !== 'snapshot') return null
  return formula.aggregate === 'count' ? 'count' : 'currency'
}

function checkDepartments({ definition, pathOf }: Read, { departments }: Scope): readonly Problem[] {
  const check = (keys: readonly string[], path: string, extra: readonly string[]) => {
    const known = [...departments, ...extra]
    return keys.filter((key) => !known.includes(key)).map((key) => unknown('department', key, pathOf(path), known))
  }
  return [
    ...check([definition.owner.department], 'owner.department', []),
    ...check(definition.visibility?.departments ?? [], 'visibility.departments', [alsoDepartment]),
    ...check(definition.scorecard, 'scorecard', [companyScorecard]),
  ]
}

function checkBand({ definition, pathOf }: Read): readonly Problem[] {
  const { direction, band } = definition
  if (direction === 'band' && !band) {
    return [{ path: pathOf('direction'), what: 'a band without its bounds', cure: 'Add band: { from: ..., to: ... }' }]
  }
  if (direction !== 'band' && band) {
    return [{ path: pathOf('band'), what: 'bounds without a band', cure: 'Set direction: band, or remove them' }]
  }
  if (!band || band.from < band.to) return []
  return [{ path: pathOf('band'), what: 'a band ends before it begins', cure: 'Write the lower bound as from' }]
}

function checkTarget({ definition, pathOf }: Read): readonly Problem[] {
  const { target, direction } = definition
  if (!target || (direction !== 'up' && direction !== 'down')) return []
  const steps = [target.value, target.warn_at, target.at_risk_at].filter((one) => one !== undefined)
  const fits = steps.every((step, index) => {
    const before = steps[index - 1]
    return before === undefined || (direction === 'up' ? step <= before : step >= before)
  })
  if (fits) return []
  const order = direction === 'up' ? 'value >= warn_at >= at_risk_at' : 'value <= warn_at <= at_risk_at'
  return [{ path: pathOf('target'), what: 'its thresholds are in the wrong order', cure: `Put them as ${order}` }]
}

function checkFreshness({ definition, pathOf }: Read): readonly Problem[] {
  const { freshness } = definition
  if (!freshness || freshness.warn_after <= freshness.fail_after) return []
  return [{ path: pathOf('freshness'), what: 'fails before it warns', cure: 'Make fail_after the longer one' }]
}

/** Two metrics that answer to the same word, once case and punctuation are folded. */
export function checkNames(reads: Iterable<Read>): readonly Problem[] {
  const owners = new Map<string, { name: string; word: string }>()
  const problems: Problem[] = []
  for (const { definition, pathOf } of reads) {
    for (const [key, word] of namesOf(definition)) {
      const folded = fold(word)
      const owner = owners.get(folded)
      if (folded === '') {
        problems.push({ path: pathOf(key), what: `"${word}" has no letter or digit`, cure: 'Choose another word' })
      } else if (owner && owner.name !== definition.name) {
        problems.push({
          path: pathOf(key),
          what: `"${word}" already means ${owner.name} (as "${owner.word}")`,
          cure: 'Choose another word, or remove it from one of the two',
        })
      } else {
        owners.set(folded, { name: definition.name, word })
      }
    }
  }
  return problems
}

/** The words to which a metric answers, with the key that says so. */
export function namesOf({ name, label, aliases }: Definition): readonly (readonly [string, string])[] {
  return [
    ['name', name],
    ['label', label],
    ...aliases.map((alias, index): readonly [string, string] => [`aliases[${index}]`, alias]),
  ]
}

/** The metrics that a formula is built on directly. */
export function inputsOf(formula: Formula): readonly string[] {
  if (formula.kind === 'ratio') return [formula.num, formula.den]
  return formula.kind === 'derived' ? namesIn(parseExpression(formula.expression)) : []
}

/** Formulas that come back to themselves. Call it only when every name is known. */
export function checkCycles(metrics: ReadonlyMap<string, Read>): readonly Problem[] {
  const done = new Set<string>()
  const problems: Problem[] = []
  const visit = (name: string, path: readonly string[]): void => {
    const read = metrics.get(name)
    if (!read || done.has(name)) return
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' -> ')
      const cure = 'Break the circle: one of them must be counted from facts'
      problems.push({ path: read.pathOf('formula'), what: `is built on itself: ${circle}`, cure })
      return
    }
    for (const input of inputsOf(read.definition.formula)) visit(input, [...path, name])
    done.add(name)
  }
  for (const name of metrics.keys()) visit(name, [])
  return problems
}
