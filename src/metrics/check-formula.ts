import { assertNever } from '../chat/assert-never.js'
import { nearestWord } from '../facts/names.js'
import type { Definition } from './definition.js'
import { ExpressionError, namesIn, parseExpression } from './expression.js'
import { choicesOf, type FieldKind, fieldKind, fieldsWhere } from './fields.js'
import type { Formula, FormulaOf } from './formula.js'
import type { Problem } from './problems.js'
import type { Read } from './read-definitions.js'
import { isDerived, type Relation } from './relation.js'

/** What formulas may name. */
export interface Names {
  readonly metrics: ReadonlyMap<string, Read>
}

/** A name that nothing has, with the nearest one that something has. */
export function unknown(kind: string, name: string, path: string, known: readonly string[]): Problem {
  const meant = nearestWord(name, known)
  return {
    path,
    what: `there is no ${kind} "${name}"`,
    cure: meant ? `Did you mean "${meant}"?` : `Known are: ${known.join(', ')}`,
  }
}

export function checkMetric(name: string, key: string, { pathOf }: Read, { metrics }: Names): readonly Problem[] {
  return metrics.has(name) ? [] : [unknown('metric', name, pathOf(key), [...metrics.keys()])]
}

/** Everything that is wrong with a formula: fields and metrics that do not exist or do not fit. */
export function checkFormula(formula: Formula, read: Read, names: Names): readonly Problem[] {
  const days = (keys: Readonly<Record<string, string | undefined>>): readonly Problem[] =>
    'fact' in formula ? checkFields(formula.fact, keys, ['day'], read) : []
  const texts = (keys: Readonly<Record<string, string | undefined>>): readonly Problem[] =>
    'fact' in formula ? checkFields(formula.fact, keys, ['text'], read) : []
  const where = 'fact' in formula ? checkWhere(formula.fact, formula.where, 'formula.where', read) : []
  switch (formula.kind) {
    case 'simple':
      return [...checkSimple(formula, read), ...where, ...days({ date: formula.date, until: formula.until })]
    case 'snapshot':
      return [...checkSnapshot(formula, read), ...where]
    case 'retention': {
      const money = checkFields(formula.fact, { field: formula.field }, ['money'], read)
      return [
        ...where,
        ...days({ from: formula.from, until: formula.until }),
        ...texts({ entity: formula.entity }),
        ...money,
      ]
    }
    case 'conversion':
      return [...where, ...days({ from: formula.from, to: formula.to }), ...checkConversion(formula, read)]
    case 'duration':
      return [...where, ...days({ from: formula.from, until: formula.until, date: formula.date })]
    case 'score':
      return [...where, ...days({ date: formula.date }), ...checkScore(formula, read)]
    case 'error':
      return [
        ...where,
        ...days({ frozen_on: formula.frozen_on }),
        ...texts({ item: formula.item }),
        ...checkError(formula, read, names),
      ]
    case 'ratio':
      return (['num', 'den'] as const).flatMap((key) => checkMetric(formula[key], `formula.${key}`, read, names))
    case 'derived':
      return checkExpression(formula.expression, read, names)
    case 'cumulative':
      return checkMetric(formula.metric, 'formula.metric', read, names)
    case 'entered':
      return []
    default:
      return assertNever(formula)
  }
}

function checkExpression(expression: string, read: Read, names: Names): readonly Problem[] {
  try {
    const named = namesIn(parseExpression(expression))
    if (named.length === 0) throw new ExpressionError('names no metric')
    return named.flatMap((name) => checkMetric(name, 'formula.expression', read, names))
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const cure = 'Use names of metrics, numbers, + - * / and parentheses only'
    return [{ path: read.pathOf('formula.expression'), what: error.message, cure }]
  }
}

const kindNames: Readonly<Record<FieldKind, string>> = {
  money: 'an amount of money',
  day: 'a day',
  text: 'a text',
  flag: 'true or false',
  number: 'a number',
}

/** @param keys the formula's keys with the field that each names, undefined where it names none */
function checkFields(
  fact: Relation,
  keys: Readonly<Record<string, string | undefined>>,
  kinds: readonly FieldKind[],
  { pathOf }: Read,
): readonly Problem[] {
  const fitting = fieldsWhere(fact, (one) => kinds.some((kind) => fieldKind(fact, one) === kind))
  return Object.entries(keys).flatMap(([key, field]): readonly Problem[] => {
    if (field === undefined) return []
    const path = pathOf(`formula.${key}`)
    const known = fieldKind(fact, field)
    if (known === null) return [unknown(`field of ${fact}`, field, path, fitting)]
    if (kinds.includes(known)) return []
    const wanted = kinds.map((kind) => kindNames[kind]).join(' or ')
    return [{ path, what: `"${field}" is not ${wanted}`, cure: `Use one of: ${fitting.join(', ')}` }]
  })
}

/** Which kinds of fields can be aggregated so, or null for an aggregate without a field. */
function aggregated(aggregate: FormulaOf<'simple' | 'snapshot'>['aggregate']): readonly FieldKind[] | null {
  switch (aggregate) {
    case 'count':
      return null
    case 'sum':
    case 'median':
      return ['money', 'number']
    case 'spread':
      return ['money']
    case 'distinct':
      return ['text']
    case 'age':
      return ['day']
    default:
      return assertNever(aggregate)
  }
}

function checkAmount(formula: FormulaOf<'simple' | 'snapshot'>, read: Read): readonly Problem[] {
  const { aggregate, field, fact } = formula
  const path = read.pathOf('formula.field')
  const kinds = aggregated(aggregate)
  if (kinds === null) {
    if (field === undefined && formula.else === undefined && formula.at_most === undefined) return []
    return [{ path, what: 'a count has no field', cure: 'Remove it, or set aggregate to sum' }]
  }
  if (field === undefined) return [{ path, what: `${article(aggregate)} needs a field`, cure: 'Name the field' }]
  return [
    ...checkFields(fact, { field, else: formula.else, at_most: formula.at_most }, kinds, read),
    ...checkFields(fact, { rate: formula.rate }, ['day'], read),
  ]
}

const article = (aggregate: string): string => (aggregate === 'age' ? 'an age' : `a ${aggregate}`)

function checkSimple(formula: FormulaOf<'simple'>, read: Read): readonly Problem[] {
  const spread = formula.aggregate === 'spread'
  const fits = spread === (formula.until !== undefined) && (spread || formula.monthly === undefined)
  const cure = 'Name `until` with the aggregate spread, and `until` and `monthly` with no other'
  const wrong = { path: read.pathOf('formula.until'), what: 'only an amount that is spread has an end', cure }
  return [...checkAmount(formula, read), ...(fits ? [] : [wrong])]
}

function checkSnapshot(formula: FormulaOf<'snapshot'>, read: Read): readonly Problem[] {
  const { fact, from, until, on, each } = formula
  const lasting = from !== undefined && until !== undefined && on === undefined && each === undefined
  const latest = from === undefined && until === undefined && on !== undefined && each !== undefined
  const timeless = fieldsWhere(fact, (field) => fieldKind(fact, field) === 'day').length === 0
  const cure = 'Name `from` and `until` of what lasts, or `on` and `each` of what is stated from time to time'
  const wrong = { path: read.pathOf('formula.from'), what: 'does not say which rows there are at a moment', cure }
  return [
    ...checkAmount(formula, read),
    ...checkFields(fact, { from, until, on }, ['day'], read),
    ...checkFields(fact, { each }, ['text'], read),
    ...checkFields(fact, { above_zero: formula.above_zero }, ['money', 'number'], read),
    ...checkWhere(fact, formula.ongoing ?? {}, 'formula.ongoing', read),
    ...(lasting || latest || timeless ? [] : [wrong]),
  ]
}

function checkConversion(formula: FormulaOf<'conversion'>, { pathOf }: Read): readonly Problem[] {
  const { attribution, window, min_age } = formula
  if (attribution === 'snapshot' && (window ?? min_age) !== undefined) {
    const what = 'counts those who reached it in the period, whenever they began'
    return [
      { path: pathOf('formula.attribution'), what, cure: 'Remove window and min_age, or write attribution: cohort' },
    ]
  }
  if (window === undefined || min_age === undefined || min_age >= window) return []
  const what = 'judges before the window has passed'
  return [{ path: pathOf('formula.min_age'), what, cure: `Write min_age: ${window} days` }]
}

function checkScore(formula: FormulaOf<'score'>, read: Read): readonly Problem[] {
  const { valid, positive, negative = positive } = formula
  const inside = [positive, negative].every(([least, most]) => least <= most && least >= valid[0] && most <= valid[1])
  const path = read.pathOf('formula.valid')
  const wrong = { path, what: 'a range lies outside of the valid answers', cure: 'Write ranges as [least, most]' }
  return [...checkFields(formula.fact, { field: formula.field }, ['number'], read), ...(inside ? [] : [wrong])]
}

/** What came of a forecast is a sum over a fact that has the item as well. */
function checkError(formula: FormulaOf<'error'>, read: Read, names: Names): readonly Problem[] {
  const money = checkFields(formula.fact, { field: formula.field }, ['money'], read)
  const found = names.metrics.get(formula.actual)
  if (!found) return [...money, ...checkMetric(formula.actual, 'formula.actual', read, names)]
  const { formula: actual } = found.definition
  const path = read.pathOf('formula.actual')
  const cure = 'Name a simple metric that adds up money'
  if (actual.kind !== 'simple' || actual.aggregate !== 'sum' || isDerived(actual.fact)) {
    return [...money, { path, what: `"${formula.actual}" is no sum over a fact`, cure }]
  }
  return [...money, ...checkFields(actual.fact, { item: formula.item }, ['text'], read)]
}

type Where = Readonly<Record<string, readonly (string | boolean)[]>>

function checkWhere(fact: Relation, where: Where, key: string, { pathOf }: Read): readonly Problem[] {
  return Object.entries(where).flatMap(([name, values]): readonly Problem[] => {
    const path = pathOf(`${key}.${name}`)
    const kind = fieldKind(fact, name)
    const choices = choicesOf(fact, name)
    if (kind === null) {
      const known = fieldsWhere(fact, (one) => fieldKind(fact, one) !== null)
      return [unknown(`field of ${fact}`, name, path, known)]
    }
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

/** The unit that a formula's numbers have, or null where it may be any. */
export function unitOf(formula: Formula): Definition['unit'] | null {
  switch (formula.kind) {
    case 'duration':
      return 'days'
    case 'simple':
    case 'snapshot': {
      const kinds = aggregated(formula.aggregate)
      if (formula.aggregate === 'age') return 'days'
      if (kinds === null || kinds.includes('text')) return 'count'
      return fieldKind(formula.fact, formula.field ?? '') === 'money' ? 'currency' : null
    }
    case 'retention':
    case 'conversion':
      return 'percent'
    case 'score':
      return formula.negative === undefined ? 'percent' : 'score'
    case 'error':
      return formula.measure === 'forecast' || formula.measure === 'actual' ? 'currency' : 'percent'
    case 'ratio':
    case 'derived':
    case 'cumulative':
    case 'entered':
      return null
    default:
      return assertNever(formula)
  }
}
