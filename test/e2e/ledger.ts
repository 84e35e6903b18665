import { expect } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import type { Post } from '../../playground/model.js'

const slot = z.object({ due: z.string(), state: z.string(), reason: z.string().nullable() })
const delivery = z.object({
  key: z.string(),
  platform: z.string(),
  channel: z.string(),
  state: z.string(),
  attempts: z.number(),
  code: z.string().nullable(),
})

/** What was recorded of each due time of a subject (`digest:weekly-revenue`), the earliest first. */
export async function slotsOf({ sql }: Database, subject: string): Promise<readonly z.infer<typeof slot>[]> {
  const rows = await sql`
    select to_char(l.due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') as due, l.state, l.reason
    from slots l join schedules s on s.id = l.schedule where s.subject = ${subject} order by l.due`
  return z.array(slot).parse([...rows])
}

/** Waits until a subject's only due time has its outcome. */
export async function outcomeOf(
  database: Database,
  subject: string,
): Promise<{ state: string; reason: string | null }> {
  const ended = async () => (await slotsOf(database, subject)).filter(({ state }) => !/claimed|composed/.test(state))
  await expect.poll(ended, patience).toHaveLength(1)
  const [{ state, reason } = { state: 'none', reason: null }] = await ended()
  return { state, reason }
}

/** How often and how long a condition in the database is asked for; everything on the wire is waited for by its event. */
const patience = { interval: 20 }

/** The outbox, in the order in which it was written. */
async function outbox({ sql }: Database): Promise<readonly z.infer<typeof delivery>[]> {
  const rows = await sql`select key, platform, channel, state, attempts, code from deliveries order by id`
  return z.array(delivery).parse([...rows])
}

/** Waits until nothing is left to be sent. @returns the outbox then */
export async function sentOff(database: Database): Promise<readonly z.infer<typeof delivery>[]> {
  const open = async () => (await outbox(database)).filter(({ state }) => /bound|waiting|claimed|sending/.test(state))
  await expect.poll(open, patience).toEqual([])
  return outbox(database)
}

/** The messages of digests among them, because other capabilities have their own to say; what stands in their threads not counted. */
export async function digestsSent(database: Database): ReturnType<typeof sentOff> {
  return (await sentOff(database)).filter(({ key }) => key.startsWith('digest:') && !key.endsWith(':details'))
}

/** What stands in the threads of digests. */
export async function detailsSent(database: Database): ReturnType<typeof sentOff> {
  return (await sentOff(database)).filter(({ key }) => key.startsWith('digest:') && key.endsWith(':details'))
}

/** How many rows each table has: whatever was stored shows here. */
export async function rowCounts({ sql }: Database): Promise<Readonly<Record<string, number>>> {
  const tables =
    await sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql`select count(*)::int as rows from ${sql(String(name))}`
      return [String(name), Number(row?.rows)] as const
    }),
  )
  return Object.fromEntries(counts)
}

/**
 * The words that a post shows, as they stand in its blocks or its card (not in the notification text beside them), in their
 * order; labels of buttons and the values of charts included.
 */
export function wordsOf(post: Post): string {
  const { blocks, attachments } = post.body
  return textsIn(blocks ?? attachments).join(' ')
}

const shownKeys = new Set(['text', 'title', 'value', 'label', 'name', 'x', 'y', 'x_axis', 'y_axis'])

function textsIn(body: unknown): readonly string[] {
  if (Array.isArray(body)) return body.flatMap(textsIn)
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([key, value]) =>
    typeof value === 'object' ? textsIn(value) : shownKeys.has(key) ? [String(value)] : [],
  )
}

/** The numbers in words, as they are written: `24%`, `€6.42m`, `−3`. */
export const numbersIn = (words: string): readonly string[] => words.match(/[−-]?€?\d[\d.,]*[%km]?/g) ?? []

/**
 * Lets so many seconds pass for what may or may not have been posted: whatever is in `sending` by then was requested that much
 * earlier, and the sender is woken. The machine's own clock cannot be moved.
 */
export async function afterSeconds({ sql }: Database, seconds: number): Promise<void> {
  await sql`update deliveries set sending_at = sending_at - make_interval(secs => ${seconds}) where state = 'sending'`
  await sql`select pg_notify('drumbeat_deliveries', '')`
}

/** Waits until so many deliveries have come to an unclear end of their request. */
export async function unclear(database: Database, count: number): Promise<void> {
  const found = async () => (await outbox(database)).filter(({ state, code }) => state === 'sending' && code !== null)
  await expect.poll(found, patience).toHaveLength(count)
}
