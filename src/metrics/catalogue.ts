import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { FactName } from '../facts/catalogue.js'
import { fold } from '../facts/names.js'
import { checkCycles, checkDefinition, checkNames, inputsOf, namesOf, type Scope } from './check-definitions.js'
import { checkTargets } from './check-targets.js'
import { type Definition, isRestriction, type Visibility } from './definition.js'
import { fieldsWhere, isDimension } from './fields.js'
import type { Formula } from './formula.js'
import { countsDays, isMoment, type Plan, PlanError } from './plan.js'
import { planOf } from './planning.js'
import { CatalogueError, type Problem } from './problems.js'
import { type DefinitionFile, type Read, readDefinitions } from './read-definitions.js'
import type { Relation } from './relation.js'
import type { SourceRule } from './source-rules.js'

/** A restriction, and the metric that states it. */
export type Restriction = Visibility & { readonly of: string }

/** A definition made ready: what it is built on is resolved once, so that a question only has to look it up. */
export interface Metric {
  readonly definition: Definition
  /** The version of its formula as the database knows it; as stated in the YAML before `recordVersions`. */
  readonly version: number
  readonly plan: Plan
  readonly facts: readonly FactName[]
  /** What its rows are rows of. */
  readonly relations: readonly Relation[]
  /** Whether it is a stock: measured at one moment, never added up over time. */
  readonly stock: boolean
  /** Its own restriction and those of everything that it is built on: who reads it must satisfy all. */
  readonly restrictions: readonly Restriction[]
  /** Its own name and those of everything that it is built on. */
  readonly inputs: readonly string[]
  /** From how many rows on it is told: the largest that it, or anything that it is built on, demands; null where all may be told. */
  readonly least: number | null
  /** Of which sources its rows count, where a fact has several that state the same thing. */
  readonly rules: readonly SourceRule[]
}

/** All metrics of a company. */
export interface Catalogue {
  readonly metrics: readonly Metric[]
  get(name: string): Metric | null
  /** The metric that answers to a word: name, label or alias, whatever its case and punctuation. */
  find(word: string): Metric | null
  /** Every folded word with the metric that answers to it. */
  readonly words: ReadonlyMap<string, Metric>
}

/**
 * The built-in metrics, and a company's own over them.
 * @param departments keys of the departments that exist
 * @param own the company's YAML, or null
 * @throws CatalogueError that lists every problem with its path and cure
 */
export function loadCatalogue(departments: readonly string[], own: DefinitionFile | null): Catalogue {
  const { read, problems } = readDefinitions(builtIn(), own)
  const metrics = new Map(read.map((one) => [one.definition.name, one]))
  const scope: Scope = { metrics, departments }
  const found = [...problems, ...checkNames(read), ...read.flatMap((one) => checkDefinition(one, scope))]
  refuse(found)
  refuse(checkCycles(metrics))
  const oversized: Problem[] = []
  const made = read.flatMap((one) => madeOf(one, metrics, oversized))
  refuse(oversized)
  refuse(
    made.flatMap(({ read: one, metric }) => [
      ...checkDimensions(one, metric),
      ...checkTargets(one, metric.stock),
      ...checkGroups(one, metric),
      ...checkAside(one, metric),
    ]),
  )
  refuse(made.flatMap(({ read: one, metric }) => checkSource(one, metric, scope)))
  return catalogueOf(counted(made.map(({ metric }) => metric)))
}

/** A catalogue of metrics that have been checked. */
export function catalogueOf(metrics: readonly Metric[]): Catalogue {
  const byName = new Map(metrics.map((metric) => [metric.definition.name, metric]))
  const words = new Map(
    metrics.flatMap((metric) => namesOf(metric.definition).map(([, word]) => [fold(word), metric] as const)),
  )
  return {
    metrics,
    words,
    get: (name) => byName.get(name) ?? null,
    find: (word) => words.get(fold(word)) ?? null,
  }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new CatalogueError(problems)
}

/** In this order metrics are listed, suggested, and stand on scorecards. */
const order = [
  'deals.yaml',
  'pipeline.yaml',
  'plans.yaml',
  'recurring.yaml',
  'movements.yaml',
  'retention.yaml',
  'renewals.yaml',
  'leads.yaml',
  'acquisition.yaml',
  'finance.yaml',
  'surveys.yaml',
  'quality.yaml',
  'handoffs.yaml',
  'prompts.yaml',
]

/** The YAML that ships with the product, beside this file in the sources and in the build; the build has read it already. */
function builtIn(): readonly DefinitionFile[] {
  const folder = new URL('./catalogue/', import.meta.url)
  const names = readdirSync(folder)
  const compiled = names.includes(compiledName)
    ? z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL(compiledName, folder), 'utf8')))
    : {}
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8'), entries: compiled[name] }))
}

/** What `scripts/build.mjs` has read out of the YAML, by file: reading it anew took half of a start. */
const compiledName = 'compiled.json'

function madeOf(one: Read, metrics: ReadonlyMap<string, Read>, problems: Problem[]) {
  try {
    return [{ read: one, metric: metricOf(one, metrics) }]
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    const cure = 'Build it on fewer metrics, or give what repeats a metric of its own'
    problems.push({ path: one.pathOf('formula'), what: error.message, cure })
    return []
  }
}

function metricOf({ definition, isOwn }: Read, metrics: ReadonlyMap<string, Read>): Metric {
  const definitionOf = (name: string): Definition => {
    const known = metrics.get(name)
    if (!known) throw new Error(`No metric ${name}, although the catalogue was checked`)
    return known.definition
  }
  const inputs = [...closure([definition.name], definitionOf)]
  const restrictionsOf = (name: string): readonly Restriction[] =>
    [...closure([name], definitionOf)].flatMap((each) => restrictionOf(definitionOf(each)))
  const restrictions = restrictionsOf(definition.name)
  const open =
    !definition.aside ||
    restrictionsOf(definition.aside.metric).every((one) => restrictions.some(({ of }) => of === one.of))
  const plan = explained(definition, { own: isOwn('aside'), open }, (name) => definitionOf(name).formula)
  return {
    definition,
    version: definition.version,
    plan,
    facts: [...new Set(plan.scans.flatMap(({ fact, also }) => (fact === null ? also : [fact, ...also])))],
    relations: [...new Set(plan.scans.map(({ relation }) => relation))],
    stock: plan.scans.every(isMoment) && !countsDays(plan.root),
    restrictions,
    inputs,
    least: leastOf(inputs.map(definitionOf)),
    rules: [],
  }
}

function restrictionOf({ name, visibility }: Definition): readonly Restriction[] {
  return visibility && isRestriction(visibility) ? [{ ...visibility, of: name }] : []
}

function leastOf(definitions: readonly Definition[]): number | null {
  const demanded = definitions.flatMap(({ visibility }) => visibility?.min_group ?? [])
  return demanded.length === 0 ? null : Math.max(...demanded)
}

/**
 * The plan with its aside. The number stands without it where fewer people may read the aside, and where a company counts the
 * metric's rows in another way than the built-in aside does.
 */
function explained(
  definition: Definition,
  aside: { readonly own: boolean; readonly open: boolean },
  formulaOf: (name: string) => Formula,
): Plan {
  const plan = planOf(definition.name, formulaOf, definition.aside ?? null)
  return aside.open && (aside.own || fits(plan)) ? plan : planOf(definition.name, formulaOf, null)
}

/** The metrics with the sources that count: what one of them keeps beside another source counts in none. */
function counted(metrics: readonly Metric[]): readonly Metric[] {
  const beside = new Map<FactName, Set<string>>()
  for (const { definition, facts } of metrics) {
    for (const fact of definition.sources ? facts : []) {
      const names = beside.get(fact) ?? new Set<string>()
      for (const name of definition.sources?.beside ?? []) names.add(name)
      beside.set(fact, names)
    }
  }
  return metrics.map((metric) => {
    const { source } = metric.definition
    const rules = metric.facts.flatMap((fact): readonly SourceRule[] => {
      if (source !== undefined) return [{ fact, kind: 'only', names: [source] }]
      const names = [...(beside.get(fact) ?? [])]
      return names.length > 0 ? [{ fact, kind: 'without', names }] : []
    })
    return rules.length > 0 ? { ...metric, rules } : metric
  })
}

/** Numbers of several sources are compared, never put together: a metric of one source is no part of another one. */
function checkSource({ definition, pathOf }: Read, { facts, inputs }: Metric, scope: Scope): readonly Problem[] {
  const parts = inputs.filter((name) => name !== definition.name && scope.metrics.get(name)?.definition.source)
  const within = parts.map((part): Problem => {
    const what = `counts the rows of one source (${part}) beside those of others`
    return { path: pathOf('formula'), what, cure: 'Build it on the metric without a source' }
  })
  if ((definition.source === undefined && !definition.sources) || facts.length === 1) return within
  const path = pathOf(definition.source === undefined ? 'sources' : 'source')
  const what = `is counted from several facts: ${facts.join(', ')}`
  return [...within, { path, what, cure: 'Compare the metrics that it is built on' }]
}

/** An aside comes from the same pass over the rows; anything else would be a second question. */
function fits({ scans }: Plan): boolean {
  return scans.length === 1 && scans.every(({ measures }) => measures.some(({ counted }) => counted))
}

/** Some metrics and all that they are built on. */
function closure(names: readonly string[], definitionOf: (name: string) => Definition): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    inputsOf(definitionOf(name).formula).forEach(add)
  }
  names.forEach(add)
  return found
}

/** A dimension has to be a dimension of every fact behind the metric, or the parts could not be put together. */
function checkDimensions({ definition, pathOf }: Read, metric: Metric): readonly Problem[] {
  return definition.dimensions.flatMap((dimension, index) => {
    const lacking = metric.relations.filter((relation) => !isDimension(relation, dimension))
    const [fact] = lacking
    if (fact === undefined) return []
    const fitting = fieldsWhere(fact, (field) => isDimension(fact, field))
    return [
      {
        path: pathOf(`dimensions[${index}]`),
        what: `"${dimension}" is no dimension of ${fact}`,
        cure: `Use some of: ${fitting.join(', ')}`,
      },
    ]
  })
}

/**
 * What is only told of groups is split in one way: of two that lie within each other (a team, its region) one could be subtracted
 * from the other.
 */
function checkGroups({ definition, pathOf }: Read, { least }: Metric): readonly Problem[] {
  if (least === null || definition.dimensions.length <= 1) return []
  const what = `is told of at least ${least} rows together, and two ways of splitting it would tell of fewer`
  return [{ path: pathOf('dimensions'), what, cure: 'Keep one dimension' }]
}

function checkAside({ definition, pathOf }: Read, { plan }: Metric): readonly Problem[] {
  const { aside } = plan
  if (!aside) return []
  if (!fits(plan)) {
    const cure = `Name one of the same fact and date as ${definition.name}`
    return [{ path: pathOf('aside.metric'), what: 'counts other rows than the metric', cure }]
  }
  if (plan.scans.every(({ relation }) => isDimension(relation, aside.by))) return []
  return [
    { path: pathOf('aside.by'), what: `"${aside.by}" is no dimension of its rows`, cure: 'Name one that they have' },
  ]
}
