import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { type Account, account } from '../chat/place.js'
import { type Company, type Person, role } from './model.js'

/** Who asks, and for which company: read once per request, with one round trip, because every answer waits for it. */
export interface Asker {
  readonly company: Company
  readonly person: Person | null
}

const companyRow = z.object({
  name: z.string(),
  zone: z.string(),
  currency: z.string(),
  fiscalMonth: z.number(),
  weekStart: z.number(),
  locale: z.string(),
})

const personRow = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  department: z.string().nullable(),
  role,
  locale: z.string(),
  zone: z.string(),
  workDays: z.array(z.number()),
  workFrom: z.string(),
  workTo: z.string(),
  outsider: z.boolean(),
  active: z.boolean(),
  accounts: z.array(account),
})

const askerRow = z.object({ company: companyRow, person: personRow.nullable() })

/** Prepared once per handle, with the server too: planning it anew takes three times as long as running it. */
const prepared = new WeakMap<Db, ReturnType<typeof prepare>>()

function prepare(db: Db) {
  const account = (part: keyof Account) => sql.placeholder(part)
  return db
    .select({
      company: sql<unknown>`json_build_object('name', c.name, 'zone', c.zone, 'currency', c.currency,
        'fiscalMonth', c.fiscal_month, 'weekStart', c.week_start, 'locale', c.locale)`,
      person: sql<unknown>`(
        select json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'department', p.department, 'role', p.role,
          'locale', p.locale, 'zone', p.zone, 'workDays', p.work_days, 'workFrom', p.work_from, 'workTo', p.work_to,
          'outsider', p.outsider, 'active', p.active,
          'accounts', (select coalesce(json_agg(json_build_object('platform', o.platform, 'workspace', o.workspace, 'user', o."user")
              order by o.platform), '[]') from accounts o where o.person = p.id))
        from accounts a join people p on p.id = a.person
        where a.platform = ${account('platform')} and a.workspace = ${account('workspace')}
          and a."user" = ${account('user')} and p.active)`,
    })
    .from(sql`companies c`)
    .prepare('company_asker')
}

/**
 * The company, and the person to whom an account belongs (null if nobody known, or somebody who has left).
 * @returns null while no company has been set up
 */
export async function askerOf(db: Db, who: Account): Promise<Asker | null> {
  const statement = prepared.get(db) ?? prepare(db)
  prepared.set(db, statement)
  const [row] = await statement.execute({ ...who })
  return row === undefined ? null : askerRow.parse({ company: parsed(row.company), person: parsed(row.person) })
}

/** The driver hands JSON over as text. */
const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)
