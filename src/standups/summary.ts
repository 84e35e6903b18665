import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import { departmentsOf, personById, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import type { Renderer } from '../deliveries/live.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { namesIn, turnoutOf } from '../rounds/turnout-store.js'
import { openOf } from './blocker-store.js'
import type { Standup } from './model.js'
import * as store from './store.js'
import { nameIn, summarySubject } from './subjects.js'
import { mostNames, type Outcome, summaryCard } from './summary-card.js'

/** Everything that came of a round, read with a fixed number of statements. */
export async function outcomeOf(context: Context, round: Round, standup: Standup): Promise<Outcome> {
  const { db, now } = context
  const turnout = await turnoutOf(db, round)
  const names = (state: 'skipped' | 'waiting') => namesIn(db, round, state, mostNames)
  const settled = turnout.answered + turnout.waiting
  return {
    round,
    standup,
    ...turnout,
    labels: new Map((await departmentsOf(db)).map(({ key, label }) => [key, label])),
    answers: await store.answersOf(db, round.id),
    skipped: settled < turnout.asked ? await names('skipped') : [],
    missing: turnout.waiting > 0 ? await names('waiting') : [],
    blockers: await openOf(db, standup.name, now),
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

/**
 * Posts the summary of a round, once; late answers change it where it stands. A round in which nobody was asked has none.
 * @returns how many messages were added
 */
export async function postSummary(context: Context, round: Round, stored: store.Stored, slot: number): Promise<number> {
  const reader = await readerOf(context, stored)
  if (!reader) return 0
  const about = summarySubject(round.id)
  const outcome = await outcomeOf(context, round, stored.standup)
  if (outcome.asked === 0) return 0
  const message = summaryCard(outcome, reader.t)
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
