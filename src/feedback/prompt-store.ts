import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { promptDays, promptRounds, prompts } from '../../db/schema/feedback-prompts.js'
import { type Prompt, type PromptState, prompt, promptState } from './model.js'

export interface Stored {
  readonly prompt: Prompt
  readonly state: PromptState
}

const storedFrom = (row: typeof prompts.$inferSelect): Stored => ({
  prompt: prompt.parse(row.definition),
  state: promptState.parse(row.state),
})

/** Stores a prompt in the place of the one of its name; whether it is paused stays as it is. */
export async function savePrompt(db: Db, one: Prompt): Promise<void> {
  await db
    .insert(prompts)
    .values({ name: one.name, definition: one, state: 'active' })
    .onConflictDoUpdate({ target: prompts.name, set: { definition: one } })
}

export async function byName(db: Db, name: string): Promise<Stored | null> {
  const [row] = await db.select().from(prompts).where(eq(prompts.name, name))
  return row ? storedFrom(row) : null
}

/** All prompts that are not archived, by name. */
export async function all(db: Db): Promise<readonly Stored[]> {
  const rows = await db.select().from(prompts).where(ne(prompts.state, 'archived')).orderBy(asc(prompts.name))
  return rows.map(storedFrom)
}

export async function setState(db: Db, name: string, state: PromptState): Promise<void> {
  await db.update(prompts).set({ state }).where(eq(prompts.name, name))
}

/** What was asked in a round. */
export interface AskedRound {
  readonly round: number
  /** As it was when the round opened, whatever has become of it. */
  readonly prompt: Prompt
  /** From how many answers on a group is told: what was promised when it was asked. */
  readonly promised: number
  /** The same, or more where the prompt wants more by now: who looks at results is shown no smaller group. */
  readonly least: number
  readonly state: PromptState
  readonly sharedAt: Temporal.Instant | null
}

/** Notes what a round asks. */
export async function saveRound(db: Db, round: number, one: Prompt): Promise<void> {
  await db.insert(promptRounds).values({ round, prompt: one.name, definition: one, least: one.least })
}

const askedFrom = ({ prompt_rounds: row, prompts: now }: AskedRow): AskedRound => ({
  round: row.round,
  prompt: prompt.parse(row.definition),
  promised: row.least,
  least: Math.max(row.least, prompt.parse(now.definition).least),
  state: promptState.parse(now.state),
  sharedAt: row.sharedAt,
})

interface AskedRow {
  readonly prompt_rounds: typeof promptRounds.$inferSelect
  readonly prompts: typeof prompts.$inferSelect
}

export async function roundById(db: Db, round: number): Promise<AskedRound | null> {
  const [row] = await db
    .select()
    .from(promptRounds)
    .innerJoin(prompts, eq(prompts.name, promptRounds.prompt))
    .where(eq(promptRounds.round, round))
  return row ? askedFrom(row) : null
}

/** The latest rounds of a prompt, the newest first. */
export async function roundsOf(db: Db, name: string, limit: number): Promise<readonly AskedRound[]> {
  const rows = await db
    .select()
    .from(promptRounds)
    .innerJoin(prompts, eq(prompts.name, promptRounds.prompt))
    .where(eq(promptRounds.prompt, name))
    .orderBy(desc(promptRounds.round))
    .limit(limit)
  return rows.map(askedFrom)
}

/** Lets others than the owners see the results of a round. @returns false if they could before */
export async function share(db: Db, round: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(promptRounds)
    .set({ sharedAt: now })
    .where(and(eq(promptRounds.round, round), sql`${promptRounds.sharedAt} is null`))
    .returning({ round: promptRounds.round })
  return rows.length > 0
}

/** The day (`YYYY-MM-DD`) on which each of these people was last asked a prompt. */
export async function lastAsked(db: Db, name: string): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .select({ person: promptDays.person, day: sql<string>`max(${promptDays.day})::text` })
    .from(promptDays)
    .innerJoin(promptRounds, eq(promptRounds.round, promptDays.round))
    .where(eq(promptRounds.prompt, name))
    .groupBy(promptDays.person)
  return new Map(rows.map(({ person, day }) => [person, day]))
}

/** Takes people's days for the prompts that they are asked on them: the first of a day has it. @returns what was taken */
export async function claimDays(
  db: Db,
  list: readonly { readonly person: number; readonly day: string; readonly round: number }[],
): Promise<readonly { readonly person: number; readonly round: number }[]> {
  if (list.length === 0) return []
  return db
    .insert(promptDays)
    .values(list.map(({ person, day, round }) => ({ person, day, round })))
    .onConflictDoNothing()
    .returning({ person: promptDays.person, round: promptDays.round })
}
