import { departmentsOf } from '../company/store.js'
import { dayOf } from '../time/zone.js'
import * as items from './item-store.js'
import { postItem, type Speaking, tellDepartment } from './item-tell.js'
import { beatPool, type Waiting } from './mailbox.js'
import { write } from './mailbox-store.js'
import { redraw } from './queue.js'
import { tellOwner } from './reply-response.js'
import { responseByMailbox } from './reply-store.js'
import type { Secrecy } from './secrecy.js'

/** From this hour of the company's zone on, what came without a name is let out: before anybody's morning note there. */
const letOutFrom = 5

/**
 * One beat of the pool: it is written anew, and once a day everything in it comes out together, in a random order, on one day
 * and by the clock. So neither the time, nor the transaction, nor the number of an item says when somebody wrote. To be called in
 * a transaction.
 * @returns how many messages were put into the outbox
 */
export async function beat(context: Speaking, secrecy: Secrecy): Promise<number> {
  const { db, now, company } = context
  const day = dayOf(now, company.zone)
  const out = now.toZonedDateTimeISO(company.zone).hour >= letOutFrom
  const waiting = await beatPool(db, secrecy, out ? day : null)
  let told = 0
  for (const [index, one] of waiting.entries()) {
    told += await letOut({ ...context, cause: `${context.cause}:${index}` }, one, day)
  }
  return told
}

async function letOut(context: Speaking, one: Waiting, day: string): Promise<number> {
  const { db } = context
  if (one.kind === 'letter') return deliver(context, one, day)
  const { about: kind, topic, words, ticket, mailbox } = one
  // A department that was taken away meanwhile must not hold up everybody else's words.
  const departments = await departmentsOf(db)
  const department = departments.find(({ key }) => key === one.department)?.key ?? departments[0]?.key
  if (department === undefined) return 0
  const said = { department, kind, topic, words, givenOn: day, mailbox, giver: null, ticket }
  const item = await items.insert(db, said)
  return item ? postItem(context, item) : 0
}

async function deliver(
  context: Speaking,
  { mailbox, words }: Extract<Waiting, { kind: 'letter' }>,
  day: string,
): Promise<number> {
  const item = await items.byMailbox(context.db, mailbox)
  const response = item ? null : await responseByMailbox(context.db, mailbox)
  if (!item && !response) return 0
  await write(context.db, mailbox, { kind: 'reply', author: null, words, day, unnamed: true }, null)
  if (response) return tellOwner(context, response, words)
  if (!item) return 0
  await redraw(context, item)
  return tellDepartment(context, item, words)
}
