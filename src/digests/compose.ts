import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { KnownPlace } from '../company/model.js'
import { placesOf } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { Answer } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayDisclose } from '../metrics/disclose.js'
import { subjectOf } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { digestCard } from './card.js'
import type { Destination, Digest } from './model.js'
import { questionOf } from './questions.js'

/** Answers each distinct question of a beat once, however many destinations ask it. */
type Answers = (destination: Pick<Destination, 'filters'>) => Promise<readonly Answer[]>

/** The answers of a digest, shared between its destinations. @throws SectionError if a metric or dimension has gone since */
function answersOf(context: Context, catalogue: Catalogue, digest: Digest): Answers {
  const known = new Map<string, Promise<Answer>>()
  const setting = { catalogue, company: context.company, today: dayOf(context.now, context.company.zone) }
  return ({ filters }) =>
    Promise.all(
      digest.sections.map((section) => {
        const question = questionOf(section, filters, setting)
        const key = JSON.stringify(question)
        const answer = known.get(key) ?? ask(catalogue, question, context)
        known.set(key, answer)
        return answer
      }),
    )
}

/**
 * Composes a digest for each of its destinations and puts it into the outbox. What the readers of a destination may not see
 * is left out of its message.
 * @param occasion makes the deliveries' keys: the slot, or the press that asked for it
 * @returns how many deliveries were added
 */
export async function postDigest(
  context: Context,
  catalogue: Catalogue,
  digest: Digest,
  occasion: { readonly key: string; readonly slot: number | null },
): Promise<number> {
  const places = new Map((await placesOf(context.db)).map((place) => [place.name, place]))
  const answers = answersOf(context, catalogue, digest)
  const deliveries = await Promise.all(
    digest.destinations.map(async (destination) => {
      const place = places.get(destination.place)
      if (!place)
        throw new Error(
          `Digest ${digest.name} goes to "${destination.place}", which is no place of the company any more`,
        )
      const message = await messageFor(context, catalogue, digest, await answers(destination), place, destination)
      return {
        key: `digest:${digest.name}:${occasion.key}:${destination.place}`,
        about: `digest:${digest.name}` as const,
        to: place.place,
        message,
        edits: null,
        slot: occasion.slot,
        urgent: occasion.slot === null,
      }
    }),
  )
  return addDeliveries(context, deliveries)
}

async function messageFor(
  context: Context,
  catalogue: Catalogue,
  digest: Digest,
  answers: readonly Answer[],
  place: KnownPlace,
  destination: Destination,
): Promise<Message> {
  const { company } = context
  const t = textsFor(
    destination.locale ?? place.locale ?? company.locale,
    destination.zone ?? place.zone ?? company.zone,
  )
  const allowed = await Promise.all(
    answers.map((answer) => mayDisclose(context.db, catalogue, [subjectOf(answer.definition.name)], place.place)),
  )
  return digestCard(
    digest,
    answers.filter((_, index) => allowed[index]),
    destination.filters,
    { t, calendar: company },
  )
}

/** What a digest would say now, under the rights of the person who looks. */
export async function previewDigest(
  context: Context,
  catalogue: Catalogue,
  digest: Digest,
  mayRead: (metric: string) => boolean,
  t: Texts,
): Promise<Message> {
  const answers = await answersOf(context, catalogue, digest)({ filters: {} })
  return digestCard(
    digest,
    answers.filter((answer) => mayRead(answer.definition.name)),
    {},
    { t, calendar: context.company },
  )
}
