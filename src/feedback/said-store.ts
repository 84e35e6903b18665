import { and, asc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { people } from '../../db/schema/company.js'
import { feedbackSaid, feedbackSaidPeople } from '../../db/schema/feedback-items.js'
import { promptRounds } from '../../db/schema/feedback-prompts.js'
import { prompt } from './model.js'

/** What came of a prompt. */
export interface Said {
  readonly id: number
  readonly round: number
  /** The title of the prompt. */
  readonly title: string
  readonly author: number
  readonly said: string
  readonly did: string
  /** What it came to, as people read it (`Handoff #7 Clean the list`), if anything. */
  readonly record: string | null
  readonly day: string
}

/** @returns null if its cause said it before */
export async function insert(
  db: Db,
  one: Omit<Said, 'id' | 'title'> & { readonly cause: string },
  asked: readonly number[],
): Promise<number | null> {
  const [row] = await db.insert(feedbackSaid).values(one).onConflictDoNothing().returning({ id: feedbackSaid.id })
  if (!row) return null
  if (asked.length > 0)
    await db.insert(feedbackSaidPeople).values(asked.map((person) => ({ said: row.id, person, toldOn: null })))
  return row.id
}

const select = (db: Db) =>
  db.select().from(feedbackSaid).innerJoin(promptRounds, eq(promptRounds.round, feedbackSaid.round))

type Row = Awaited<ReturnType<typeof select>>[number]

const fromRow = ({ feedback_said: { cause: _, ...row }, prompt_rounds: asked }: Row): Said => ({
  ...row,
  title: prompt.parse(asked.definition).title,
})

export async function byId(db: Db, id: number): Promise<Said | null> {
  const [row] = await select(db).where(eq(feedbackSaid.id, id))
  return row ? fromRow(row) : null
}

/** Whether somebody was asked what this came of. */
export async function wasAsked(db: Db, said: number, person: number): Promise<boolean> {
  const { said: of, person: who } = feedbackSaidPeople
  return (await db.$count(feedbackSaidPeople, and(eq(of, said), eq(who, person)))) > 0
}

/** What these people have not heard yet, or heard since a day. */
export async function unheard(
  db: Db,
  persons: readonly number[],
  since: string,
): Promise<readonly { readonly person: number; readonly toldOn: string | null; readonly said: Said }[]> {
  if (persons.length === 0) return []
  const rows = await select(db)
    .innerJoin(feedbackSaidPeople, eq(feedbackSaidPeople.said, feedbackSaid.id))
    .where(
      and(
        inArray(feedbackSaidPeople.person, [...persons]),
        or(isNull(feedbackSaidPeople.toldOn), gte(feedbackSaidPeople.toldOn, since)),
      ),
    )
    .orderBy(asc(feedbackSaid.id))
  return rows.map(({ feedback_said_people: { person, toldOn }, ...row }) => ({ person, toldOn, said: fromRow(row) }))
}

/** Notes that these people hear of it now, on their own day. */
export async function noteHeard(
  db: Db,
  heard: readonly { readonly said: number; readonly person: number }[],
  now: Temporal.Instant,
): Promise<void> {
  if (heard.length === 0) return
  const at = now.toString()
  await db.execute(sql`
    update ${feedbackSaidPeople} told set told_on = (${at}::timestamptz at time zone p.zone)::date
    from jsonb_to_recordset(${JSON.stringify(heard)}::text::jsonb) as h(said int, person int), ${people} p
    where told.said = h.said and told.person = h.person and p.id = h.person and told.told_on is null`)
}
