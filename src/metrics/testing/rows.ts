import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../../db/connect.js'
import { imports, opportunities, sources, subscriptions } from '../../../db/schema/facts.js'
import type { FactName } from '../../facts/catalogue.js'

type NewDeal = Partial<typeof opportunities.$inferInsert>
type NewSubscription = Partial<typeof subscriptions.$inferInsert>

/** A source with one finished import, as a mapping and a run would leave them. */
export async function addSource(
  db: Db,
  fact: FactName,
  { name = 'crm', label = 'CRM export', readAt = '2026-08-13T06:00:00Z' } = {},
): Promise<{ source: number; import: number }> {
  const [source] = await db.insert(sources).values({ name, fact, label, mapping: {} }).returning({ id: sources.id })
  if (!source) throw new Error('the source was not inserted')
  const at = Temporal.Instant.from(readAt)
  const [run] = await db
    .insert(imports)
    .values({ source: source.id, startedAt: at, finishedAt: at, report: {} })
    .returning({ id: imports.id })
  if (!run) throw new Error('the import was not inserted')
  return { source: source.id, import: run.id }
}

let next = 0

/** Deals of a source: open ones in euros unless a row says otherwise. */
export async function addDeals(
  db: Db,
  from: { source: number; import: number },
  deals: readonly NewDeal[],
): Promise<void> {
  const rows = deals.map((deal) => {
    next += 1
    return { ...from, id: `D-${next}`, outcome: 'open', currency: 'EUR', createdOn: '2026-01-05', ...deal }
  })
  for (let at = 0; at < rows.length; at += 500) await db.insert(opportunities).values(rows.slice(at, at + 500))
}

export async function addSubscriptions(
  db: Db,
  from: { source: number; import: number },
  list: readonly NewSubscription[],
): Promise<void> {
  const rows = list.map((one) => {
    next += 1
    const usual = { account: `A-${next}`, mrr: 100_00, currency: 'EUR', trial: false, validFrom: '2026-01-01' }
    return { ...from, id: `S-${next}`, ...usual, ...one }
  })
  await db.insert(subscriptions).values(rows)
}

/** So many deals that were decided on a day. */
export function decided(
  outcome: 'won' | 'lost',
  closedOn: string,
  count: number,
  more: NewDeal = {},
): readonly NewDeal[] {
  return Array.from({ length: count }, () => ({ outcome, closedOn, ...more }))
}
