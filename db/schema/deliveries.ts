import { sql } from 'drizzle-orm'
import { bigint, bigserial, index, integer, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { slots } from './schedules.js'

/**
 * The outbox. A row is written in the transaction of the work that made it; `key` makes it once. States: `waiting`, `claimed`
 * (a lease), `sending` (committed just before the request), then `sent`, `refused`, `failed` or `unknown`. A live card has one
 * more row for all its edits, `redraw:<id>`, which is opened again at each change.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    key: text().notNull().unique(),
    about: text().notNull(),
    slot: bigint({ mode: 'number' }).references(() => slots.id, { onDelete: 'set null' }),
    platform: text().notNull(),
    workspace: text().notNull(),
    channel: text().notNull(),
    place: jsonb().notNull(),
    message: jsonb().notNull(),
    edits: jsonb(),
    /** The name of the drawing by which the message is drawn again when what it is about changes; null: it is never redrawn. */
    view: text(),
    /** How often what it shows has changed: a sender that drew an older one draws again. */
    revision: integer().notNull().default(1),
    /** `at most once` or `at least once`: what happens where nobody can say whether it was posted. */
    guarantee: text().notNull().default('at most once'),
    /** 0: a person waits for it; 1: everything else. */
    priority: smallint().notNull(),
    state: text().notNull(),
    attempts: integer().notNull().default(0),
    /** Not before this instant (machine clock): pace, Retry-After, backoff. */
    notBefore: instant('not_before').notNull(),
    leaseUntil: instant('lease_until'),
    sendingAt: instant('sending_at'),
    sent: jsonb(),
    code: text(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('deliveries_due')
      .on(table.platform, table.workspace, table.priority, table.id)
      .where(sql`${table.state} in ('waiting', 'claimed', 'sending')`),
    index('deliveries_lately').on(table.platform, table.workspace, table.sendingAt),
    index('deliveries_slot').on(table.slot),
    index('deliveries_about').on(table.about, table.id),
  ],
)
