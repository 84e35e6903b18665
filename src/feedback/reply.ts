import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { dayOf } from '../time/zone.js'
import { layOrRefuse } from './give.js'
import type { Item } from './item.js'
import * as store from './item-store.js'
import { tellDepartment } from './item-tell.js'
import { boxesOf, onceOf } from './mailbox.js'
import { write } from './mailbox-store.js'
import { itemNumbered, redraw } from './queue.js'
import type { Secrecy } from './secrecy.js'

type Acting = Context & { readonly by: Person }

/** What a person gave without their name and was answered to, the oldest first. It writes nothing down. */
export async function mailOf({ db, by }: Acting, secrecy: Secrecy): Promise<readonly Item[]> {
  const boxes = await boxesOf(db, secrecy, by.id)
  const found = await Promise.all(boxes.map(({ item }) => store.byId(db, item)))
  return found.flatMap((item) => item ?? [])
}

/** An item to which a person may answer back: what they gave with their name, or what their own press finds. */
export async function mineToAnswer(context: Acting, secrecy: Secrecy, id: number): Promise<Item> {
  const item = await itemNumbered(context, id)
  const mine =
    item.giver === null
      ? (await boxesOf(context.db, secrecy, context.by.id)).some((box) => box.item === id)
      : item.giver === context.by.id
  if (!mine) throw new Refusal('feedback_items.not_yours')
  return item
}

/**
 * Answers back to the department: with one's name at once, without one through the pool, the next morning.
 * @throws Refusal for somebody who did not give it
 */
export async function answerBack(context: Acting, secrecy: Secrecy, id: number, words: string): Promise<Item> {
  const item = await mineToAnswer(context, secrecy, id)
  if (item.giver === null) {
    const once = onceOf(secrecy, context.cause)
    await layOrRefuse(context.db, secrecy, { kind: 'letter', once, mailbox: item.mailbox, words })
    return item
  }
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const day = dayOf(context.now, context.company.zone)
    if (await write(tx, item.mailbox, { kind: 'reply', author: null, words, day, unnamed: false }, context.cause)) {
      await tellDepartment(inside, item, words)
      await redraw(inside, item)
    }
    return item
  })
}
