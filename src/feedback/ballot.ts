import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { withhold } from '../metrics/withhold.js'
import * as store from './ballot-store.js'
import { type Answers, answers, type Ticket } from './model.js'
import type { Secrecy } from './secrecy.js'
import { shuffled } from './shuffle.js'

/**
 * Anonymous answers, against somebody who has a dump of the database and all logs, and not the environment's key. An answer lies
 * encrypted among others until it may be told, and is told together with at least `least` in all, in an order that says nothing. What
 * is told once is never told more finely later, so that no two looks can be subtracted from each other.
 */

/** The way from a person to their ticket; nothing of it is kept. */
export function ticketFor(
  secrecy: Secrecy,
  round: number,
  { id, department }: { readonly id: number; readonly department: string | null },
): Ticket {
  return {
    round,
    stub: secrecy.name('stub', 'prompt', round, id),
    mailbox: mailboxOf(secrecy, round, id),
    department,
  }
}

/** The name under which an anonymous answer of this person to this round is told: their letters wait there. */
const mailboxOf = (secrecy: Secrecy, round: number, person: number): string =>
  secrecy.name('mailbox', 'prompt', round, person)

/** What anonymous answers are taken with. It holds no person, no cause and no time, so that none of them can be written down. */
export interface Booth {
  readonly db: Db
  readonly secrecy: Secrecy
}

/** How a round tells its anonymous answers. */
export interface Telling {
  readonly round: number
  /** From how many answers on a group is told. */
  readonly least: number
  /** Whether answers are told while the round is open: of everybody together then, never by department. */
  readonly live: boolean
}

const entry = z.object({
  stub: z.string(),
  mailbox: z.string(),
  department: z.string().nullable(),
  answers,
})
const part = z.object({ entries: z.array(entry) })
/** An answer as it lies sealed. */
export type Entry = z.infer<typeof entry>

/** In bytes: what an answer adds to a part must not be seen in its size, so parts come in few sizes. */
const sizes = { open: 32 * 1024, full: 8 * 1024 }

function seal(secrecy: Secrecy, entries: readonly Entry[], size: number): string {
  const text = JSON.stringify({ entries: shuffled(entries) })
  const bytes = Buffer.byteLength(text)
  return secrecy.seal(text + ' '.repeat(Math.ceil(bytes / size) * size - bytes))
}

const opened = (secrecy: Secrecy, sealed: string): readonly Entry[] =>
  part.parse(JSON.parse(secrecy.open(sealed))).entries

/**
 * Takes an answer in. As long as it lies among those that are still open it takes the place of an earlier one of the same ticket.
 * Nothing is told before twice `least` have come: then any `least` of them are, so that always as many are left over, and none is
 * lost at the close for being one of too few.
 * @returns `in`, `changed`, or `counted` when an earlier answer of the ticket is counted and nobody knows any more which it is
 */
export async function castBallot(
  { db, secrecy }: Booth,
  { round, least, live }: Telling,
  ticket: Ticket,
  given: Answers,
): Promise<'in' | 'changed' | 'counted'> {
  return db.transaction(async (tx) => {
    await store.lockBallots(tx, round)
    const [sealed] = await store.sealedParts(tx, round, 'open')
    const { stub, mailbox, department } = ticket
    const before = sealed === undefined ? [] : opened(secrecy, sealed)
    const { changed, ready, rest } = takeIn(before, { stub, mailbox, department, answers: given }, least)
    if (!changed && !(await store.noteStub(tx, round, stub))) return 'counted'
    if (ready.length > 0 && live) await store.tell(tx, round, tellable(ready, least, live))
    if (ready.length > 0 && !live) await store.layAside(tx, round, seal(secrecy, ready, sizes.full))
    await store.rewriteOpen(tx, round, seal(secrecy, rest, sizes.open))
    return changed ? 'changed' : 'in'
  })
}

function allOpened(secrecy: Secrecy, parts: readonly string[]): readonly Entry[] | null {
  try {
    return parts.flatMap((sealed) => opened(secrecy, sealed))
  } catch {
    return null
  }
}

/** Adds an answer to those that are still open, and takes out so many that may be told together, if enough are left without them. */
export function takeIn(
  before: readonly Entry[],
  one: Entry,
  least: number,
): { readonly changed: boolean; readonly ready: readonly Entry[]; readonly rest: readonly Entry[] } {
  const others = before.filter(({ stub }) => stub !== one.stub)
  const all = shuffled([...others, one])
  const ready = all.length >= 2 * least ? all.slice(0, least) : []
  return { changed: others.length < before.length, ready, rest: all.slice(ready.length) }
}

/**
 * Tells what is still sealed when a round closes: all of it where at least `least` have answered, else none; its departments as far as
 * none of fewer than `least` can be had from what is told. Whatever is not told is gone. To be called in a transaction.
 * @returns how many answered, and whether they are told
 */
export async function openBallots(
  { db, secrecy }: Booth,
  { round, least, live }: Telling,
): Promise<{ readonly count: number; readonly told: boolean }> {
  await store.lockBallots(db, round)
  const parts = [...(await store.sealedParts(db, round, 'open')), ...(await store.sealedParts(db, round, 'full'))]
  const entries = allOpened(secrecy, parts)
  // Sealed with a key that is gone: it stays as it is, and must not keep all other rounds from closing.
  if (entries === null) return { count: 0, told: false }
  const before = await store.toldCount(db, round)
  const told = entries.length >= least
  if (told) await store.tell(db, round, tellable(entries, least, live))
  await store.forgetSealed(db, round)
  return { count: before + entries.length, told: told || before > 0 }
}

/** Answers as they may be told together, in an order that says nothing: with their departments where these may be told. */
export function tellable(entries: readonly Entry[], least: number, live: boolean): readonly store.Told[] {
  const may = live ? new Set<string | null>() : departmentsTold(entries, least)
  return shuffled(entries).map(({ department, mailbox, answers: given }) => ({
    department: may.has(department) ? department : null,
    mailbox,
    answers: given,
  }))
}

function departmentsTold(entries: readonly Entry[], least: number): ReadonlySet<string | null> {
  const counts = new Map<string | null, number>()
  for (const { department } of entries) counts.set(department, (counts.get(department) ?? 0) + 1)
  const groups = [...counts].map(([key, count]) => ({ key, count }))
  return withhold(groups, least).told
}
