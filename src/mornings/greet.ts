import type { Message, Subject } from '../chat/message.js'
import { calendarOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Renderer, refresh } from '../deliveries/live.js'
import { textsFor } from '../locales/texts.js'
import { noteCard } from './card.js'
import { type Due, type DueSource, urgencies, type Waking } from './due.js'
import * as store from './store.js'
import { wakingNow } from './waking.js'

/** What a note is called, for its delivery: older notes of the same person are never redrawn. */
const noteSubject = (person: number, day: string): Subject => `morning:${person}:${day}`

/**
 * Writes the note of everybody whose working day has begun: one message each, with all that any source has for them, and
 * none to who has nothing due. A day is decided once, whoever decides it and however often. Call it inside a transaction.
 * @param slot the slot it belongs to, or null outside one
 * @returns how many notes were put into the outbox
 */
export async function greet(context: Context, sources: readonly DueSource[], slot: number | null): Promise<number> {
  const waking = await wakingNow(context)
  const free = await store.claimDays(
    context.db,
    waking.map(({ person, day }) => ({ person: person.id, day })),
  )
  const mine = waking.filter(({ person }) => free.has(person.id))
  if (mine.length === 0) return 0
  const { dues, from } = await gather(context, sources, mine)
  const lines = new Map([...dues].map(([person, list]) => [person, list.map(({ about }) => about)]))
  const [homes] = await Promise.all([homePlatforms(context.db), store.saveLines(context.db, lines)])
  const notes = mine.flatMap(({ person, day }) => {
    const list = dues.get(person.id) ?? []
    const to = directPlaceAt(homes, person)
    if (list.every(({ aside }) => aside) || to === null) return []
    const about = noteSubject(person.id, day)
    const message = noteCard(person, list, textsFor(person.locale, person.zone))
    return [{ key: about, about, to, message, edits: null, slot, urgent: false, view: 'note' }]
  })
  const told = [...dues.values()].flat()
  for (const source of sources)
    await source.noted?.(
      context,
      told.filter((due) => from.get(due) === source),
    )
  return addDeliveries(context, notes)
}

/**
 * Redraws the notes in which something stands, because it changed: every capability calls it beside `refresh` in the
 * transaction of the change (`context.db`).
 */
export async function redrawNotes(context: Context, about: Subject): Promise<void> {
  for (const { person, day } of await store.notesWith(context.db, about)) {
    await refresh(context, noteSubject(person, day))
  }
}

/** Draws a note as it stands now: what has been done since is gone from it. */
export function noteRenderer(sources: readonly DueSource[]): Renderer {
  return {
    kind: 'morning',
    draw: async (context, { id }) => {
      const [person, day] = id.split(':')
      const who = await personById(context.db, Number(person))
      return who && day !== undefined ? noteNow(context, sources, who, day) : null
    },
  }
}

async function noteNow(
  context: Context,
  sources: readonly DueSource[],
  person: Person,
  day: string,
): Promise<Message | null> {
  const note = await store.noteOf(context.db, person.id)
  // A newer note has taken over what this one said.
  if (note?.day !== day) return null
  const calendar = await calendarOf(context.db, context.company, person)
  const { dues } = await gather(context, sources, [{ person, day, calendar, again: true }])
  const standing = (dues.get(person.id) ?? []).filter(({ about }) => note.lines.includes(about))
  return noteCard(person, standing, textsFor(person.locale, person.zone))
}

/** What is due by person, the most urgent first, and which source it is from. */
interface Gathered {
  readonly dues: ReadonlyMap<number, readonly Due[]>
  readonly from: ReadonlyMap<Due, DueSource>
}

/** What every source has; a thing that two sources name is said once. */
async function gather(context: Context, sources: readonly DueSource[], people: readonly Waking[]): Promise<Gathered> {
  const found = new Map<number, Due[]>()
  const from = new Map<Due, DueSource>()
  for (const source of sources) {
    for (const due of await source.due(context, people)) {
      const list = found.get(due.person) ?? []
      if (!list.some(({ about }) => about === due.about)) list.push(due)
      from.set(due, source)
      found.set(due.person, list)
    }
  }
  const rank = ({ urgency }: Due): number => urgencies.indexOf(urgency)
  const dues = new Map([...found].map(([person, list]) => [person, list.toSorted((a, b) => rank(a) - rank(b))]))
  return { dues, from }
}
