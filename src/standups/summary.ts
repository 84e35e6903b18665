import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import { allPeople, departmentsOf, personById, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import type { Renderer } from '../deliveries/live.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { openBlockers } from './blocker-store.js'
import type { Standup } from './model.js'
import * as store from './store.js'
import { nameIn, summarySubject } from './subjects.js'
import { type Outcome, summaryCard } from './summary-card.js'

/** Everything that came of a round, read with a fixed number of statements. */
export async function outcomeOf(context: Context, round: Round, standup: Standup): Promise<Outcome> {
  const people = new Map((await allPeople(context.db)).map((one) => [one.id, one]))
  const labels = new Map((await departmentsOf(context.db)).map(({ key, label }) => [key, label]))
  const turns = await rounds.turnsOf(context.db, round.id)
  const given = await store.answersOf(context.db, round.id)
  return {
    round,
    standup,
    labels,
    now: context.now,
    answers: given.flatMap(({ person, answers }) => {
      const who = people.get(person)
      return who ? [{ name: who.name, department: who.department, answers }] : []
    }),
    asked: turns.filter(({ state }) => state !== 'away').length,
    answered: turns.filter(({ state }) => state === 'answered').length,
    skipped: turns.flatMap(({ state, person, reason }) =>
      state === 'skipped' ? [{ name: people.get(person)?.name ?? '', reason: reason ?? '' }] : [],
    ),
    missing: turns.flatMap(({ state, person }) => (state === 'waiting' ? [people.get(person)?.name ?? ''] : [])),
    blockers: (await openBlockers(context.db, { standup: standup.name })).map((one) => ({
      ...one,
      who: people.get(one.person)?.name ?? '',
    })),
  }
}

/** Where the summary of a standup goes, and in which words; null where that place is gone. */
async function readerOf(context: Context, { standup, owner }: store.Stored): Promise<{ to: Place; t: Texts } | null> {
  if (standup.privacy === 'owner') {
    const person = await personById(context.db, owner)
    const to = person && directPlaceAt(await homePlatforms(context.db), person)
    return person && to ? { to, t: textsFor(person.locale, person.zone) } : null
  }
  const place = (await placesOf(context.db)).find((one) => one.name === standup.summary.place)
  return place ? { to: place.place, t: textsOf(place, context.company) } : null
}

/** Posts the summary of a round, once; late answers change it where it stands. @returns how many messages were added */
export async function postSummary(context: Context, round: Round, stored: store.Stored, slot: number): Promise<number> {
  const reader = await readerOf(context, stored)
  if (!reader) return 0
  const about = summarySubject(round.id)
  const message = summaryCard(await outcomeOf(context, round, stored.standup), reader.t)
  return addDeliveries(context, [
    { key: about, about, to: reader.to, message, edits: null, slot, urgent: false, view: 'summary' },
  ])
}

/** Draws summaries anew when somebody answers late. */
export const summaryRenderer: Renderer = {
  kind: 'standup_round',
  draw: async (context, { id }) => {
    const round = await rounds.byId(context.db, Number(id))
    const stored = round && (await store.byName(context.db, nameIn(round)))
    return round && stored ? summaryCard(await outcomeOf(context, round, stored.standup), context.t) : null
  },
}
