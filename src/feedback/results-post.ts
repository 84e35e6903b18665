import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import { departmentsOf, personByEmail, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Renderer, refresh } from '../deliveries/live.js'
import type { NewDelivery } from '../deliveries/model.js'
import { textsFor } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import { openBallots } from './ballot.js'
import * as store from './prompt-store.js'
import { type Reader, resultsOf } from './results.js'
import { resultsCard } from './results-card.js'
import { feedScores } from './scores.js'
import type { Secrecy } from './secrecy.js'
import { resultsSubject } from './subjects.js'

/** Posts what came of a round, as a reader may know it, in the words of the context. */
export async function cardOf(
  context: Context,
  asked: store.AskedRound,
  reader: Reader,
  by: 'department' | 'segment' | null,
) {
  const labels = new Map((await departmentsOf(context.db)).map(({ key, label }) => [key, label]))
  return resultsCard(await resultsOf(context, asked, reader, by), { reader, labels }, context.t)
}

/**
 * Closes a round: anonymous answers are opened as far as they may be, scores go where metrics count them, and the results to the owners;
 * to the place too unless the owners see them first. Each once, whoever does it.
 * @returns how many messages were put into the outbox
 */
export async function closePrompt(context: Context, secrecy: Secrecy, round: Round, slot: number): Promise<number> {
  const asked = await store.roundById(context.db, round.id)
  if (!asked) return 0
  const { privacy, results } = asked.prompt
  if (privacy === 'anonymous') {
    await openBallots(
      { db: context.db, secrecy },
      { round: round.id, least: asked.promised, live: results.when === 'live' },
    )
  }
  await feedScores(context, asked, round.day)
  if (results.when !== 'owner_first') await store.share(context.db, round.id, context.now)
  const told = await store.roundById(context.db, round.id)
  if (!told) return 0
  const posted = await addDeliveries(context, [
    ...(await ownersCopies(context, told, slot)),
    ...(await placesCopy(context, told, slot)),
  ])
  await refresh(context, resultsSubject(round.id))
  return posted
}

async function ownersCopies(context: Context, asked: store.AskedRound, slot: number): Promise<readonly NewDelivery[]> {
  const homes = await homePlatforms(context.db)
  const about = resultsSubject(asked.round)
  const copies = []
  for (const email of asked.prompt.owners) {
    const owner = await personByEmail(context.db, email)
    const to = owner && directPlaceAt(homes, owner)
    if (!owner || !to) continue
    const message = await cardOf({ ...context, t: textsFor(owner.locale, owner.zone) }, asked, 'owner', null)
    copies.push({ key: `${about}:owner:${owner.id}`, about, to, message, edits: null, slot, urgent: false })
  }
  return copies
}

/** The card in the place of the results, which is drawn anew when more may be told; none before they are shared. */
async function placesCopy(
  context: Context,
  asked: store.AskedRound,
  slot: number | null,
): Promise<readonly NewDelivery[]> {
  const place = (await placesOf(context.db)).find(({ name }) => name === asked.prompt.results.place)
  if (!place || asked.sharedAt === null || place.audience.outsiders) return []
  const about = resultsSubject(asked.round)
  const message = await cardOf({ ...context, t: textsOf(place, context.company) }, asked, 'other', null)
  return [{ key: about, about, to: place.place, message, edits: null, slot, urgent: false, view: 'results' }]
}

/** Where results are told while answers come in: shares them from the beginning, and posts their card. @returns how many were posted */
export async function postLive(context: Context, round: number, slot: number | null): Promise<number> {
  const asked = await store.roundById(context.db, round)
  if (asked?.prompt.results.when !== 'live') return 0
  await store.share(context.db, round, context.now)
  return addDeliveries(context, await placesCopy(context, { ...asked, sharedAt: context.now }, slot))
}

/** Lets others see the results of a round, and posts them in their place. @returns false if they could before */
export async function shareResults(context: Context, round: number): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const first = await store.share(tx, round, context.now)
    const asked = await store.roundById(tx, round)
    if (asked) await addDeliveries(inside, await placesCopy(inside, asked, null))
    return first
  })
}

/** Draws the results in their place anew. */
export const resultsRenderer: Renderer = {
  kind: 'prompt_round',
  draw: async (context, { id }) => {
    const asked = await store.roundById(context.db, Number(id))
    return asked ? cardOf(context, asked, 'other', null) : null
  },
}
