import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'

/** How many took part in a round. Who was away, or was not asked before it closed, does not count. */
export interface Turnout {
  readonly asked: number
  readonly answered: number
  /** Who was asked, or will be, and has neither answered nor skipped. */
  readonly waiting: number
}

const turnout = z.object({ asked: z.number(), answered: z.number(), waiting: z.number() })

/** Whether somebody counts among those who were asked; `r` is the round, `p` their turn. */
const counts = sql.raw("p.state <> 'away' and (p.state <> 'waiting' or p.asked_at is not null or r.closed_at is null)")

const figures = sql`count(*) filter (where ${counts})::int as asked,
  count(*) filter (where p.state = 'answered')::int as answered,
  count(*) filter (where ${counts} and p.state = 'waiting')::int as waiting`

/** How many took part in a round: counted where the rows are, because there may be thousands. */
export async function turnoutOf(db: Db, round: number): Promise<Turnout> {
  const [row] = await db.execute(sql`
    select ${figures}
    from rounds r join round_people p on p.round = r.id where r.id = ${round}`)
  return turnout.parse(row)
}

const who = z.array(z.object({ name: z.string(), reason: z.string().nullable() }))
const outcome = turnout.extend({ skipped: who, missing: who })

/** How many took part in a round, and the first of those who skipped it and of those who have not answered. */
export type Attendance = z.infer<typeof outcome>

/** @param most so many names of each at most */
export async function attendanceOf(db: Db, round: number, most: number): Promise<Attendance> {
  const first = (state: 'skipped' | 'waiting') => sql`coalesce((
    select jsonb_agg(jsonb_build_object('name', w.name, 'reason', w.reason)) from (
      select who.name, p.reason from round_people p join people who on who.id = p.person
      where p.round = r.id and p.state = ${state} and ${counts} order by p.person limit ${most}) w), '[]')`
  const [row] = await db.execute(sql`
    select ${figures}, ${first('skipped')} as skipped, ${first('waiting')} as missing
    from rounds r join round_people p on p.round = r.id where r.id = ${round} group by r.id`)
  return outcome.parse(row ?? { asked: 0, answered: 0, waiting: 0, skipped: [], missing: [] })
}

const weeks = z.array(turnout.extend({ week: z.string() }))

/** How many took part in the closed rounds of a subject since an instant, by the week in which they were (its Monday), the oldest first. */
export async function turnoutByWeek(
  db: Db,
  subject: string,
  since: Temporal.Instant,
): Promise<readonly (Turnout & { readonly week: string })[]> {
  const rows = await db.execute(sql`
    select to_char(date_trunc('week', r.day), 'YYYY-MM-DD') as week,
      ${figures}
    from rounds r join round_people p on p.round = r.id
    where r.subject = ${subject} and r.closed_at is not null and r.opened_at > ${since.toString()}::timestamptz
    group by 1 order by 1`)
  return weeks.parse([...rows])
}
