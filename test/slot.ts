import type { Database } from '../db/connect.js'

/** A slot of a kind of schedule, for tests that run what it starts by hand. @returns its id */
export async function slotOf({ sql }: Database, kind: string): Promise<number> {
  await sql`insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, version, state)
    values (${kind}, ${`${kind}:company`}, '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 1, 'active')
    on conflict do nothing`
  const [row] = await sql<{ id: number }[]>`
    insert into slots (schedule, due, names, version, count, state)
    select s.id, now() + (select count(*) from slots) * interval '1 second', '[]', 1, 1, 'claimed'
    from schedules s where s.kind = ${kind} returning id::int as id`
  if (!row) throw new Error(`no slot of ${kind} was made`)
  return row.id
}
