import { and, eq, sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { accounts, companies, departments, holidays, people, places } from '../../db/schema/company.js'
import { type Account, type Place, platformName } from '../chat/place.js'
import { openGrants } from './grants-store.js'
import { grouped } from './group.js'
import { type Audience, audience, type Company, type Department, type KnownPlace, type Person, role } from './model.js'

type PersonRow = typeof people.$inferSelect
type AccountRow = typeof accounts.$inferSelect

const accountFrom = (row: AccountRow): Account => ({
  platform: platformName.parse(row.platform),
  workspace: row.workspace,
  user: row.user,
})

const personFrom = ({ corrected: _, ...row }: PersonRow, known: readonly AccountRow[]): Person => {
  const away = awayOf(known)
  return { ...row, role: role.parse(row.role), accounts: known.map(accountFrom), ...(away && { away }) }
}

/** How long somebody is away by the statuses of their accounts: the longest of them. */
function awayOf(known: readonly AccountRow[]): Person['away'] {
  const away = known.filter((one) => one.away)
  if (away.some(({ awayUntil }) => awayUntil === null)) return 'open'
  return away
    .flatMap(({ awayUntil }) => awayUntil ?? [])
    .toSorted(Temporal.Instant.compare)
    .at(-1)
}

export async function companyOf(db: Db): Promise<Company | null> {
  const [row] = await db.select().from(companies).limit(1)
  return row ?? null
}

export async function saveCompany(db: Db, company: Company): Promise<void> {
  await db.insert(companies).values(company).onConflictDoUpdate({ target: companies.id, set: company })
}

/** Writes the company down where there is none. @returns whether there was none */
export async function insertCompany(db: Db, company: Company): Promise<boolean> {
  const rows = await db.insert(companies).values(company).onConflictDoNothing().returning({ id: companies.id })
  return rows.length > 0
}

export async function departmentsOf(db: Db): Promise<readonly Department[]> {
  return db.select().from(departments).orderBy(departments.key)
}

export async function saveDepartments(db: Db, list: readonly Department[]): Promise<void> {
  if (list.length === 0) return
  const set = { label: sql`excluded.label`, leader: sql`excluded.leader`, home: sql`excluded.home` }
  await db
    .insert(departments)
    .values([...list])
    .onConflictDoUpdate({ target: departments.key, set })
}

async function withAccounts(db: Db, rows: readonly PersonRow[]): Promise<readonly Person[]> {
  if (rows.length === 0) return []
  const [granted, known] = await Promise.all([openGrants(db), accountsOf(db, rows)])
  const accountsBy = grouped(known, ({ person }) => person)
  const grantsBy = grouped(granted, ({ person }) => person)
  return rows.map((row) => ({
    ...personFrom(row, accountsBy.get(row.id) ?? []),
    grants: (grantsBy.get(row.id) ?? []).map(({ subject }) => subject),
  }))
}

async function accountsOf(db: Db, rows: readonly PersonRow[]): Promise<readonly AccountRow[]> {
  return (
    db
      .select()
      .from(accounts)
      // One parameter, however many people there are: to put thousands of them into a statement takes longer than to run it.
      .where(sql`${accounts.person} = any(${sql.param(rows.map((row) => row.id))}::int[])`)
      .orderBy(accounts.platform)
  )
}

/** Somebody belongs to a department from now on. */
export async function setDepartment(db: Db, person: number, department: string): Promise<void> {
  await db.update(people).set({ department }).where(eq(people.id, person))
}

export async function personById(db: Db, id: number): Promise<Person | null> {
  const [person] = await withAccounts(db, await db.select().from(people).where(eq(people.id, id)))
  return person ?? null
}

export async function personByEmail(db: Db, email: string): Promise<Person | null> {
  const [person] = await withAccounts(db, await db.select().from(people).where(eq(people.email, email.toLowerCase())))
  return person ?? null
}

export async function allPeople(db: Db): Promise<readonly Person[]> {
  return withAccounts(db, await db.select().from(people).orderBy(people.id))
}

export type NewPerson = Omit<Person, 'id' | 'accounts' | 'grants'>

/** What a person corrected of themselves (`/drumbeat me`) stays; everything else follows the file. */
const keptOr = (column: 'locale' | 'zone' | 'work_days' | 'work_from' | 'work_to') =>
  sql.raw(`case when people.corrected then people.${column} else excluded.${column} end`)

/** Writes what a person corrected of themselves. */
export async function correctPerson(
  db: Db,
  id: number,
  said: Pick<Person, 'locale' | 'zone' | 'workDays' | 'workFrom' | 'workTo'>,
): Promise<void> {
  await db
    .update(people)
    .set({ ...said, workDays: [...said.workDays], corrected: true })
    .where(eq(people.id, id))
}

/** Inserts people or changes those with the same e-mail. @returns their ids by e-mail */
export async function savePeople(db: Db, list: readonly NewPerson[]): Promise<ReadonlyMap<string, number>> {
  if (list.length === 0) return new Map()
  const rows = list.map((one) => ({ ...one, email: one.email.toLowerCase(), workDays: [...one.workDays] }))
  const written = await db
    .insert(people)
    .values(rows)
    .onConflictDoUpdate({
      target: people.email,
      set: {
        name: sql`excluded.name`,
        department: sql`excluded.department`,
        role: sql`excluded.role`,
        locale: keptOr('locale'),
        zone: keptOr('zone'),
        workDays: keptOr('work_days'),
        workFrom: keptOr('work_from'),
        workTo: keptOr('work_to'),
        country: sql`excluded.country`,
        outsider: sql`excluded.outsider`,
        active: sql`excluded.active`,
      },
    })
    .returning({ id: people.id, email: people.email })
  return new Map(written.map((row) => [row.email, row.id]))
}

/** An account, and the person to whom it belongs. */
export interface Link {
  readonly account: Account
  readonly person: number
}

/** Says which person an account belongs to; an account that moved to somebody else moves. */
export async function linkAccounts(db: Db, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return
  await db
    .insert(accounts)
    .values(links.map(({ account, person }) => ({ ...account, person })))
    .onConflictDoUpdate({
      target: [accounts.platform, accounts.workspace, accounts.user],
      set: { person: sql`excluded.person` },
      // A directory is read again and again, and hardly anybody moves: a row that stays as it is costs no write.
      setWhere: sql`${accounts.person} <> excluded.person`,
    })
}

/** What the statuses of accounts say: until when somebody is away, `open` where they do not say, null for who is not. */
export async function saveAway(
  db: Db,
  list: readonly { readonly account: Account; readonly until: Temporal.Instant | 'open' | null }[],
): Promise<void> {
  const rows = list.map(({ account, until }) => ({
    ...account,
    away: until !== null,
    until: until === 'open' || until === null ? null : until.toString(),
  }))
  // Hardly anybody's changes from one reading to the next, and a row that stays as it is costs no write.
  await db.execute(sql`
    update accounts a set away = g.away, away_until = g.until from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as g(platform text, workspace text, "user" text, away boolean, until timestamptz)
    where a.platform = g.platform and a.workspace = g.workspace and a."user" = g."user"
      and (a.away, a.away_until) is distinct from (g.away, g.until)`)
}

const placeFrom = (row: typeof places.$inferSelect): KnownPlace => ({
  id: row.id,
  name: row.name,
  place: {
    platform: platformName.parse(row.platform),
    workspace: row.workspace,
    kind: 'channel',
    channel: row.channel,
    thread: null,
  },
  audience: audience.parse(row.audience),
  locale: row.locale,
  zone: row.zone,
})

/** The company's name and audience for a place, or null for one nobody declared. A thread belongs to its channel. */
export async function placeOf(db: Db, place: Place): Promise<KnownPlace | null> {
  const [row] = await db
    .select()
    .from(places)
    .where(
      and(
        eq(places.platform, place.platform),
        eq(places.workspace, place.workspace),
        eq(places.channel, place.channel),
      ),
    )
  return row ? placeFrom(row) : null
}

export async function placesOf(db: Db): Promise<readonly KnownPlace[]> {
  const rows = await db.select().from(places).orderBy(places.name)
  return rows.map(placeFrom)
}

export async function savePlaces(db: Db, list: readonly Omit<KnownPlace, 'id'>[]): Promise<void> {
  if (list.length === 0) return
  const rows = list.map(({ name, place, audience: readers, locale, zone }) => ({
    name,
    platform: place.platform,
    workspace: place.workspace,
    channel: place.channel,
    audience: readers,
    locale,
    zone,
  }))
  await db
    .insert(places)
    .values(rows)
    .onConflictDoUpdate({
      target: places.name,
      set: {
        platform: sql`excluded.platform`,
        workspace: sql`excluded.workspace`,
        channel: sql`excluded.channel`,
        audience: sql`excluded.audience`,
        locale: sql`excluded.locale`,
        zone: sql`excluded.zone`,
      },
    })
}

/** Makes a place known that was not. @throws if its name or address is known */
export async function addPlace(
  db: Db,
  { name, place, audience: readers, locale, zone }: Omit<KnownPlace, 'id'>,
): Promise<void> {
  const { platform, workspace, channel } = place
  await db.insert(places).values({ name, platform, workspace, channel, audience: readers, locale, zone })
}

/** Who reads a place from now on. */
export async function saveAudience(db: Db, place: number, readers: Audience): Promise<void> {
  await db.update(places).set({ audience: readers }).where(eq(places.id, place))
}

/** The public holidays, as `saveHolidays` takes them. */
export async function holidaysOf(
  db: Db,
): Promise<readonly { readonly day: string; readonly name: string; readonly country: string | null }[]> {
  const rows = await db.select().from(holidays).orderBy(holidays.day, holidays.country)
  return rows.map(({ day, name, country }) => ({ day, name, country: country === '' ? null : country }))
}

/** Replaces the public holidays. `country` is null for a day on which the whole company rests. */
export async function saveHolidays(
  db: Db,
  days: readonly { day: string; name: string; country: string | null }[],
): Promise<void> {
  await db.delete(holidays)
  if (days.length > 0) await db.insert(holidays).values(days.map((one) => ({ ...one, country: one.country ?? '' })))
}

export async function placeById(db: Db, id: number): Promise<KnownPlace | null> {
  const [row] = await db.select().from(places).where(eq(places.id, id))
  return row ? placeFrom(row) : null
}
