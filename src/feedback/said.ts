import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import type { DueSource } from '../mornings/due.js'
import * as rounds from '../rounds/store.js'
import { addDays, dayOf } from '../time/zone.js'
import { type AskedRound, roundById } from './prompt-store.js'
import { mayManage } from './results.js'
import { readSaidButton, saidCard } from './said-card.js'
import * as store from './said-store.js'
import { resultsSubject } from './subjects.js'

type Acting = Context & { readonly by: Person }

/** A round of which this person may say what came of it. @throws Refusal for others, and while answers still come in */
export async function roundToClose(context: Acting, id: number): Promise<AskedRound> {
  const [asked, round] = [await roundById(context.db, id), await rounds.byId(context.db, id)]
  if (!asked || !round) throw new Refusal('errors.old_button')
  if (!mayManage(context.by, asked.prompt)) throw new Refusal('feedback_items.only_owners')
  if (round.closedAt === null) throw new Refusal('feedback_items.still_open', { title: asked.prompt.title })
  return asked
}

/**
 * Says what came of a round to all who were asked in it, whether they answered or not: in their next morning note, and where its
 * results are posted.
 * @param what `record` is what it came to, as people read it
 * @returns how many people are told; null if the same press said it before
 */
export async function sayWhatWeDid(
  context: Acting,
  id: number,
  what: { readonly said: string; readonly did: string; readonly record: string | null },
): Promise<number | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const { prompt, round } = await roundToClose(inside, id)
    const turns = await rounds.turnsOf(tx, round)
    const asked = turns
      .filter(({ state, askedAt }) => askedAt !== null || state === 'answered')
      .map((turn) => turn.person)
    const day = dayOf(context.now, context.company.zone)
    const said = { ...what, round, author: context.by.id, day }
    const saved = await store.insert(tx, { ...said, cause: context.cause }, asked)
    if (saved === null) return null
    await recordChange(inside, { subject: resultsSubject(round), verb: 'say', before: null, after: { ...what } })
    await postSaid(inside, { ...said, id: saved, title: prompt.title }, prompt.results.place)
    return asked.length
  })
}

async function postSaid(context: Acting, one: store.Said, name: string | null): Promise<void> {
  const place = (await placesOf(context.db)).find((known) => known.name === name)
  if (!place) return
  const message = saidCard(one, context.by.name, textsOf(place, context.company))
  const about = resultsSubject(one.round)
  const key = `${about}:said:${one.id}`
  await addDeliveries(context, [{ key, about, to: place.place, message, edits: null, slot: null, urgent: true }])
}

/** What came of a prompt, for who was asked in it or manages it. @throws Refusal for others */
export async function saidOf({ db, by }: Acting, id: number): Promise<store.Said> {
  const one = await store.byId(db, id)
  const asked = one ? await roundById(db, one.round) : null
  if (!one || !asked) throw new Refusal('errors.old_button')
  if (!mayManage(by, asked.prompt) && !(await store.wasAsked(db, id, by.id)))
    throw new Refusal('feedback_items.only_asked')
  return one
}

/** What came of prompts, once to everybody who was asked. */
export const saidDues: DueSource = {
  name: 'feedback_said',
  due: async ({ db }, people) => {
    const [first] = people.map(({ day }) => day).toSorted()
    if (first === undefined) return []
    const list = await store.unheard(
      db,
      people.map(({ person }) => person.id),
      addDays(first, -1),
    )
    return list.flatMap(({ person, toldOn, said }) => {
      const waking = people.find((one) => one.person.id === person)
      // What was told stands in the note as long as that is the note of the day.
      if (!waking || (toldOn !== null && !waking.again)) return []
      return [
        {
          person,
          about: `feedback_said:${said.id}` as const,
          urgency: 'soon' as const,
          line: (t) => t.text('feedback_items.said_line', { title: said.title, said: said.said, did: said.did }),
          buttons: (t) => [readSaidButton(said.id, t)],
        },
      ]
    })
  },
  noted: async ({ db, now }, dues) => {
    const heard = dues.map(({ about, person }) => ({ said: Number(about.split(':')[1]), person }))
    await store.noteHeard(db, heard, now)
  },
}
