import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Catalogue, loadCatalogue } from './catalogue.js'
import { CatalogueError, type Problem } from './problems.js'
import { readDefinitions } from './read-definitions.js'

const departments = ['marketing', 'sales', 'customer_success', 'finance']

const load = (text: string | null): Catalogue =>
  loadCatalogue(departments, text === null ? null : { name: 'acme.yaml', text })

function problemsOf(text: string): readonly Problem[] {
  try {
    load(text)
  } catch (error) {
    if (error instanceof CatalogueError) return error.problems
    throw error
  }
  return []
}

/** A metric that is right in everything but what a test changes. */
const metric = (changes: string, name = 'mine') => `
- name: ${name}
  label: ${name}
  owner: { department: sales }
  unit: count
  direction: up
  description: Something of our own.
  formula_text: a count
${changes}`
const counting = '  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on }'

describe('the built-in catalogue', () => {
  const catalogue = load(null)

  it('has the metrics of opportunities and subscriptions', () => {
    for (const word of [
      'deals won',
      'deals lost',
      'deals closed',
      'deals created',
      'win rate',
      'win rate by value',
      'sql to closed won',
      'won revenue',
      'average deal',
      'median deal',
      'sales cycle',
      'average sales cycle',
      'open deals',
      'open pipeline',
      'pipeline velocity',
      'MRR',
      'ARR',
    ]) {
      expect(catalogue.find(word), word).not.toBeNull()
    }
  })

  it('means the same when its files were read by the build', () => {
    const folder = new URL('./catalogue/', import.meta.url)
    const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
    const built = files.map((file) => {
      const entries: unknown = JSON.parse(JSON.stringify(parse(file.text, { merge: true, maxAliasCount: -1 })))
      return { ...file, entries }
    })
    const said = (list: typeof files) => readDefinitions(list, null).read.map(({ definition }) => definition)
    expect(said(files).length).toBeGreaterThan(150)
    expect(said(built)).toEqual(said(files))
  })

  it('answers to a name whatever its case and punctuation', () => {
    for (const word of ['win_rate', 'Win-Rate', 'WINRATE', 'win_rate_count']) {
      expect(catalogue.find(word)?.definition.name).toBe('win_rate')
    }
  })

  it('says of every metric what it counts, whose it is and how it is made', () => {
    for (const { definition } of catalogue.metrics) {
      expect(definition.description.length, definition.name).toBeGreaterThan(20)
      expect(definition.formula_text.length, definition.name).toBeGreaterThan(5)
      expect(departments).toContain(definition.owner.department)
    }
  })

  it('knows what is a stock: it is measured and not added up', () => {
    const isStock = (name: string) => catalogue.get(name)?.stock
    const stocks = [
      'arr',
      'mrr',
      'open_pipeline_value',
      'customers',
      'cash_balance',
      'nrr',
      'ltv',
      'runway',
      'data_age',
    ]
    expect(stocks.filter((name) => !isStock(name))).toEqual([])
    const flows = [
      'deals_won',
      'win_rate',
      'mrr_opening',
      'net_burn',
      'logo_churn',
      'dso',
      'earned_revenue_before',
      'quota',
    ]
    expect(flows.filter(isStock)).toEqual([])
  })

  it('counts won and closed deals for a win rate in one pass over the rows', () => {
    expect(catalogue.get('win_rate')?.plan.scans).toHaveLength(1)
    expect(catalogue.get('pipeline_velocity')?.plan.scans).toHaveLength(2)
  })
})

describe("a company's own definitions", () => {
  it('add metrics, and change only the keys that they state of known ones', () => {
    const catalogue = load(`
- name: win_rate
  target: { value: 0.3, per: quarter, warn_at: 0.27, at_risk_at: 0.24 }
${metric(counting)}`)
    const winRate = catalogue.get('win_rate')?.definition
    expect(winRate?.target?.value).toBe(0.3)
    expect(winRate?.label).toBe('Win rate')
    expect(catalogue.find('mine')?.definition.unit).toBe('count')
  })

  const wrong: readonly (readonly [string, string, string, string, string])[] = [
    [
      'an unknown key',
      metric(`${counting}\n  dimension: [region]`),
      'acme.yaml[0].dimension',
      'unknown key',
      'Did you mean "dimensions"?',
    ],
    [
      'an unknown key inside',
      metric('  formula: { kind: ratio, num: deals_won, den: deals_closed, per: 1 }'),
      'acme.yaml[0].formula.per',
      'unknown key',
      'Remove it',
    ],
    [
      'an unknown fact',
      metric('  formula: { kind: simple, fact: weather, aggregate: count, date: closed_on }'),
      'acme.yaml[0].formula.fact',
      '',
      '',
    ],
    ['an unknown kind of formula', metric('  formula: { kind: magic }'), 'acme.yaml[0].formula.kind', '', ''],
    [
      'an unknown field',
      metric('  formula: { kind: simple, fact: opportunities, aggregate: count, date: close_on }'),
      'acme.yaml[0].formula.date',
      'no field of opportunities "close_on"',
      'Did you mean "closed_on"?',
    ],
    [
      'a field of another kind',
      metric('  formula: { kind: simple, fact: opportunities, aggregate: count, date: amount }'),
      'acme.yaml[0].formula.date',
      '"amount" is not a day',
      'Use one of: created_on, closed_on',
    ],
    [
      'an unknown field in a condition',
      metric(
        '  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { result: won } }',
      ),
      'acme.yaml[0].formula.where.result',
      'no field',
      '',
    ],
    [
      'a value that cannot occur',
      metric(
        '  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: win } }',
      ),
      'acme.yaml[0].formula.where.outcome',
      'never occur',
      'Use open, won, lost',
    ],
    [
      'an unknown metric',
      metric('  formula: { kind: ratio, num: deal_won, den: deals_closed }'),
      'acme.yaml[0].formula.num',
      'no metric "deal_won"',
      'Did you mean "deals_won"?',
    ],
    [
      'an unknown metric in an expression',
      metric('  formula: { kind: derived, expression: 2 * arrr }'),
      'acme.yaml[0].formula.expression',
      'no metric "arrr"',
      'Did you mean "arr"?',
    ],
    [
      'a hostile expression',
      metric('  formula: { kind: derived, expression: "deals_won); drop table opportunities" }'),
      'acme.yaml[0].formula.expression',
      'does not belong there',
      'Use names of metrics',
    ],
    [
      'an expression without a metric',
      metric('  formula: { kind: derived, expression: 1 + 1 }'),
      'acme.yaml[0].formula.expression',
      'names no metric',
      '',
    ],
    ['a hostile name', metric(counting, '"x; drop table"'), 'acme.yaml[0].name', 'lower-case letters', ''],
    [
      'a field for a count',
      metric('  formula: { kind: simple, fact: opportunities, aggregate: count, field: amount, date: closed_on }'),
      'acme.yaml[0].formula.field',
      'a count has no field',
      '',
    ],
    [
      'a sum without a field',
      metric('  formula: { kind: simple, fact: opportunities, aggregate: sum, date: closed_on }'),
      'acme.yaml[0].formula.field',
      'needs a field',
      '',
    ],
    [
      'an alias of another metric',
      metric(`${counting}\n  aliases: ["WIN-rate"]`),
      'acme.yaml[0].aliases[0]',
      'already means win_rate',
      '',
    ],
    [
      'an alias without letters',
      metric(`${counting}\n  aliases: ["%"]`),
      'acme.yaml[0].aliases[0]',
      'no letter or digit',
      '',
    ],
    [
      'an unknown department',
      metric(counting).replace('department: sales', 'department: sails'),
      'acme.yaml[0].owner.department',
      'no department "sails"',
      'Did you mean "sales"?',
    ],
    [
      'visibility for an unknown department',
      metric(`${counting}\n  visibility: { departments: [legal] }`),
      'acme.yaml[0].visibility.departments',
      'no department "legal"',
      '',
    ],
    [
      'a band without its bounds',
      metric(counting).replace('direction: up', 'direction: band'),
      'acme.yaml[0].direction',
      'without its bounds',
      'Add band',
    ],
    [
      'a band that ends before it begins',
      metric(`${counting}\n  band: { from: 5, to: 1 }`).replace('direction: up', 'direction: band'),
      'acme.yaml[0].band',
      'before it begins',
      '',
    ],
    [
      'bounds without a band',
      metric(`${counting}\n  band: { from: 1, to: 5 }`),
      'acme.yaml[0].band',
      'without a band',
      '',
    ],
    [
      'thresholds in the wrong order',
      metric(`${counting}\n  target: { value: 10, per: month, warn_at: 12 }`),
      'acme.yaml[0].target',
      'wrong order',
      'value >= warn_at',
    ],
    [
      'thresholds of a part in the wrong order',
      metric(
        `${counting}\n  dimensions: [region]\n  targets: [{ value: 10, per: month, warn_at: 12, for: { region: EMEA } }]`,
      ),
      'acme.yaml[0].targets[0]',
      'wrong order',
      'value >= warn_at',
    ],
    [
      'thresholds in the order of the other direction',
      metric(`${counting}\n  targets: [{ value: 10, per: month, warn_at: 8 }]`).replace(
        'direction: up',
        'direction: down',
      ),
      'acme.yaml[0].targets[0]',
      'wrong order',
      'value <= warn_at',
    ],
    [
      'a target for a dimension that the metric does not have',
      metric(`${counting}\n  dimensions: [region]\n  targets: [{ value: 10, per: month, for: { regoin: EMEA } }]`),
      'acme.yaml[0].targets[0].for.regoin',
      'no dimension "regoin"',
      'Did you mean "region"?',
    ],
    [
      'a target in a period of another kind',
      metric(`${counting}\n  targets: [{ value: 10, per: quarter, in: 2026-08 }]`),
      'acme.yaml[0].targets[0].in',
      '"2026-08" is not one quarter',
      'Write a quarter: 2026-Q3',
    ],
    [
      'a target on a day that no calendar has',
      metric(`${counting}\n  targets: [{ value: 10, per: day, in: "2026-02-30" }]`),
      'acme.yaml[0].targets[0].in',
      '"2026-02-30" is not one day',
      'Write a day',
    ],
    [
      'two targets of the same part and period',
      metric(
        `${counting}\n  dimensions: [region]\n  targets: [{ value: 10, per: quarter, for: { region: EMEA }, in: 2026-Q3 }, { value: 9, per: quarter, for: { region: emea }, in: 2026-Q3 }]`,
      ),
      'acme.yaml[0].targets[1]',
      'is about the same as acme.yaml[0].targets[0]',
      'Keep one',
    ],
    [
      'two targets of the whole company',
      metric(`${counting}\n  target: { value: 10, per: quarter }\n  targets: [{ value: 9, per: quarter }]`),
      'acme.yaml[0].targets[0]',
      'is about the same as acme.yaml[0].target',
      'Keep one',
    ],
    [
      'a unit that the formula cannot have',
      metric(counting).replace('unit: count', 'unit: percent'),
      'acme.yaml[0].unit',
      'gives count',
      'Write unit: count',
    ],
    [
      'an unknown dimension',
      metric(`${counting}\n  dimensions: [planet]`),
      'acme.yaml[0].dimensions[0]',
      '"planet" is no dimension',
      'Use some of',
    ],
    [
      'a dimension that an input lacks',
      metric('  formula: { kind: ratio, num: arr, den: deals_won }\n  dimensions: [owner]'),
      'acme.yaml[0].dimensions[0]',
      '"owner" is no dimension of subscriptions',
      '',
    ],
    [
      'an aside from elsewhere',
      metric(`${counting}\n  aside: { metric: mrr, by: region, label: Of it }`),
      'acme.yaml[0].aside.metric',
      'other rows',
      '',
    ],
    [
      'a bad freshness',
      metric(`${counting}\n  freshness: { warn_after: 2 days, fail_after: 50h }`),
      'acme.yaml[0].freshness.warn_after',
      'hours or days',
      '',
    ],
    ['no list', 'win_rate: 5', 'acme.yaml', 'not a list', 'Begin every metric'],
    ['broken YAML', '- name: [', 'acme.yaml', '', 'Correct the YAML'],
    ['the same name twice', metric(counting) + metric(counting), 'acme.yaml[1].name', 'defined twice', ''],
  ]

  it.each(wrong)('with %s are refused, with the path and the cure', (_, text, path, what, cure) => {
    const problem = problemsOf(text)[0]
    expect(problem?.path).toBe(path)
    expect(problem?.what).toContain(what)
    expect(problem?.cure).toContain(cure)
  })

  it('that go round in a circle are refused, with the way round', () => {
    const ratio = (num: string) => `  formula: { kind: ratio, num: ${num}, den: deals_won }`
    const [problem] = problemsOf(metric(ratio('second'), 'first') + metric(ratio('first'), 'second'))
    expect(problem).toMatchObject({
      path: 'acme.yaml[0].formula',
      what: 'is built on itself: first -> second -> first',
    })
  })

  it('are refused all at once, and the path of an inherited part leads to the built-in file', () => {
    const problems = problemsOf(`
- name: win_rate
  direction: band
- name: deals_won
  formula: { kind: simple, fact: opportunities, aggregate: sum, field: amount, date: closed_on }`)
    expect(problems.map(({ path }) => path).sort()).toEqual(['acme.yaml[0].direction', 'deals.yaml[0].unit'])
  })
})
