import type { FactName } from '../facts/catalogue.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'

const fields = {
  account: 'drops.field_account',
  amount: 'drops.field_amount',
  answered_on: 'drops.field_answered_on',
  arr_due: 'drops.field_arr_due',
  arr_renewed: 'drops.field_arr_renewed',
  asked_on: 'drops.field_asked_on',
  balance: 'drops.field_balance',
  balance_on: 'drops.field_balance_on',
  bank_account: 'drops.field_bank_account',
  campaign: 'drops.field_campaign',
  category: 'drops.field_category',
  channel: 'drops.field_channel',
  closed_on: 'drops.field_closed_on',
  created_on: 'drops.field_created_on',
  currency: 'drops.field_currency',
  dated_on: 'drops.field_dated_on',
  decided_on: 'drops.field_decided_on',
  department: 'drops.field_department',
  due_on: 'drops.field_due_on',
  employee: 'drops.field_employee',
  entered_by: 'drops.field_entered_by',
  entered_on: 'drops.field_entered_on',
  frozen_on: 'drops.field_frozen_on',
  id: 'drops.field_id',
  into_currency: 'drops.field_into_currency',
  invoiced_on: 'drops.field_invoiced_on',
  kind: 'drops.field_kind',
  lead_on: 'drops.field_lead_on',
  lead_source: 'drops.field_lead_source',
  left_on: 'drops.field_left_on',
  level: 'drops.field_level',
  list_amount: 'drops.field_list_amount',
  metric: 'drops.field_metric',
  mql_on: 'drops.field_mql_on',
  mrr: 'drops.field_mrr',
  note: 'drops.field_note',
  opportunity: 'drops.field_opportunity',
  outcome: 'drops.field_outcome',
  owner: 'drops.field_owner',
  paid_on: 'drops.field_paid_on',
  per: 'drops.field_per',
  plan: 'drops.field_plan',
  product: 'drops.field_product',
  rate: 'drops.field_rate',
  reason: 'drops.field_reason',
  region: 'drops.field_region',
  route: 'drops.field_route',
  score: 'drops.field_score',
  segment: 'drops.field_segment',
  spent_on: 'drops.field_spent_on',
  sql_on: 'drops.field_sql_on',
  stage: 'drops.field_stage',
  starts_on: 'drops.field_starts_on',
  supplier: 'drops.field_supplier',
  team: 'drops.field_team',
  trial: 'drops.field_trial',
  valid_from: 'drops.field_valid_from',
  valid_to: 'drops.field_valid_to',
  value: 'drops.field_value',
  verdict: 'drops.field_verdict',
  won_on: 'drops.field_won_on',
} as const satisfies Record<string, TextKey>

const meanings = {
  accepted: 'drops.meaning_accepted',
  best_case: 'drops.meaning_best_case',
  commit: 'drops.meaning_commit',
  company: 'drops.meaning_company',
  csat: 'drops.meaning_csat',
  customer_success: 'drops.meaning_customer_success',
  day: 'drops.meaning_day',
  enps: 'drops.meaning_enps',
  false: 'drops.meaning_false',
  lost: 'drops.meaning_lost',
  marketing: 'drops.meaning_marketing',
  month: 'drops.meaning_month',
  nps: 'drops.meaning_nps',
  open: 'drops.meaning_open',
  other: 'drops.meaning_other',
  owner: 'drops.meaning_owner',
  paid: 'drops.meaning_paid',
  pending: 'drops.meaning_pending',
  pipeline: 'drops.meaning_pipeline',
  quarter: 'drops.meaning_quarter',
  renewed: 'drops.meaning_renewed',
  returned: 'drops.meaning_returned',
  sales: 'drops.meaning_sales',
  team: 'drops.meaning_team',
  true: 'drops.meaning_true',
  week: 'drops.meaning_week',
  won: 'drops.meaning_won',
  year: 'drops.meaning_year',
} as const satisfies Record<string, TextKey>

function labelOf(keys: Readonly<Record<string, TextKey>>, name: string, t: Texts): string {
  const key = keys[name]
  return key === undefined ? name.replaceAll('_', ' ') : t.plain(key)
}

/** What a field of a fact is called where its column is chosen. */
export const fieldLabel = (field: string, t: Texts): string => labelOf(fields, field, t)

/** What a value of a closed list is called: `customer_success` is "Customer success". */
export const meaningLabel = (value: string, t: Texts): string => labelOf(meanings, value, t)

/** What the rows of a fact are called, in the plural. */
export const factLabel = (fact: FactName, t: Texts): string => t.plain(`drops.fact_${fact}`)
