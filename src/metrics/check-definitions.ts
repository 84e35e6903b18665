import { assertNever } from '../chat/assert-never.js'
import { fold } from '../facts/names.js'
import { checkFormula, checkMetric, unitOf, unknown } from './check-formula.js'
import type { Definition } from './definition.js'
import { namesIn, parseExpression, periodDays } from './expression.js'
import type { Formula } from './formula.js'
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
    ...checkReserved(read),
    ...checkFormula(definition.formula, read, scope),
    ...checkUnit(read),
    ...checkDepartments(read, scope),
    ...checkBand(read),
    ...checkFreshness(read),
    ...(definition.aside ? checkMetric(definition.aside.metric, 'aside.metric', read, scope) : []),
  ]
}

/** The name stands for a length of time in every formula. */
function checkReserved({ definition, pathOf }: Read): readonly Problem[] {
  if (definition.name !== periodDays) return []
  return [{ path: pathOf('name'), what: `"${periodDays}" means the days of the period`, cure: 'Choose another name' }]
}

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
  switch (formula.kind) {
    case 'ratio':
      return [formula.num, formula.den]
    case 'derived':
      return namesIn(parseExpression(formula.expression))
    case 'cumulative':
      return [formula.metric]
    case 'error':
      return [formula.actual]
    case 'simple':
    case 'snapshot':
    case 'retention':
    case 'conversion':
    case 'duration':
    case 'score':
    case 'entered':
      return []
    default:
      return assertNever(formula)
  }
}

/** A tower of formulas that nobody could explain, and that would exhaust the stack. */
const deepest = 40

/** Formulas that come back to themselves, or stand on too many others. Call it only when every name is known. */
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
    if (path.length >= deepest) {
      const cure = 'Build it on fewer metrics above each other'
      problems.push({
        path: read.pathOf('formula'),
        what: `stands on more than ${deepest} metrics above each other`,
        cure,
      })
      done.add(name)
      return
    }
    for (const input of inputsOf(read.definition.formula)) visit(input, [...path, name])
    done.add(name)
  }
  for (const name of metrics.keys()) visit(name, [])
  return problems
}
