import type { Temporal } from 'temporal-polyfill'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { textsFor } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { dayOf } from '../time/zone.js'
import { record } from './decide.js'
import { aheadOf, oneToOneSubject } from './model.js'
import * as store from './store.js'
import { prepareTalk } from './talk.js'
import { talkCard } from './talk-card.js'

/**
 * Writes what a talk is prepared from to who leads it. To be called in a transaction.
 * @param slot the due time of preparing it: the talk itself is so much later
 * @returns how many messages were put into the outbox, or why there is none
 */
export async function postPreparation(
  context: Context,
  catalogue: Catalogue,
  { talk, lead }: store.StoredTalk,
  slot: { readonly id: number; readonly due: Temporal.Instant },
): Promise<number | 'nobody' | 'nothing'> {
  const person = await personById(context.db, lead)
  const to = person?.active ? directPlace(person) : null
  if (!person || !to) return 'nobody'
  const preparation = await prepareTalk(context, catalogue, talk.department, person)
  if (!preparation) return 'nothing'
  const t = textsFor(person.locale, person.zone)
  const at = slot.due.add({ minutes: aheadOf(talk) })
  const message = talkCard(preparation, at, dayOf(context.now, context.company.zone), t)
  const about = oneToOneSubject(talk.department)
  const key = `${about}:slot:${slot.id}`
  return addDeliveries(context, [{ key, about, to, message, edits: null, slot: slot.id, urgent: false }])
}

/** What was noted of a talk, and what the two agreed on, if anything. */
export interface Noted {
  readonly words: string
  readonly agreed: { readonly what: string; readonly person: number; readonly by: string } | null
}

/** Keeps the notes of a talk and records what was agreed in it. The same press twice keeps it once. To be called in a transaction. */
export async function keepNote(
  context: Context & { readonly by: Person },
  department: string,
  leader: number,
  { words, agreed }: Noted,
): Promise<void> {
  const { db, by, now, cause } = context
  if (words !== '') {
    await store.insertNote(db, { cause, department, author: by.id, leader, at: now, words })
    // What was said stays between the two; that something was noted does not matter to anybody else's eyes.
    await recordChange(context, { subject: oneToOneSubject(department), verb: 'note', before: null, after: {} })
  }
  if (agreed) await record(context, { ...agreed, source: oneToOneSubject(department) })
}
