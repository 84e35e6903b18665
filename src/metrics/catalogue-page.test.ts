import { expect, test } from 'vitest'
import { factNames } from '../facts/catalogue.js'
import type { Metric } from './catalogue.js'
import { catalogueWith } from './testing/acme.js'

/** docs/metrics.md is written from the definitions; `npx vitest run src/metrics/catalogue-page.test.ts -u` writes it anew. */
const introduction = `# The metrics

Every metric that is built in, by the department that owns it: what it is called, how it is counted, and which side it takes where the
field disagrees. \`/kpi about <metric>\` says the same in the chat. A company changes any of them, and adds its own, as
[answers.md](answers.md) says. This page is made from the definitions in \`src/metrics/catalogue/\`, and a test holds it to them.

**Kind**: *flow* counts what happened in a period, *stock* what there is at its end. **From** names the data that it needs, see
[importing.md](importing.md).
`

const departments = [
  ['sales', 'Sales'],
  ['marketing', 'Marketing'],
  ['customer_success', 'Customer success'],
  ['finance', 'Finance'],
] as const

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function row({ definition, stock, facts, relations }: Metric): string {
  const { name, label, aliases, unit, per, formula_text, stance, dimensions } = definition
  const from = facts.length > 0 ? facts.join(', ') : relations.includes('reads') ? 'all imports' : 'all data'
  const also = aliases.length > 0 ? ` (${aliases.slice(0, 3).join(', ')})` : ''
  return `| **${label}**${cell(also)}<br>\`${name}\` | ${unit}${per ? ` per ${per}` : ''}, ${stock ? 'stock' : 'flow'} | ${[
    cell(formula_text),
    cell(stance ?? ''),
    dimensions.join(', '),
    from,
  ].join(' | ')} |`
}

function page(metrics: readonly Metric[]): string {
  const sections = departments.map(([key, label]) => {
    const own = metrics.filter(({ definition }) => definition.listed && definition.owner.department === key)
    const head =
      '| metric | unit, kind | how it is counted | which side it takes | can be split by | from |\n|---|---|---|---|---|---|'
    return `## ${label}\n\n${[head, ...own.map(row)].join('\n')}\n`
  })
  return [introduction, ...sections].join('\n')
}

test('the page of metrics says what the definitions say', async () => {
  await expect(page(catalogueWith().metrics)).toMatchFileSnapshot('../../docs/metrics.md')
})

test('every listed metric says which facts it needs, and each fact but the rates is needed by one', () => {
  const { metrics } = catalogueWith()
  const used = new Set(metrics.flatMap(({ facts }) => facts))
  expect(factNames.filter((fact) => !used.has(fact))).toEqual(['rates'])
})

test('a metric that the field counts in two ways says which way it takes', () => {
  const disputed = [
    'mrr',
    'arr',
    'mrr_new',
    'mrr_churn',
    'nrr',
    'grr',
    'logo_churn',
    'gross_mrr_churn',
    'renewal_rate',
    'cac',
    'cac_paid',
  ]
  const more = [
    'cac_payback',
    'ltv',
    'clv',
    'win_rate',
    'sales_cycle_median',
    'pipeline_velocity',
    'pipeline_coverage',
    'forecast_accuracy',
  ]
  const rest = [
    'mql_to_sql',
    'quota_attainment',
    'average_deal',
    'nps',
    'csat',
    'dso',
    'magic_number',
    'burn_multiple',
    'upsell_rate',
  ]
  const silent = [...disputed, ...more, ...rest].filter((name) => !catalogueWith().get(name)?.definition.stance)
  expect(silent).toEqual([])
})
