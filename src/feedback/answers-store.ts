import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { leads, opportunities, subscriptions } from '../../db/schema/facts.js'
import { leadVerdicts, promptAnswers } from '../../db/schema/feedback-prompts.js'
import { type Answer, type Answers, answers } from './model.js'
import { tallyOf } from './tally.js'

/** Writes what somebody answered with their name, or what they made of it later. */
export async function saveAnswer(
  db: Db,
  one: {
    readonly round: number
    readonly person: number
    readonly department: string | null
    readonly segment: string | null
    readonly answers: Answers
  },
): Promise<void> {
  const { department, segment } = one
  const tally = tallyOf(one.answers)
  await db
    .insert(promptAnswers)
    .values({ ...one, id: randomUUID(), tally })
    .onConflictDoUpdate({
      target: [promptAnswers.round, promptAnswers.person],
      set: { answers: one.answers, tally, department, segment },
    })
}

export async function answerOf(db: Db, round: number, person: number): Promise<Answers | null> {
  const [row] = await db
    .select({ answers: promptAnswers.answers })
    .from(promptAnswers)
    .where(and(eq(promptAnswers.round, round), eq(promptAnswers.person, person)))
  return row ? answers.parse(row.answers) : null
}

/** An account that was imported, and the segment that it is of. */
interface Account {
  readonly account: string
  readonly segment: string | null
}

const mostFound = 20

/** Accounts whose name holds these words, by name. */
export async function findAccounts(db: Db, words: string): Promise<readonly Account[]> {
  return db.execute<{ account: string; segment: string | null }>(sql`
    select account, max(segment) as segment from (
      select ${subscriptions.account}, ${subscriptions.segment} from ${subscriptions} where ${holding(words)}
      union all select ${opportunities.account}, ${opportunities.segment} from ${opportunities} where ${holding(words)}) known
    group by account order by account limit ${mostFound}`)
}

const holding = (words: string) => sql`strpos(lower(account), lower(${words})) > 0`

/** The account of this name. */
export async function accountOf(db: Db, name: string): Promise<Account | null> {
  const [found] = await db.execute<{ account: string; segment: string | null }>(sql`
    select account, max(segment) as segment from (
      select ${subscriptions.account}, ${subscriptions.segment} from ${subscriptions} where account = ${name}
      union all select ${opportunities.account}, ${opportunities.segment} from ${opportunities} where account = ${name}) known
    group by account`)
  return found ?? null
}

/** A lead that was handed over. */
export type Lead = Pick<typeof leads.$inferSelect, 'source' | 'id' | 'account' | 'segment' | 'mqlOn'>

const leadFields = {
  source: leads.source,
  id: leads.id,
  account: leads.account,
  segment: leads.segment,
  mqlOn: leads.mqlOn,
}

/** Leads that were handed over and are not decided, whose account or id holds these words: the newest first. */
export async function findLeads(db: Db, words: string): Promise<readonly Lead[]> {
  return db
    .select(leadFields)
    .from(leads)
    .where(
      sql`${leads.mqlOn} is not null and ${leads.verdict} is null
        and strpos(lower(coalesce(${leads.account}, '') || ' ' || ${leads.id}), lower(${words})) > 0`,
    )
    .orderBy(sql`${leads.mqlOn} desc, ${leads.id}`)
    .limit(mostFound)
}

export async function leadOf(db: Db, source: number, id: string): Promise<Lead | null> {
  const [row] = await db
    .select(leadFields)
    .from(leads)
    .where(and(eq(leads.source, source), eq(leads.id, id)))
  return row ?? null
}

/** Accepts a lead or sends it back: the lead's row knows it from now on, whatever is imported. @param day `YYYY-MM-DD` */
export async function decideLead(
  db: Db,
  lead: Extract<Answer, { kind: 'lead' }>,
  { verdict, reason }: Extract<Answer, { kind: 'verdict' }>,
  { person, day }: { readonly person: number; readonly day: string },
): Promise<void> {
  const said = { verdict, reason, decidedOn: day }
  await db
    .insert(leadVerdicts)
    .values({ source: lead.source, lead: lead.id, ...said, person })
    .onConflictDoUpdate({ target: [leadVerdicts.source, leadVerdicts.lead], set: { ...said, person } })
  await db
    .update(leads)
    .set(said)
    .where(and(eq(leads.source, lead.source), eq(leads.id, lead.id)))
}
