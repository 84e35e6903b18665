import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { people } from '../../db/schema/company.js'
import type { Account } from '../chat/place.js'
import type { Link } from './store.js'

/** The ids of the people with these addresses, by the address in small letters. */
export async function idsByEmail(db: Db, emails: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const wanted = sql.param(emails.map((email) => email.toLowerCase()))
  const rows = await db
    .select({ id: people.id, email: people.email })
    .from(people)
    .where(sql`${people.email} = any(${wanted}::text[])`)
  return new Map(rows.map(({ id, email }) => [email, id]))
}

/** These accounts belong to nobody any more. @returns those that belonged to somebody, with whom */
export async function unlinkAccounts(db: Db, list: readonly Account[]): Promise<readonly Link[]> {
  if (list.length === 0) return []
  const rows = await db.execute<Account & { person: number }>(sql`
    delete from accounts a using jsonb_to_recordset(${JSON.stringify(list)}::text::jsonb)
      as g(platform text, workspace text, "user" text)
    where a.platform = g.platform and a.workspace = g.workspace and a."user" = g."user"
    returning a.platform, a.workspace, a."user", a.person`)
  return rows.map(({ person, ...account }) => ({ account, person }))
}
