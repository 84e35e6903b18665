import type { Message, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { threadsUnder } from '../deliveries/threads-store.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { handoffCard, type Named, wordCard } from './card.js'
import type { Handoff } from './model.js'
import { reached, type Side, sideOf } from './sides.js'

export const subjectOf = (id: number): Subject => `handoff:${id}`

/** The names of those that handoffs are between. */
export async function namesOf(context: Context, list: readonly Handoff[]): Promise<readonly Named[]> {
  const labels = new Map((await departmentsOf(context.db)).map((one) => [one.key, one.label]))
  const ids = [...new Set(list.flatMap(({ sender, owner }) => (owner === null ? [sender] : [sender, owner])))]
  const people = await Promise.all(ids.map((id) => personById(context.db, id)))
  const names = new Map(people.flatMap((one) => (one ? [[one.id, one.name] as const] : [])))
  return list.map((handoff) => ({
    handoff,
    from: labels.get(handoff.from) ?? handoff.from,
    to: labels.get(handoff.to) ?? handoff.to,
    sender: names.get(handoff.sender) ?? '',
    owner: handoff.owner === null ? null : (names.get(handoff.owner) ?? null),
  }))
}

/** The names of one. */
export async function nameOf(context: Context, handoff: Handoff): Promise<Named> {
  const [named] = await namesOf(context, [handoff])
  if (!named) throw new Error(`Handoff ${handoff.id} has no names`)
  return named
}

interface Home {
  readonly key: string
  readonly to: Place
  readonly t: Texts
}

/** Where the card of a handoff stands: in the home of each department, once if they share it. */
async function homesOf(context: Context, handoff: Handoff): Promise<readonly Home[]> {
  const sides: readonly (readonly [string, Side])[] = [
    ['to', await sideOf(context, handoff.to)],
    ['from', await sideOf(context, handoff.from)],
  ]
  const homes = sides.flatMap(([name, side]) => {
    const home = reached(side, context)
    return home ? [{ ...home, key: `${subjectOf(handoff.id)}:card:${name}` }] : []
  })
  const same = (a: Place, b: Place): boolean =>
    a.platform === b.platform && a.workspace === b.workspace && a.channel === b.channel
  return homes.filter((home, index) => !homes.slice(0, index).some((earlier) => same(earlier.to, home.to)))
}

/** Posts the card of a new handoff where both departments see it. It is redrawn from then on whenever the handoff changes. */
export async function postCards(context: Context, handoff: Handoff): Promise<void> {
  const named = await nameOf(context, handoff)
  const homes = await homesOf(context, handoff)
  await addDeliveries(
    context,
    homes.map(({ key, to, t }) => ({
      key,
      about: subjectOf(handoff.id),
      to,
      message: handoffCard(named, t),
      edits: null,
      slot: null,
      urgent: true,
      view: 'card',
    })),
  )
}

/** Who speaks, and for which slot of a schedule, if one made it speak. */
export type Speaking = Context & { readonly slot?: number }

/** What is said of a handoff, in the words of whoever reads it. */
export type Say = (t: Texts) => Text

/**
 * Says something in the threads below the cards of a handoff, where both departments read it.
 * @returns how many messages were put into the outbox
 */
export async function tellThreads(context: Speaking, handoff: Handoff, what: string, say: Say): Promise<number> {
  const homes = await homesOf(context, handoff)
  const threads = await threadsUnder(
    context.db,
    homes.map(({ key }) => key),
  )
  return addDeliveries(
    context,
    homes.map(({ key, to, t }) => ({
      key: `${key}:${what}:${context.cause}`,
      about: subjectOf(handoff.id),
      to: threads.get(key) ?? to,
      message: wordCard(say(t)),
      edits: null,
      slot: context.slot ?? null,
      urgent: true,
    })),
  )
}

/**
 * Writes to one person, in their own language; who cannot be reached reads the card.
 * @returns how many messages were put into the outbox
 */
export async function tellPerson(
  context: Speaking,
  handoff: Handoff,
  person: Person | null,
  what: string,
  draw: (t: Texts) => Message,
): Promise<number> {
  const to = person?.active ? directPlaceAt(await homePlatforms(context.db), person) : null
  // Nobody is told what they did themselves.
  if (!person || !to || (context.by !== 'clock' && context.by.id === person.id)) return 0
  return addDeliveries(context, [
    {
      key: `${subjectOf(handoff.id)}:${what}:${person.id}:${context.cause}`,
      about: subjectOf(handoff.id),
      to,
      message: draw(textsFor(person.locale, person.zone)),
      edits: null,
      slot: context.slot ?? null,
      urgent: true,
    },
  ])
}
