import { type Place, placeKey } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import { departmentsOf, personByEmail, personById, placesOf } from '../company/store.js'
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

interface Reader {
  readonly to: Place
  readonly t: Texts
}

/** Where the summary of a standup goes, and in which words: to its place, or to each of its owners alone. */
async function readersOf(context: Context, { standup, owner }: store.Stored): Promise<readonly Reader[]> {
  if (standup.privacy !== 'owner') {
    const place = (await placesOf(context.db)).find((one) => one.name === standup.summary.place)
    return place ? [{ to: place.place, t: textsOf(place, context.company) }] : []
  }
  const homes = await homePlatforms(context.db)
  const owners = await Promise.all(standup.owners.map((email) => personByEmail(context.db, email)))
  const people = new Map(
    [await personById(context.db, owner), ...owners].flatMap((one) => (one ? [[one.id, one]] : [])),
  )
  return [...people.values()].flatMap((person) => {
    const to = person.active ? directPlaceAt(homes, person) : null
    return to ? [{ to, t: textsFor(person.locale, person.zone) }] : []
  })
}

/**
 * Posts the summary of a round, once; late answers change it where it stands. A round in which nobody was asked has none.
 * @returns how many messages were added
 */
export async function postSummary(context: Context, round: Round, stored: store.Stored, slot: number): Promise<number> {
  const readers = await readersOf(context, stored)
  const outcome = readers.length > 0 ? await outcomeOf(context, round, stored.standup) : null
  if (!outcome || outcome.asked === 0) return 0
  const about = summarySubject(round.id)
  const posts = readers.map(({ to, t }, index) => ({
    key: index === 0 ? about : `${about}:${placeKey(to)}`,
    about,
    to,
    message: summaryCard(outcome, t),
    edits: null,
    slot,
    urgent: false,
    view: 'summary',
  }))
  return addDeliveries(context, posts)
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
