import { existsSync, readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { workbench } from '../../test/importing.js'
import type { FactName } from '../facts/catalogue.js'
import { textsFor } from '../locales/texts.js'
import { type AnswerDocument, answerDocument } from './json.js'
import { askInWords } from './terminal.js'
import { acme, catalogueWith } from './testing/acme.js'

/** Published examples with their sources: facts go in as files, the number comes out of a question. */
const file = '../shared/worked-examples.json'
const present = existsSync(file)
const examples = z.array(
  z.object({
    id: z.string(),
    inputs: z.record(z.string(), z.number()),
    published_result: z.number(),
    tolerance: z.number(),
  }),
)

const bench = workbench()
const catalogue = catalogueWith()
const company = { ...acme, currency: 'USD' }
const facts = [
  'opportunities',
  'subscriptions',
  'renewals',
  'spend',
  'leads',
  'quotas',
  'survey_scores',
  'entered',
] as const
let database: Database

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.sql`truncate ${database.sql([...facts, 'imports', 'sources'])}`
})
afterAll(async () => {
  await database.close()
  bench.close()
})

type Row = Readonly<Record<string, string | number>>

/** Imports rows, with an id each, as a file whose columns are called as the fields are. */
async function given(fact: FactName, rows: readonly Row[]): Promise<void> {
  const all = rows.map((row, at) => ({ id: `R-${at}`, ...row }))
  const fields = [...new Set(all.flatMap((row) => Object.keys(row)))]
  const line = (row: Row) => fields.map((field) => row[field] ?? '').join(',')
  bench.write('rows.csv', [fields.join(','), ...all.map(line)].join('\n'))
  const columns = Object.fromEntries(fields.map((field) => [field, field]))
  const report = await bench.run(
    database,
    { source: 'example', label: 'Example', fact, file: 'rows.csv', columns },
    { zone: company.zone, currency: company.currency },
  )
  expect(report.refusals).toEqual([])
}

async function answer(words: string): Promise<AnswerDocument> {
  const asked = { catalogue, person: null, words, asOf: '2026-12-31', t: textsFor('en', 'UTC') }
  return answerDocument.parse((await askInWords(asked, { db: database.db, company, now: Temporal.Now.instant() })).json)
}

const times = (count: number, row: Row): readonly Row[] => Array.from({ length: count }, () => row)
const paying = (account: string, mrr: number, from: string, to = ''): Row => {
  return { account, mrr, valid_from: from, valid_to: to }
}
const deal = (outcome: string, more: Row = {}): Row => {
  return { outcome, created_on: '2026-10-05', closed_on: outcome === 'open' ? '' : '2026-10-20', ...more }
}

/** MRR 100 of several accounts; in October one pays 10 more, one 10 less, and one of 10 leaves. */
const fourMovements = [
  paying('Grows', 20, '2026-01-01', '2026-10-10'),
  paying('Grows', 30, '2026-10-10'),
  paying('Shrinks', 20, '2026-01-01', '2026-10-12'),
  paying('Shrinks', 10, '2026-10-12'),
  paying('Leaves', 10, '2026-01-01', '2026-10-15'),
  paying('Stays', 50, '2026-01-01'),
]

type Inputs = Readonly<Record<string, number>>

/** For each example: the facts that it tells of, the question, and the published number in the engine's unit. */
const told: Readonly<
  Record<string, { facts: (inputs: Inputs) => Promise<unknown>; ask: string; unit: (printed: number) => number }>
> = {
  'cm-gross': {
    facts: () => given('subscriptions', fourMovements),
    ask: 'gross mrr churn October',
    unit: (one) => one,
  },
  'cm-net': { facts: () => given('subscriptions', fourMovements), ask: 'net mrr churn October', unit: (one) => one },
  'cm-net-daily': {
    facts: () =>
      given('subscriptions', [
        paying('Old', 100, '2026-01-01', '2026-10-10'),
        paying('Old', 110, '2026-10-10'),
        paying('New', 10, '2026-10-10'),
      ]),
    ask: 'net mrr churn daily sum 2026-10-10',
    unit: (one) => one,
  },
  'cm-gross-daily': {
    facts: () => given('subscriptions', [paying('A', 95, '2026-01-01'), paying('B', 5, '2026-01-01', '2026-10-10')]),
    ask: 'gross mrr churn daily sum 2026-10-10',
    unit: (one) => one,
  },
  'cm-new': {
    facts: ({ annual_bill = 0 }) =>
      given('subscriptions', [paying('Gold', Math.round((annual_bill / 12) * 100) / 100, '2026-10-01')]),
    ask: 'new mrr October',
    unit: (one) => one * 100,
  },
  'bvp-payback': {
    facts: async ({ sm_cost = 0, new_cmrr = 0, gross_margin = 0 }) => {
      await given('spend', [{ spent_on: '2026-10-01', department: 'sales', category: 'other', amount: sm_cost }])
      await given('subscriptions', [paying('New', new_cmrr, '2026-10-01')])
      await given('entered', [
        {
          metric: 'gross_margin',
          starts_on: '2026-10-01',
          per: 'month',
          value: gross_margin,
          entered_by: 'omar@acme.example',
        },
      ])
    },
    ask: 'cac payback October',
    unit: (one) => one,
  },
  'rekener-coverage': {
    facts: async ({ pipeline = 0, quota = 0 }) => {
      await given('quotas', [{ starts_on: '2026-10-01', per: 'quarter', level: 'owner', amount: quota }])
      await given('opportunities', [deal('open', { amount: pipeline, closed_on: '2026-12-15' })])
    },
    ask: 'pipeline coverage Q4',
    unit: (one) => one,
  },
  'rekener-renewal': {
    facts: ({ renewed = 0, up_for_renewal = 0 }) => {
      const due = { account: 'A', due_on: '2026-10-10', decided_on: '2026-10-01' }
      const lost = up_for_renewal - renewed
      return given('renewals', [
        { ...due, outcome: 'renewed', arr_due: renewed, arr_renewed: renewed },
        { ...due, outcome: 'lost', arr_due: lost, arr_renewed: '' },
      ])
    },
    ask: 'renewal rate October',
    unit: (one) => one,
  },
  'brainshark-velocity': {
    facts: ({ asp = 0, close_rate = 0, cycle_months = 0 }) => {
      // Four months are 121.75 days: of four deals three took 122 of them, and one 121.
      const won = ['2026-06-21', '2026-06-20', '2026-06-20', '2026-06-20'].map((created_on) =>
        deal('won', { created_on, amount: asp }),
      )
      const lost = Math.round((won.length / close_rate) * 3) - won.length * 3
      expect(cycle_months * 30.4375).toBe(121.75)
      return given('opportunities', [...won, ...won, ...won, ...times(lost, deal('lost'))])
    },
    ask: 'sales velocity per opp October',
    unit: (one) => one * 100,
  },
  'rekener-value': {
    facts: ({ close_rate = 0, asp = 0 }) => {
      const won = Math.round(close_rate * 100)
      return given('opportunities', [...times(won, deal('won', { amount: asp })), ...times(100 - won, deal('lost'))])
    },
    ask: 'value per opportunity October',
    unit: (one) => one * 100,
  },
  'brainshark-rolling-win': {
    facts: ({ created_in_period = 0, won_in_period = 0 }) =>
      given('opportunities', [
        ...times(created_in_period, deal('open')),
        ...times(won_in_period, deal('won', { created_on: '2026-08-01' })),
      ]),
    ask: 'win rate rolling created October',
    unit: (one) => one,
  },
  'brainshark-lead-cohort': {
    facts: ({ leads = 0, converted_of_those = 0 }) =>
      given('leads', [
        ...times(converted_of_those, { lead_on: '2026-03-10', won_on: '2026-06-01' }),
        ...times(leads - converted_of_those, { lead_on: '2026-03-20', won_on: '' }),
      ]),
    ask: 'lead conversion March',
    unit: (one) => one,
  },
  'klipfolio-mql-sql': {
    facts: ({ mql = 0, sql = 0 }) =>
      given('leads', [
        ...times(sql, { lead_on: '2026-03-01', mql_on: '2026-03-10', sql_on: '2026-03-20' }),
        ...times(mql - sql, { lead_on: '2026-03-01', mql_on: '2026-03-12', sql_on: '' }),
      ]),
    ask: 'mql to sql March',
    unit: (one) => one,
  },
  'delighted-csat': {
    facts: (inputs) => {
      const scores = [1, 2, 3, 4, 5].flatMap((score) => times(inputs[`s${score}`] ?? 0, { score }))
      const when = { kind: 'csat', asked_on: '2026-10-01', answered_on: '2026-10-02' }
      return given(
        'survey_scores',
        scores.map((row) => ({ ...when, ...row })),
      )
    },
    ask: 'csat October',
    unit: (one) => one / 100,
  },
  'salesforce-amount-share': {
    facts: ({ won = 0, all_amount = 0 }) =>
      given('opportunities', [deal('won', { amount: won }), deal('open', { amount: (all_amount - won).toFixed(2) })]),
    ask: 'won amount share of all October',
    unit: (one) => one,
  },
}

/** As precise as the source prints it, in the engine's unit. */
function expectPrinted(got: AnswerDocument, wanted: number, tolerance: number): void {
  expect(got.missing).toBeNull()
  expect(Math.abs((got.value ?? Number.NaN) - wanted)).toBeLessThanOrEqual(tolerance)
}

test.for(Object.entries(told))('%s comes out as it was published', async ([id, { facts: tell, ask, unit }], ctx) => {
  if (!present) return ctx.skip(`${file} is absent: nothing was compared`)
  const example = examples.parse(JSON.parse(readFileSync(file, 'utf8'))).find((one) => one.id === id)
  if (!example) throw new Error(`${file} has no example ${id}`)
  await tell(example.inputs)
  const tolerance = Math.max(unit(example.tolerance), 1e-9)
  expectPrinted(await answer(ask), unit(example.published_result), tolerance)
})

test('every published example of the file is asked', (ctx) => {
  if (!present) return ctx.skip(`${file} is absent: nothing was compared`)
  const ids = examples.parse(JSON.parse(readFileSync(file, 'utf8'))).map(({ id }) => id)
  expect(Object.keys(told).sort()).toEqual(ids.sort())
})
