import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { sources } from '../../db/schema/facts.js'
import type { FactName } from './catalogue.js'
import { parseMapping } from './mapping.js'
import type { Mapping } from './mapping-schema.js'
import { FactsError } from './problems.js'

/** How each source was read last. One that an older version wrote, and that does not hold any more, is left out. */
export async function savedMappings(db: Db): Promise<readonly Mapping[]> {
  const rows = await db.select({ mapping: sources.mapping }).from(sources).orderBy(sources.name, sources.fact)
  return rows.flatMap(({ mapping }) => parsed(mapping) ?? [])
}

/** How a source was read last, or null where nothing of that name was. */
export async function savedMapping(db: Db, source: string, fact: FactName): Promise<Mapping | null> {
  const [row] = await db
    .select({ mapping: sources.mapping })
    .from(sources)
    .where(and(eq(sources.name, source), eq(sources.fact, fact)))
  return row ? parsed(row.mapping) : null
}

function parsed(stored: unknown): Mapping | null {
  try {
    return parseMapping(typeof stored === 'string' ? JSON.parse(stored) : stored)
  } catch (error) {
    if (error instanceof FactsError) return null
    throw error
  }
}

/** The day that places a row of each fact in time. */
const days: Readonly<Record<FactName, string>> = {
  opportunities: 'closed_on',
  subscriptions: 'valid_from',
  stage_changes: 'entered_on',
  renewals: 'due_on',
  spend: 'spent_on',
  leads: 'lead_on',
  quotas: 'starts_on',
  forecasts: 'frozen_on',
  survey_scores: 'asked_on',
  receivables: 'invoiced_on',
  cash: 'balance_on',
  entered: 'starts_on',
  rates: 'dated_on',
}

/** The last day of which a fact knows anything, up to today; null where it knows nothing. A plan for next year is no news. */
export async function latestDay(db: Db, fact: FactName, today: string): Promise<string | null> {
  const day = sql.identifier(days[fact])
  const rows = await db.execute<{ day: string | null }>(
    sql`select max(${day})::text as day from ${sql.identifier(fact)} where ${day} <= ${today}`,
  )
  return rows[0]?.day ?? null
}
