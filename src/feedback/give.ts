import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/connect.js'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { dayOf } from '../time/zone.js'
import { type Item, type ItemKind, itemSubject } from './item.js'
import * as store from './item-store.js'
import { postItem } from './item-tell.js'
import { revopsOf } from './item-view.js'
import { itemMailbox, layIn, newTicket, onceOf } from './mailbox.js'
import type { Secrecy } from './secrecy.js'

/** What somebody says unasked, and to whom. */
export interface Said {
  /** The key of a department. */
  readonly department: string
  readonly kind: ItemKind
  readonly topic: string
  readonly words: string
}

/** Defects of structure are for RevOps to cure, whomever they were told to; without a RevOps department they stay there. */
async function directed(context: Context, said: Said): Promise<Said> {
  const revops = said.kind === 'general' ? null : await revopsOf(context)
  return revops ? { ...said, department: revops.key } : said
}

/**
 * Gives feedback with one's name: it stands in the department's queue, and its card where the department reads it.
 * @returns null if the same press or words gave it before
 */
export async function giveNamed(context: Context & { readonly by: Person }, said: Said): Promise<Item | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const one = await directed(inside, said)
    const day = dayOf(context.now, context.company.zone)
    const mailbox = randomUUID()
    const item = await store.insert(tx, { ...one, givenOn: day, mailbox, giver: context.by.id, cause: context.cause })
    if (!item) return null
    const { department, kind, topic } = item
    await recordChange(inside, {
      subject: itemSubject(item.id),
      verb: 'give',
      before: null,
      after: { department, kind, topic },
    })
    await postItem(inside, item)
    return item
  })
}

/**
 * Gives feedback without one's name: it is laid into the sealed pool, and nothing else is written. The person is needed to
 * make the name of their mailbox, and for nothing else.
 * @returns the key of the department that it goes to
 * @throws Refusal if more waits already than people could have meant
 */
export async function giveUnnamed(
  context: Context & { readonly by: Person },
  secrecy: Secrecy,
  said: Said,
): Promise<string> {
  const { department, kind, topic, words } = await directed(context, said)
  const ticket = newTicket()
  await layOrRefuse(context.db, secrecy, {
    kind: 'item',
    once: onceOf(secrecy, context.cause),
    ticket,
    mailbox: itemMailbox(secrecy, context.by.id, ticket),
    department,
    about: kind,
    topic,
    words,
  })
  return department
}

/** Lays something into the pool. @throws Refusal if it is full */
export async function layOrRefuse(db: Db, secrecy: Secrecy, one: Parameters<typeof layIn>[2]): Promise<void> {
  if ((await layIn(db, secrecy, one)) === 'full') throw new Refusal('feedback_items.pool_full')
}
