import { csv, type SampleFile } from './csv.js'
import { type Day, textOf } from './days.js'
import { type Deal, openStage } from './deals.js'
import { randomFor } from './random.js'
import type { Scene } from './scene.js'

/** The history of the deals that stand in opportunities.csv: a row per stage, with the days of coming and going. */
export function stageFile({ asOf, since, seed, deals }: Scene): SampleFile {
  const rows = deals.filter((deal) => deal.closes >= since).flatMap((deal) => history(deal, asOf, seed))
  // A clock that was put back, and a row that the export wrote twice.
  const [first = []] = rows
  const wrong = [...first.slice(0, 4), 'Proposal (copied)', ...['2025-03-10T08:00:00Z', '2025-03-03T08:00:00Z']]
  rows.splice(Math.floor(rows.length / 3), 0, wrong)
  rows.splice(Math.floor(rows.length / 2), 0, first)
  const header = ['Opportunity ID', 'Account', 'Deal owner', 'Product', 'Stage', 'Entered', 'Left']
  return {
    name: 'stage_history.csv',
    content: csv({ separator: ',', lineEnd: '\r\n', start: '\uFEFF' }, [header, ...rows]),
  }
}

function history(deal: Deal, asOf: Day, seed: number): readonly (readonly string[])[] {
  const random = randomFor(seed, deal.id, 'stages')
  const common = [deal.id, deal.account.name, deal.owner, deal.product.name]
  const at = (day: Day) => `${textOf(day)}T${String(random.int(7, 16)).padStart(2, '0')}:10:00Z`
  return visits(deal, asOf).map(({ stage, from, to }) => {
    const written = stage === 'Negotiation' && random.next() < 0.03 ? 'Negotation' : stage
    return [...common, written, at(from), to === null ? '' : at(to)]
  })
}

interface Visit {
  readonly stage: string
  readonly from: Day
  readonly to: Day | null
}

/** Day by day where the deal stands, as the CRM would have said on that day. */
function visits(deal: Deal, asOf: Day): readonly Visit[] {
  const found: Visit[] = []
  for (let day = deal.created; day <= Math.min(asOf, deal.closes); day += 1) {
    const stage = day < deal.closes ? openStage(deal, day) : deal.outcome === 'won' ? 'Won' : 'Lost'
    const last = found.at(-1)
    if (last?.stage === stage) continue
    if (last) found[found.length - 1] = { ...last, to: day }
    found.push({ stage, from: day, to: null })
  }
  return found
}
