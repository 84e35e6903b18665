import { sql } from 'drizzle-orm'
import { bigint, bigserial, boolean, index, integer, json, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { people } from './company.js'
import { slots } from './schedules.js'

/**
 * The outbox. A row is written in the transaction of the work that made it; `key` makes it once. States: `waiting`, `claimed`
 * (a lease), `sending` (committed just before the request), then `sent`, `refused`, `failed` or `unknown`. A reply is `bound` until
 * the message that it stands under is posted. A live card has one more row for all its edits, `redraw:<id>`, which is opened again
 * at each change. What changes while a row is open stands in no
 * index: such a change stays within its page and touches none of them, and a row changes twice or thrice on its way.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    key: text().notNull().unique(),
    about: text().notNull(),
    slot: bigint({ mode: 'number' }).references(() => slots.id, { onDelete: 'set null' }),
    /** Who had it posted, and hears when it does not arrive: what belongs to no slot has no owner for that. */
    tells: integer().references(() => people.id, { onDelete: 'set null' }),
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    place: jsonb().notNull(),
    /** As text, because nothing in the database looks into it: to take it apart and put it together again costs more than to claim it. */
    message: json().notNull(),
    /** Whether it discloses anything: its readers' rights are looked at before it is sent. */
    guarded: boolean().notNull().default(true),
    edits: jsonb(),
    /** The name of the drawing by which the message is drawn again when what it is about changes; null: it is never redrawn. */
    view: text(),
    /** The key of the message in whose thread it stands: it is `bound` until that one has its receipt. */
    under: text(),
    /** Whether anything was put under it: only then its ending is looked at for what it releases. */
    hasReplies: boolean('has_replies').notNull().default(false),
    /** How often what it shows has changed: a sender that drew an older one draws again. */
    revision: integer().notNull().default(1),
    /** `at most once` or `at least once`: what happens where nobody can say whether it was posted. */
    guarantee: text().notNull().default('at most once'),
    /** 0: a person waits for it; 1: everything else. */
    priority: smallint().notNull(),
    state: text().notNull(),
    /** Whether it has not come to an end yet. */
    open: boolean().notNull().generatedAlwaysAs(sql`state in ('waiting', 'claimed', 'sending')`),
    attempts: integer().notNull().default(0),
    /** Not before this instant (machine clock): pace, Retry-After, backoff. */
    notBefore: instant('not_before').notNull(),
    leaseUntil: instant('lease_until'),
    /** When the request was about to be made (machine clock); `requested_at` is the same once it has ended. */
    sendingAt: instant('sending_at'),
    requestedAt: instant('requested_at'),
    sent: jsonb(),
    code: text(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('deliveries_due').on(table.platform, table.workspace, table.priority, table.id).where(sql`${table.open}`),
    // Read by a sender that takes over, and written by every receipt: so the kind that costs least to write.
    index('deliveries_lately').using('brin', table.requestedAt),
    index('deliveries_slot').on(table.slot).where(sql`${table.slot} is not null`),
    index('deliveries_under').on(table.under).where(sql`${table.under} is not null`),
    index('deliveries_about').on(table.about, table.id),
  ],
)
