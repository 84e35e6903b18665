import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { itemKind } from './item.js'
import * as store from './mailbox-store.js'
import type { Secrecy } from './secrecy.js'
import { shuffled } from './shuffle.js'

const waiting = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('item'),
    once: z.string(),
    ticket: z.string(),
    mailbox: z.string(),
    department: z.string(),
    about: itemKind,
    topic: z.string(),
    words: z.string(),
  }),
  z.object({ kind: z.literal('letter'), once: z.string(), mailbox: z.string(), words: z.string() }),
])
/** What somebody wrote without their name, until the clock lets it out. */
export type Waiting = z.infer<typeof waiting>

const pool = z.object({ emptiedOn: z.string(), waiting: z.array(waiting) })
type Pool = z.infer<typeof pool>

/** The name of the mailbox in which answers to what somebody wrote wait: nobody else's press makes it. */
export const itemMailbox = (secrecy: Secrecy, person: number, ticket: string): string =>
  secrecy.name('mailbox', 'item', ticket, person)

/** What a press is known by in the pool, should it come twice. */
export const onceOf = (secrecy: Secrecy, cause: string): string => secrecy.name('stub', 'item', cause)

/** A number for what somebody writes, by which its mailbox is found again and which says nothing of them. */
export const newTicket = (): string => randomUUID()

/** What is sealed is filled up to a multiple of this: its length says nothing of how much lies in it. */
const step = 64 * 1024
/** More than this in a day is not feedback; it also bounds what every beat writes anew. */
const mostWaiting = 500

function sealed(secrecy: Secrecy, { emptiedOn, waiting: list }: Pool): string {
  const json = JSON.stringify({ emptiedOn, waiting: shuffled(list) })
  const bytes = Buffer.byteLength(json)
  return secrecy.seal(json + ' '.repeat(Math.ceil(bytes / step) * step - bytes))
}

const empty: Pool = { emptiedOn: '', waiting: [] }

/**
 * The pool, which nobody else touches until the transaction ends.
 * @throws Error with the cure if it was sealed with another key
 */
async function lockedPool(db: Db, secrecy: Secrecy): Promise<Pool> {
  const known = await store.takePool(db)
  if (known !== null) return opened(secrecy, known)
  await store.makePool(db, sealed(secrecy, empty))
  const made = await store.takePool(db)
  return made === null ? empty : opened(secrecy, made)
}

function opened(secrecy: Secrecy, row: string): Pool {
  try {
    return pool.parse(JSON.parse(secrecy.open(row)))
  } catch (cause) {
    throw new Error(
      'feedback_pool: its row was sealed with another key. Start with the DRUMBEAT_KEY of then, or delete the row: what lies in it is lost',
      { cause },
    )
  }
}

/**
 * Lays something into the pool, in one transaction that writes nothing else: whoever looks at the database sees one row that
 * changes at every beat of the clock, whether anything came or not.
 * @returns `full` if too much waits already
 */
export async function layIn(db: Db, secrecy: Secrecy, one: Waiting): Promise<'laid' | 'full'> {
  return db.transaction(async (tx) => {
    const { emptiedOn, waiting: list } = await lockedPool(tx, secrecy)
    if (list.some(({ once }) => once === one.once)) return 'laid'
    if (list.length >= mostWaiting) return 'full'
    await store.putPool(tx, sealed(secrecy, { emptiedOn, waiting: [...list, one] }))
    return 'laid'
  })
}

/**
 * Writes the pool anew, and takes everything out of it the first time on a day. To be called in the transaction that keeps what
 * comes out.
 * @param day the company's, `YYYY-MM-DD`, or null while it is too early to take anything out
 * @returns what was in it, in a random order
 */
export async function beatPool(db: Db, secrecy: Secrecy, day: string | null): Promise<readonly Waiting[]> {
  const { emptiedOn, waiting: list } = await lockedPool(db, secrecy)
  const out = day !== null && emptiedOn < day
  await store.putPool(db, sealed(secrecy, out ? { emptiedOn: day, waiting: [] } : { emptiedOn, waiting: list }))
  return out ? shuffled(list) : []
}

/** The mailboxes with letters that are this person's: their own press alone makes the names. It writes nothing down. */
export async function boxesOf(db: Db, secrecy: Secrecy, person: number): Promise<readonly store.Box[]> {
  return (await store.boxesWithLetters(db)).filter(
    ({ ticket, mailbox }) => itemMailbox(secrecy, person, ticket) === mailbox,
  )
}
