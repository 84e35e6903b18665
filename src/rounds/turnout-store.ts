import { type SQL, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import type { Round } from './model.js'

/** How many took part in a round. Who was away, or was not asked before it closed, does not count. */
export interface Turnout {
  readonly asked: number
  readonly answered: number
  /** Who was asked, or will be, and has neither answered nor skipped. */
  readonly waiting: number
}

const turnout = z.object({ asked: z.number(), answered: z.number(), waiting: z.number() })

/** Whether somebody (`p`) counts among those who were asked in a round that is closed, or is not. */
const counts = (closed: SQL) =>
  sql`p.state <> 'away' and (p.state <> 'waiting' or p.asked_at is not null or not ${closed})`

const figures = (closed: SQL) => sql`count(*) filter (where ${counts(closed)})::int as asked,
  count(*) filter (where p.state = 'answered')::int as answered,
  count(*) filter (where ${counts(closed)} and p.state = 'waiting')::int as waiting`

const isClosed = ({ closedAt }: Pick<Round, 'closedAt'>): SQL => (closedAt === null ? sql`false` : sql`true`)

/** How many took part in a round: counted where the rows are, because there may be thousands. */
export async function turnoutOf(db: Db, round: Pick<Round, 'id' | 'closedAt'>): Promise<Turnout> {
  const [row] = await db.execute(
    sql`select ${figures(isClosed(round))} from round_people p where p.round = ${round.id}`,
  )
  return turnout.parse(row)
}

const named = z.array(z.object({ name: z.string(), reason: z.string().nullable() }))

/** The first so many who skipped a round, or who were asked and have not answered. */
export async function namesIn(
  db: Db,
  round: Pick<Round, 'id' | 'closedAt'>,
  state: 'skipped' | 'waiting',
  most: number,
): Promise<readonly { readonly name: string; readonly reason: string }[]> {
  const rows = await db.execute(sql`
    select who.name, p.reason from round_people p join people who on who.id = p.person
    where p.round = ${round.id} and p.state = ${state} and ${counts(isClosed(round))} order by p.person limit ${most}`)
  return named.parse([...rows]).map(({ name, reason }) => ({ name, reason: reason ?? '' }))
}

const weeks = z.array(turnout.extend({ week: z.string() }))

/** How many took part in the closed rounds of a subject since an instant, by the week in which they were (its Monday), the oldest first. */
export async function turnoutByWeek(
  db: Db,
  subject: string,
  since: Temporal.Instant,
): Promise<readonly (Turnout & { readonly week: string })[]> {
  const rows = await db.execute(sql`
    select to_char(date_trunc('week', r.day), 'YYYY-MM-DD') as week, ${figures(sql`true`)}
    from rounds r join round_people p on p.round = r.id
    where r.subject = ${subject} and r.closed_at is not null and r.opened_at > ${since.toString()}::timestamptz
    group by 1 order by 1`)
  return weeks.parse([...rows])
}
