import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'

const keys = {
  account: 'metrics.dimension_account',
  lead_source: 'metrics.dimension_lead_source',
  outcome: 'metrics.dimension_outcome',
  owner: 'metrics.dimension_owner',
  plan: 'metrics.dimension_plan',
  product: 'metrics.dimension_product',
  reason: 'metrics.dimension_reason',
  region: 'metrics.dimension_region',
  route: 'metrics.dimension_route',
  segment: 'metrics.dimension_segment',
  stage: 'metrics.dimension_stage',
  team: 'metrics.dimension_team',
  bank_account: 'metrics.dimension_bank_account',
  campaign: 'metrics.dimension_campaign',
  category: 'metrics.dimension_category',
  channel: 'metrics.dimension_channel',
  department: 'metrics.dimension_department',
  from_department: 'metrics.dimension_from_department',
  fact: 'metrics.dimension_fact',
  source: 'metrics.dimension_source',
  supplier: 'metrics.dimension_supplier',
  verdict: 'metrics.dimension_verdict',
} as const satisfies Record<string, TextKey>

/** What a dimension is called in a sentence. One without a text of its own is called by its name. */
export function dimensionLabel(dimension: string, t: Texts): string {
  const known = Object.entries(keys).find(([name]) => name === dimension)
  return known ? t.plain(known[1]) : dimension.replaceAll('_', ' ')
}
