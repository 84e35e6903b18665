import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'

/** One deployment serves one company: the single row has id 1. */
export const companies = pgTable(
  'companies',
  {
    id: smallint().primaryKey().default(1),
    name: text().notNull(),
    zone: text().notNull(),
    currency: text().notNull(),
    fiscalMonth: smallint('fiscal_month').notNull(),
    weekStart: smallint('week_start').notNull(),
    locale: text().notNull(),
    country: text(),
  },
  (table) => [check('companies_one', sql`${table.id} = 1`)],
)

export const departments = pgTable('departments', {
  key: text().primaryKey(),
  label: text().notNull(),
  leader: integer(),
  /** The name of the channel in which the department is met, or null. */
  home: text(),
})

export const people = pgTable('people', {
  id: serial().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  department: text().references(() => departments.key),
  role: text().notNull(),
  locale: text().notNull(),
  zone: text().notNull(),
  workDays: smallint('work_days').array().notNull(),
  workFrom: text('work_from').notNull(),
  workTo: text('work_to').notNull(),
  country: text(),
  /** Whether the person corrected language, zone or hours: what they said stays when the company's file is applied again. */
  corrected: boolean().notNull().default(false),
  outsider: boolean().notNull(),
  active: boolean().notNull(),
})

/** One person may be known on several platforms; one account belongs to one person. */
export const accounts = pgTable(
  'accounts',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    user: text().notNull(),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Whether the platform says that they are away, and until when; null then: nobody knows. */
    away: boolean().notNull().default(false),
    awayUntil: instant('away_until'),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.workspace, table.user] }),
    check('accounts_away', sql`${table.away} or ${table.awayUntil} is null`),
    // Who asks comes with all accounts of theirs.
    index('accounts_person').on(table.person),
  ],
)

export const places = pgTable(
  'places',
  {
    id: serial().primaryKey(),
    name: text().notNull().unique(),
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    audience: jsonb().notNull(),
    locale: text(),
    zone: text(),
  },
  (table) => [unique('places_address').on(table.platform, table.workspace, table.channel)],
)

/** `country` is empty for a day on which the whole company rests. */
export const holidays = pgTable(
  'holidays',
  { day: plainDate().notNull(), country: text().notNull().default(''), name: text().notNull() },
  (table) => [primaryKey({ columns: [table.day, table.country] })],
)

/** Days on which a person is away, both ends included. */
export const daysOff = pgTable(
  'days_off',
  {
    id: serial().primaryKey(),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    fromDay: plainDate('from_day').notNull(),
    toDay: plainDate('to_day').notNull(),
  },
  (table) => [
    unique('days_off_once').on(table.person, table.fromDay, table.toDay),
    check('days_off_order', sql`${table.fromDay} <= ${table.toDay}`),
  ],
)

/** Who decides for a department while its leader is away, both ends included. */
export const delegations = pgTable(
  'delegations',
  {
    department: text()
      .primaryKey()
      .references(() => departments.key, { onDelete: 'cascade' }),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    fromDay: plainDate('from_day').notNull(),
    toDay: plainDate('to_day').notNull(),
  },
  (table) => [check('delegations_order', sql`${table.fromDay} <= ${table.toDay}`)],
)

/** How a platform reaches a place (Teams conversation references): only the platform reads the JSON. */
export const addresses = pgTable(
  'addresses',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    address: jsonb().notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.workspace, table.channel] })],
)

/** Where the bot is installed; `secrets` is encrypted with the environment's key, so a dump holds no token. */
export const installations = pgTable(
  'installations',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    secrets: text().notNull(),
    installedAt: instant('installed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.workspace] })],
)

/** A place that cannot be posted to at present, and since when: found out by a notice of its platform, or by a refusal. */
export const placeTroubles = pgTable(
  'place_troubles',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    /** `archived`, `bot removed`, `uninstalled`, `gone`, `not allowed` or `person gone`. */
    reason: text().notNull(),
    since: instant().notNull(),
    /** Whose conversation it was, where the account belongs to nobody any more. */
    person: integer().references(() => people.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.platform, table.workspace, table.channel] })],
)

/** What somebody was let read beyond their department and role. A withdrawn one stays, with who withdrew it. */
export const grants = pgTable(
  'grants',
  {
    id: serial().primaryKey(),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** `metric:burn_multiple` */
    subject: text().notNull(),
    grantedBy: integer('granted_by')
      .notNull()
      .references(() => people.id),
    grantedAt: instant('granted_at').notNull(),
    revokedBy: integer('revoked_by').references(() => people.id),
    revokedAt: instant('revoked_at'),
  },
  (table) => [uniqueIndex('grants_open').on(table.person, table.subject).where(sql`${table.revokedAt} is null`)],
)

/** When the members of a channel were last read from its platform. */
export const placeRosters = pgTable(
  'place_rosters',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    readAt: instant('read_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.workspace, table.channel] })],
)

/** Who is in a channel, of those channels whose members are asked something. */
export const placeMembers = pgTable(
  'place_members',
  {
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    user: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.workspace, table.channel, table.user] })],
)
