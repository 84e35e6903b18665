import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsFor } from '../../locales/words.js'
import { loadCatalogue } from '../catalogue.js'
import type { Question } from '../question.js'
import { vocabularyFrom } from '../vocabulary.js'
import { type Reading, readQuestion } from './read.js'

const catalogue = loadCatalogue(['sales', 'marketing', 'finance', 'customer_success'], null)
const vocabulary = vocabularyFrom(
  [
    { fact: 'opportunities', dimension: 'region', values: ['EMEA', 'APAC', 'North America'] },
    { fact: 'opportunities', dimension: 'segment', values: ['Enterprise', 'SMB', 'Mid-market'] },
    { fact: 'opportunities', dimension: 'owner', values: ['Omar Haddad', 'Maya Lindqvist'] },
    { fact: 'opportunities', dimension: 'team', values: ['Enterprise'] },
    { fact: 'opportunities', dimension: 'product', values: ['GTX Pro', 'Bank of Signals'] },
    { fact: 'subscriptions', dimension: 'region', values: ['EMEA'] },
    { fact: 'quotas', dimension: 'region', values: ['EMEA'] },
    { fact: 'survey_scores', dimension: 'region', values: ['EMEA'] },
    { fact: 'spend', dimension: 'channel', values: ['Search ads', 'Events'] },
    { fact: 'quality', dimension: 'fact', values: ['leads', 'opportunities'] },
  ],
  [{ dimension: 'product', alias: 'GTXPro', value: 'GTX Pro' }],
)
const calendar = { zone: 'UTC', fiscalMonth: 1, weekStart: 1 }

// A Thursday in the middle of the third quarter.
function read(text: string): Reading {
  const setting = { catalogue, words: wordsFor('en'), calendar, today: '2026-08-13', vocabulary }
  return readQuestion(text, { ...setting, suggestible: () => true })
}

/** A question in one line: metric, period, and what was asked besides. */
function line(text: string): string {
  const reading = read(text)
  return reading.kind === 'question' ? lineOf(reading.question) : `unsure: ${reading.why.kind}`
}

function lineOf({ metric, period, by, where, against, trend }: Question): string {
  const compared = against.kind === 'period' ? `vs ${against.period.from}..${against.period.to}` : `vs ${against.kind}`
  const parts = [
    metric,
    `${period.from}..${period.to}`,
    ...(by === null ? [] : [`by ${by}`]),
    ...where.map(({ dimension, values }) => `${dimension}=${values.join('+')}`),
    ...(against.kind === 'previous' ? [] : [compared]),
    ...(trend === null ? [] : [`trend ${trend}`]),
  ]
  return parts.join(' ')
}

const q3 = '2026-07-01..2026-10-01'
const q2 = '2026-04-01..2026-07-01'
const today = '2026-08-13..2026-08-14'

const readings: readonly (readonly [string, string])[] = [
  ['win rate', `win_rate ${q3}`],
  ['Win Rate?', `win_rate ${q3}`],
  ['winrate', `win_rate ${q3}`],
  ['win_rate', `win_rate ${q3}`],
  ['close rate', `win_rate ${q3}`],
  ['what is our win rate', `win_rate ${q3}`],
  ["what's the win rate this quarter, please?", `win_rate ${q3}`],
  ['win rate now', `win_rate ${q3}`],
  ['win rate this qtr', `win_rate ${q3}`],
  ['win rate last quarter', `win_rate ${q2}`],
  ['win rate lq', `win_rate ${q2}`],
  ['last quarter win rate', `win_rate ${q2}`],
  ['win rate for last quarter', `win_rate ${q2}`],
  ['win rate in Q2', `win_rate ${q2}`],
  ['win rate Q2 2025', 'win_rate 2025-04-01..2025-07-01'],
  ['win rate 2025-Q2', 'win_rate 2025-04-01..2025-07-01'],
  ['win rate July', 'win_rate 2026-07-01..2026-08-01'],
  ['win rate in July 2025', 'win_rate 2025-07-01..2025-08-01'],
  ['win rate 2026-07', 'win_rate 2026-07-01..2026-08-01'],
  ['win rate ytd', 'win_rate 2026-01-01..2026-08-14'],
  ['win rate all time', 'win_rate 1900-01-01..2026-08-14'],
  ['win rate last 6 weeks', 'win_rate 2026-06-29..2026-08-10'],
  ['win rate 2026-01-01..2026-03-31', 'win_rate 2026-01-01..2026-04-01'],
  ['win rate from January to March', 'win_rate 2026-01-01..2026-04-01'],
  ['win rate since June', 'win_rate 2026-06-01..2026-08-14'],
  ['win rate yesterday', 'win_rate 2026-08-12..2026-08-13'],
  ['win rate by region', `win_rate ${q3} by region`],
  ['win rate per rep', `win_rate ${q3} by owner`],
  ['by region last quarter win rate', `win_rate ${q2} by region`],
  ['win rate last quarter by region', `win_rate ${q2} by region`],
  ['win rate by lead source last month', 'win_rate 2026-07-01..2026-08-01 by lead_source'],
  ['win rate emea this qtr', `win_rate ${q3} region=EMEA`],
  ['emea win rate', `win_rate ${q3} region=EMEA`],
  ['win rate for EMEA last quarter by product', `win_rate ${q2} by product region=EMEA`],
  ['win rate for region=EMEA', `win_rate ${q3} region=EMEA`],
  ['win rate for region = "north america"', `win_rate ${q3} region=North America`],
  ['win rate for region=emea, apac', `win_rate ${q3} region=EMEA+APAC`],
  ['win rate emea apac', `win_rate ${q3} region=EMEA+APAC`],
  ['win rate north america', `win_rate ${q3} region=North America`],
  ['win rate segment enterprise', `win_rate ${q3} segment=Enterprise`],
  ['win rate enterprise team', `win_rate ${q3} team=Enterprise`],
  ['win rate for owner=omar haddad in emea', `win_rate ${q3} owner=Omar Haddad region=EMEA`],
  ['deals won for GTXPro', `deals_won ${q3} product=GTX Pro`],
  ['deals won bank of signals', `deals_won ${q3} product=Bank of Signals`],
  ['win rate vs target', `win_rate ${q3} vs target`],
  ['win rate last quarter against goal', `win_rate ${q2} vs target`],
  ['win rate vs last quarter', `win_rate ${q3} vs ${q2}`],
  ['win rate Q2 compared to Q1', `win_rate ${q2} vs 2026-01-01..2026-04-01`],
  ['win rate last quarter vs last year', `win_rate ${q2} vs year before`],
  ['win rate Q2 yoy', `win_rate ${q2} vs year before`],
  ['win rate 2026 vs 2025', 'win_rate 2026-01-01..2027-01-01 vs 2025-01-01..2026-01-01'],
  ['win rate trend', 'win_rate 2025-08-01..2026-08-01 trend month'],
  ['win rate by month', 'win_rate 2025-08-01..2026-08-01 trend month'],
  ['weekly win rate', 'win_rate 2026-05-18..2026-08-10 trend week'],
  ['win rate this quarter trend', `win_rate ${q3} trend week`],
  ['win rate by region by month this year', 'win_rate 2026-01-01..2027-01-01 by region trend month'],
  ['win rate by value', `win_rate_value ${q3}`],
  ['win rate by value by region', `win_rate_value ${q3} by region`],
  ['sql to closed won last quarter', `sql_to_closed_won ${q2}`],
  ['revenue', `won_revenue ${q3}`],
  ['won revenue by sales rep', `won_revenue ${q3} by owner`],
  ['avg deal size', `average_deal ${q3}`],
  ['median deal size 2025', 'median_deal 2025-01-01..2026-01-01'],
  ['sales cycle', `sales_cycle_median ${q3}`],
  ['how long is our average sales cycle', `sales_cycle_mean ${q3}`],
  ['how many deals did we win in July', 'deals_won 2026-07-01..2026-08-01'],
  ['pipeline', `open_pipeline_value ${today}`],
  ['open deals by stage', `open_pipeline_count ${today} by stage`],
  ['pipeline at the end of last quarter', `open_pipeline_value ${q2}`],
  ['arr', `arr ${today}`],
  ['show me the MRR by plan', `mrr ${today} by plan`],
  ['pipeline velocity', `pipeline_velocity ${q3}`],
  ['net revenue retention', `nrr ${today}`],
  ['what was our net dollar retention at the end of last quarter', `nrr ${q2}`],
  ['grr by segment', `grr ${today} by segment`],
  ['gross revenue retention for emea', `grr ${today} region=EMEA`],
  ['customer churn last quarter', `logo_churn ${q2}`],
  ['churn by reason last quarter', `customers_lost ${q2} by reason`],
  ['how many customers did we lose in July', 'customers_lost 2026-07-01..2026-08-01'],
  ['how many customers do we have', `customers ${today}`],
  ['new mrr by month', 'mrr_new 2025-08-01..2026-08-01 trend month'],
  ['expansion vs last quarter', `mrr_expansion ${q3} vs ${q2}`],
  ['net new arr ytd', 'net_new_arr 2026-01-01..2026-08-14'],
  ['fx drift last quarter', `mrr_exchange ${q2}`],
  ['number of upsells', `upsells ${q3}`],
  ['upsell rate last quarter', `upsell_rate ${q2}`],
  ['cac', `cac ${q3}`],
  ['blended CAC vs last quarter', `cac ${q3} vs ${q2}`],
  ['cac payback last quarter', `cac_payback ${q2}`],
  ['ltv', `ltv ${today}`],
  ['LTV:CAC', `ltv_cac ${today}`],
  ['customer lifetime value by segment', `clv ${today} by segment`],
  ['magic number last quarter', `magic_number ${q2}`],
  ['burn multiple', `burn_multiple ${q3}`],
  ['how many months of runway do we have', `runway ${today}`],
  ['dso', `dso ${q3}`],
  ['quota attainment by rep', `quota_attainment ${q3} by owner`],
  ['pipeline coverage next quarter for emea', 'pipeline_coverage 2026-10-01..2027-01-01 region=EMEA'],
  ['forecast accuracy last quarter by team', `forecast_accuracy ${q2} by team`],
  ['mql to sql', 'mql_to_sql 2026-01-01..2026-04-01'],
  ['mqls by campaign last month', 'mqls 2026-07-01..2026-08-01 by campaign'],
  ['lead acceptance this quarter', `lead_acceptance ${q3}`],
  ['renewal rate q2', `renewal_rate ${q2}`],
  ['nps last quarter emea', `nps ${q2} region=EMEA`],
  ['employee nps by department', `enps ${q3} by department`],
  ['customer satisfaction', `csat ${q3}`],
  ['marketing spend by channel', `marketing_spend ${q3} by channel`],
  ['paid spend search ads', `paid_spend ${q3} channel=Search ads`],
  ['marketing roi last quarter', `return_on_marketing ${q2}`],
  ['cost of going to market as a share of revenue', `gtm_cost_share ${q3}`],
  ['revenue per rep last quarter', `revenue_per_rep ${q2}`],
  ['revenue by route to market', `won_revenue ${q3} by route`],
  ['time in each stage', `stage_time ${q3} by stage`],
  ['how complete is the data by data set', `data_completeness ${today} by fact`],
  ['duplicates for fact=leads', `data_duplicates ${today} fact=leads`],
  ['how old is the data', `data_age ${today}`],
  // Typing errors.
  ['wni rate', `win_rate ${q3}`],
  ['win raet last quarter', `win_rate ${q2}`],
  ['winn rate', `win_rate ${q3}`],
  ['win rate lst qaurter', `win_rate ${q2}`],
  ['win rate last quater by regoin', `win_rate ${q2} by region`],
  ['win rate in feburary', 'win_rate 2026-02-01..2026-03-01'],
  ['pipelin velocty', `pipeline_velocity ${q3}`],
  ['avrage deal', `average_deal ${q3}`],
  ['deals wn last weak', 'deals_won 2026-08-03..2026-08-10'],
  ['win rate emae', `win_rate ${q3} region=EMEA`],
  ['win rate for owner=omar hadad', `win_rate ${q3} owner=Omar Haddad`],
]

describe('a question', () => {
  it.each(readings)('%s', (text, expected) => {
    expect(line(text)).toBe(expected)
  })

  it('gets by every name, label and alias to the metric that has it', () => {
    const wrong = catalogue.metrics.flatMap(({ definition: { name, label, aliases } }) =>
      [name, label, ...aliases].flatMap((word) =>
        [word, `what is our ${word} last quarter?`].filter((text) => {
          const reading = read(text)
          return reading.kind !== 'question' || reading.question.metric !== name || reading.corrections.length > 0
        }),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('that was corrected says what was typed and what was read', () => {
    const reading = read('wni rate lst quarter')
    expect(reading.kind === 'question' && reading.corrections).toEqual([
      { typed: 'wni rate', read: 'Win rate' },
      { typed: 'lst', read: 'last' },
    ])
  })
})

describe('what is not understood', () => {
  it.each([
    ['blorb', { kind: 'no metric', unknown: ['blorb'] }, []],
    ['deals', { kind: 'no metric', unknown: ['deals'] }, ['Deals won', 'Deals lost', 'Deals closed']],
    ['rate last quarter', { kind: 'no metric', unknown: ['rate'] }, ['Win rate last quarter']],
    ['win rate blorb', { kind: 'unknown words', metric: 'Win rate', unknown: ['blorb'] }, ['win rate']],
    [
      'win rate foo last quarter bar',
      { kind: 'unknown words', metric: 'Win rate', unknown: ['foo', 'bar'] },
      ['win rate last quarter'],
    ],
    [
      'win rate and arr last quarter',
      { kind: 'several metrics', labels: ['Win rate', 'ARR'] },
      ['win rate last quarter', 'arr last quarter'],
    ],
    ['arr by owner', { kind: 'dimension', dimension: 'owner', metric: 'ARR' }, ['arr by account']],
    ['win rate for region=mars', { kind: 'value', value: 'mars', possible: ['APAC', 'EMEA', 'North America'] }, []],
    [
      'win rate enterprise',
      { kind: 'ambiguous', dimensions: ['segment', 'team'] },
      ['win rate segment="Enterprise"', 'win rate team="Enterprise"'],
    ],
    ['', { kind: 'no metric', unknown: [] }, ['Win rate']],
    ['word '.repeat(60), { kind: 'too long' }, []],
  ])('%s', (text, why, suggestions) => {
    const reading = read(text)
    expect(reading.kind).toBe('unsure')
    if (reading.kind !== 'unsure') return
    expect(reading.why).toMatchObject(why)
    expect(reading.suggestions.slice(0, suggestions.length)).toEqual(suggestions)
  })

  const nonsense = [
    'asdf qwer zxcv',
    '???',
    '= = =',
    'by by by',
    'for region=',
    'last last quarter quarter',
    '"""',
    '<!channel> <@U1> [x](http://evil)',
    "'; drop table opportunities; --",
    '\u202e\u0000\ud83d',
    'win rate vs',
    'q3 q2 q1',
  ]
  it.each(nonsense)('%j is answered with words', (text) => {
    expect(['question', 'unsure']).toContain(read(text).kind)
  })

  it('never throws, and is read within a moment, whatever is typed', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'win',
        'rate',
        'by',
        'for',
        'region',
        '=',
        'EMEA',
        'vs',
        'last',
        'quarter',
        '"',
        ',',
        'trend',
        '2026-07',
        'arr',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        // The time that was worked, in microseconds: on a busy machine a moment of waiting is nobody's fault.
        const began = process.cpuUsage()
        const reading = read(pieces.join(' '))
        expect(process.cpuUsage(began).user).toBeLessThan(500_000)
        if (reading.kind === 'question') expect(catalogue.get(reading.question.metric)).not.toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  it('comes with readings that can be asked as they stand', () => {
    const texts = readings.map(([text]) => text)
    const spoil = fc.tuple(fc.constantFrom(...texts), fc.constantFrom('blorb', 'xyzzy', 'emeea', 'per planet', 'arr'))
    fc.assert(
      fc.property(spoil, ([text, more]) => {
        const reading = read(`${text} ${more}`)
        if (reading.kind !== 'unsure') return
        for (const suggestion of reading.suggestions)
          expect(`${suggestion} -> ${read(suggestion).kind}`).toBe(`${suggestion} -> question`)
      }),
      { numRuns: 300 },
    )
  })
})
