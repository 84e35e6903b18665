import type { Place } from '../chat/place.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { KnownPlace, Person } from '../company/model.js'
import { allPeople, departmentsOf, personById, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { type Item, itemSubject } from './item.js'
import { answerBackButton, headingOf, itemCard, wordsOnly } from './item-card.js'
import * as items from './item-store.js'
import { revopsOf, viewOf } from './item-view.js'
import { type Letter, write } from './mailbox-store.js'

type Acting = Context & { readonly by: Person }
/** Who speaks, and for which slot of a schedule, if one made it speak. */
export type Speaking = Context & { readonly slot?: number }

/**
 * Where a department reads what it is told: its channel, if nobody but the department and RevOps reads there; else the direct
 * conversation with its leader, or with RevOps where nobody leads it. Null if none of them can be reached.
 */
async function readingRoom(context: Context, key: string): Promise<{ readonly to: Place; readonly t: Texts } | null> {
  const { db } = context
  const department = (await departmentsOf(db)).find((one) => one.key === key)
  const home = (await placesOf(db)).find(({ name }) => name === department?.home)
  const revops = (await revopsOf(context))?.key
  if (home && isAmong(home, [key, revops])) return { to: home.place, t: textsOf(home, context.company) }
  const leader = department?.leader == null ? null : await personById(db, department.leader)
  const readers = [leader, ...(await allPeople(db)).filter(({ role }) => role === 'revops')]
  const homes = await homePlatforms(db)
  for (const person of readers) {
    const to = person?.active ? directPlaceAt(homes, person) : null
    if (person && to) return { to, t: textsFor(person.locale, person.zone) }
  }
  return null
}

function isAmong({ audience }: KnownPlace, departments: readonly (string | undefined)[]): boolean {
  const { readers, outsiders } = audience
  return !outsiders && readers.kind === 'departments' && readers.departments.every((one) => departments.includes(one))
}

/** Puts the card of an item where its department reads it. It is redrawn from then on whenever the item changes. */
export async function postItem(context: Speaking, item: Item): Promise<number> {
  const room = await readingRoom(context, item.department)
  if (!room) return 0
  const about = itemSubject(item.id)
  const message = itemCard(await viewOf(context, item), room.t)
  return addDeliveries(context, [
    {
      key: `${about}:card`,
      about,
      to: room.to,
      message,
      edits: null,
      slot: context.slot ?? null,
      urgent: true,
      view: 'card',
    },
  ])
}

/**
 * Lets who gave an item, and all who said the same, know what became of it: who gave their name by a direct message, who did
 * not by a letter in a mailbox that nobody else can find.
 */
export async function tellGivers(context: Acting, item: Item, kind: Letter['kind'], words: string): Promise<void> {
  const all = [item, ...(await items.mergedInto(context.db, [item.id]))]
  for (const one of all) await tellGiver(context, one, kind, words)
}

async function tellGiver(context: Acting, item: Item, kind: Letter['kind'], words: string): Promise<void> {
  const letter: Letter = { kind, author: context.by.id, words, day: item.changedOn, unnamed: item.giver === null }
  const first = await write(context.db, item.mailbox, letter, `${context.cause}:${item.id}`)
  const giver = item.giver === null ? null : await personById(context.db, item.giver)
  const to = giver?.active ? directPlaceAt(await homePlatforms(context.db), giver) : null
  if (!first || !giver || !to || giver.id === context.by.id) return
  const t = textsFor(giver.locale, giver.zone)
  const { department } = await viewOf(context, item)
  const said = { who: context.by.name, department, title: headingOf(item, t), words, kind }
  await tell(context, item, to, t.text('feedback_items.became', said), [answerBackButton(item.id, t)])
}

/** Tells the department, where it reads its feedback, that somebody answered back. */
export async function tellDepartment(context: Speaking, item: Item, words: string): Promise<number> {
  const room = await readingRoom(context, item.department)
  if (!room) return 0
  const { t, to } = room
  const { giver } = await viewOf(context, item)
  const who = giver ?? t.plain('feedback_items.who_gave')
  const title = headingOf(item, t)
  return tell(context, item, to, t.text('feedback_items.answered_back', { who, title, words }), [])
}

async function tell(
  context: Speaking,
  item: Item,
  to: Place,
  text: Text,
  buttons: Parameters<typeof wordsOnly>[1],
): Promise<number> {
  const about = itemSubject(item.id)
  const message = wordsOnly(text, buttons)
  const key = `${about}:told:${to.channel}:${context.cause}`
  return addDeliveries(context, [{ key, about, to, message, edits: null, slot: context.slot ?? null, urgent: true }])
}
