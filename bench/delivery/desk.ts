import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import { startDeliver } from '../../jobs/deliver.js'
import type { Message } from '../../src/chat/message.js'
import type { Place, PlatformName } from '../../src/chat/place.js'
import type { Platform } from '../../src/chat/platform.js'
import type { Context } from '../../src/company/context.js'
import { addDeliveries } from '../../src/deliveries/add.js'
import { defaultLease } from '../../src/deliveries/model.js'
import { textsFor } from '../../src/locales/texts.js'

const now = (): Temporal.Instant => Temporal.Now.instant()

/** A message as a digest's is: a heading and seven lines. */
export const message: Message = {
  blocks: [
    { kind: 'heading', text: 'Weekly numbers' },
    ...Array.from({ length: 7 }, (_, index) => ({
      kind: 'text' as const,
      text: [
        { kind: 'strong' as const, text: `Metric ${index}` },
        { kind: 'plain' as const, text: ' 24.3 %, +1.2 points on the week before, target 25 %' },
      ],
    })),
  ],
  discloses: [],
}

/** What a verb gets when the clock acts. */
export const clockContext = (database: Database): Context => ({
  db: database.db,
  now: now(),
  by: 'clock',
  t: textsFor('en', 'UTC'),
  cause: 'bench',
  company: {
    name: 'Acme Cloud',
    zone: 'UTC',
    currency: 'EUR',
    fiscalMonth: 1,
    weekStart: 1,
    locale: 'en',
    country: null,
  },
})

/** Channels enough to have a request to each under way. */
const channels = 200

export const placeAt = (index: number): Place => ({
  platform: 'slack',
  workspace: 'T0BENCH',
  kind: 'channel',
  channel: `C${index % channels}`,
  thread: null,
})

/** Puts so many messages into the outbox, in one transaction. */
export async function fill(database: Database, count: number): Promise<void> {
  const run = randomUUID()
  const rows = Array.from({ length: count }, (_, index) => ({
    key: `${run}:${index}`,
    about: 'digest:bench' as const,
    to: placeAt(index),
    message,
    edits: null,
    slot: null,
    urgent: false,
  }))
  await database.db.transaction(async (tx) => {
    const context = { ...clockContext(database), db: tx }
    for (let from = 0; from < rows.length; from += 1000) await addDeliveries(context, rows.slice(from, from + 1000))
  })
}

/** The outbox as the bot runs it, with a platform of the bench. @returns what stops it */
export async function outbox(database: Database, single: Database, platform: Platform): Promise<() => Promise<void>> {
  const running = await startDeliver({
    database: single,
    listen: database,
    platforms: new Map<PlatformName, Platform>([[platform.name, platform]]),
    machine: now,
    now,
    random: Math.random,
    permits: async () => true,
    draw: async () => null,
    textsFor: () => textsFor('en', 'UTC'),
    lease: defaultLease,
    warn: (fields, text) => {
      throw new Error(`${text}: ${JSON.stringify(fields)}`)
    },
  })
  return running.stop
}

/** Waits until everything in the outbox has its receipt. */
export async function emptied(database: Database): Promise<void> {
  for (;;) {
    const [row] = await database.sql`select 1 from deliveries where open limit 1`
    if (!row) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
