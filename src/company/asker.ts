import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { type Account, account } from '../chat/place.js'
import { type Company, type Person, role } from './model.js'

/** Who asks, and for which company: read for every request, because rights may have changed since the last. */
export interface Asker {
  readonly company: Company
  readonly person: Person | null
  /** Whether what was sent to this account of late could not be brought: then that they act is news. */
  readonly outOfReach: boolean
}

const companyRow = z.object({
  name: z.string(),
  zone: z.string(),
  currency: z.string(),
  fiscalMonth: z.number(),
  weekStart: z.number(),
  locale: z.string(),
  country: z.string().nullable(),
})

const personRow = z
  .object({
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
    country: z.string().nullable(),
    outsider: z.boolean(),
    active: z.boolean(),
    accounts: z.array(account),
    grants: z.array(z.string()),
  })
  .nullable()

/** Prepared once per handle, with the server too: planning it anew takes three times as long as running it. */
const prepared = new WeakMap<Db, ReturnType<typeof prepare>>()

function prepare(db: Db) {
  return db
    .select({
      n: sql<number>`who.n::int`,
      outOfReach: sql<boolean>`exists (select from place_troubles t
        where t.platform = who.platform and t.workspace = who.workspace and t.channel = who."user")`,
      company: sql<unknown>`json_build_object('name', c.name, 'zone', c.zone, 'currency', c.currency,
        'fiscalMonth', c.fiscal_month, 'weekStart', c.week_start, 'locale', c.locale, 'country', c.country)`,
      person: sql<unknown>`(
        select json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'department', p.department, 'role', p.role,
          'locale', p.locale, 'zone', p.zone, 'workDays', p.work_days, 'workFrom', p.work_from, 'workTo', p.work_to, 'country', p.country,
          'outsider', p.outsider, 'active', p.active,
          'accounts', (select coalesce(json_agg(json_build_object('platform', o.platform, 'workspace', o.workspace, 'user', o."user")
              order by o.platform), '[]') from accounts o where o.person = p.id),
          'grants', (select coalesce(json_agg(g.subject), '[]') from grants g where g.person = p.id and g.revoked_at is null))
        from accounts a join people p on p.id = a.person
        where a.platform = who.platform and a.workspace = who.workspace and a."user" = who."user" and p.active)`,
    })
    .from(
      sql`companies c cross join rows from (json_to_recordset(${sql.placeholder('accounts')}::json)
        as (platform text, workspace text, "user" text)) with ordinality as who(platform, workspace, "user", n)`,
    )
    .prepare('company_asker')
}

/** Those who asked at the same moment, and what is found of each. */
interface Batch {
  readonly accounts: Map<string, Account>
  readonly found: Promise<ReadonlyMap<string, Asker>>
}

const gathering = new WeakMap<Db, Batch>()
const idOf = ({ platform, workspace, user }: Account): string => JSON.stringify([platform, workspace, user])

/**
 * The company, and the person to whom an account belongs (null if nobody known, or somebody who has left). What arrives at the
 * same moment is read by one statement, which begins after all of it has arrived.
 * @returns null while no company has been set up
 */
export async function askerOf(db: Db, who: Account): Promise<Asker | null> {
  const batch = gathering.get(db) ?? gather(db)
  const id = idOf(who)
  batch.accounts.set(id, who)
  return (await batch.found).get(id) ?? null
}

function gather(db: Db): Batch {
  const accounts = new Map<string, Account>()
  const thisTurn = new Promise<void>((resolve) => setImmediate(resolve))
  const found = thisTurn.then(() => {
    gathering.delete(db)
    return read(db, accounts)
  })
  const batch = { accounts, found }
  gathering.set(db, batch)
  return batch
}

async function read(db: Db, accounts: ReadonlyMap<string, Account>): Promise<ReadonlyMap<string, Asker>> {
  const statement = prepared.get(db) ?? prepare(db)
  prepared.set(db, statement)
  const ids = [...accounts.keys()]
  const rows = await statement.execute({ accounts: JSON.stringify([...accounts.values()]) })
  const company = rows[0] && companyRow.parse(parsed(rows[0].company))
  if (!company) return new Map()
  return new Map(
    rows.map(({ n, person, outOfReach }) => {
      const asker = { company, person: personRow.parse(parsed(person)), outOfReach }
      return [ids[n - 1] ?? '', asker]
    }),
  )
}

/** The driver hands JSON over as text. */
const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)
