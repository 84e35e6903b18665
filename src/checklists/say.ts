import type { Message, Subject } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { KnownPlace, Person } from '../company/model.js'
import { placeById } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import type { NewDelivery } from '../deliveries/model.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { approvalCard, boardCard, message, paragraph } from './card.js'
import { askedFor, type Crew } from './crew.js'
import { detailsCard } from './details-card.js'
import { closedCard, openedCard } from './stage-card.js'
import { runSubject, stageSubject } from './subjects.js'
import { allStandings, standingsOf, type View, viewOf } from './view.js'

/** A run with where it is posted and the words of that place. */
export interface Stand {
  readonly view: View
  readonly place: KnownPlace
  readonly t: Texts
}

/** @throws Error if the run or its channel is gone, which only the database's owner can have done */
export async function standOf(context: Context, run: number): Promise<Stand> {
  const view = await viewOf(context, run)
  const place = view ? await placeById(context.db, view.run.place) : null
  if (!view || !place) throw new Error(`The checklist run ${run} or its channel is not there any more`)
  return { view, place, t: textsOf(place, context.company) }
}

interface Said {
  readonly key: string
  readonly about: Subject
  readonly to: Place
  readonly message: Message
  readonly view?: string
  readonly under?: string
  readonly slot?: number | null
}

const delivery = ({ slot = null, ...rest }: Said): NewDelivery => ({ ...rest, edits: null, slot, urgent: true })

/** Puts messages into the outbox; what was said before under the same key is not said again. @returns how many were new */
export const say = (context: Context, list: readonly Said[]): Promise<number> =>
  addDeliveries(context, list.map(delivery))

/** Posts the live card of a run into its channel, with the details in its thread. */
export async function postBoard(context: Context, run: number, slot: number | null): Promise<void> {
  const { view, place, t } = await standOf(context, run)
  const about = runSubject(run)
  const key = `${about}:board`
  const common = { about, to: place.place, slot }
  const details = detailsCard(view, await allStandings(context, view.run), t)
  await say(context, [
    { ...common, key, message: boardCard(view, t), view: 'board' },
    { ...common, key: `${about}:details`, message: details, view: 'details', under: key },
  ])
}

/** Says in the channel that a stage is open, what is to be done in it and by whom. */
export async function postOpened(context: Context, run: number, stage: number): Promise<void> {
  const { view, place, t } = await standOf(context, run)
  const of = view.run.stages[stage]
  if (!of) return
  const card = openedCard(view, of, t)
  await say(context, [
    { key: `${runSubject(run)}:${stage}:opened`, about: stageSubject(run, stage), to: place.place, message: card },
  ])
}

/** Says in the channel that the run is over. */
export async function postClosed(context: Context, run: number): Promise<void> {
  const { view, place, t } = await standOf(context, run)
  const about = runSubject(run)
  await say(context, [{ key: `${about}:complete`, about, to: place.place, message: closedCard(view, t) }])
}

/** Asks for the signatures of a stage: in the channel, and each who may sign in a direct message. */
export async function postApproval(context: Context, run: number, stage: number): Promise<void> {
  const { view, place, t } = await standOf(context, run)
  const of = view.run.stages[stage]
  if (!of?.approval) return
  const list = await standingsOf(context, view.run, of)
  const key = `${runSubject(run)}:${stage}:approval:${of.round}`
  const common = { about: stageSubject(run, stage), view: `approval:${of.round}` }
  const draw = (words: Texts): Message => approvalCard(view, of, list, of.round, words)
  const signers = signersAsked(of.approval.departments, view.crew)
  await say(context, [
    { ...common, key, to: place.place, message: draw(t) },
    ...signers.flatMap((person): Said[] => {
      const to = directPlace(person, place.place.platform)
      return to ? [{ ...common, key: `${key}:${person.id}`, to, message: draw(wordsOf(person)) }] : []
    }),
  ])
}

/** Asks one person more for a signature: somebody was named to decide in a leader's absence. */
export async function askSigner(context: Context, run: number, stage: number, person: Person): Promise<void> {
  const { view, place } = await standOf(context, run)
  const of = view.run.stages[stage]
  const to = directPlace(person, place.place.platform)
  if (!of || !to || of.askedAt === null) return
  const card = approvalCard(view, of, await standingsOf(context, view.run, of), of.round, wordsOf(person))
  const key = `${runSubject(run)}:${stage}:approval:${of.round}:${person.id}`
  await say(context, [{ key, about: stageSubject(run, stage), view: `approval:${of.round}`, to, message: card }])
}

const signersAsked = (departments: readonly string[], crew: Crew): readonly Person[] => [
  ...new Map(departments.flatMap((one) => askedFor(crew, one) ?? []).map((one) => [one.id, one])).values(),
]

/** A person's own words. */
const wordsOf = (person: Person): Texts => textsFor(person.locale, person.zone)

/** A few words to one person, directly; nothing for somebody who cannot be reached. The key makes it once. */
export async function tellPerson(
  context: Context,
  key: string,
  about: Subject,
  person: Person,
  draw: (t: Texts) => Message,
): Promise<void> {
  const to = directPlace(person)
  if (to) await say(context, [{ key, about, to, message: draw(wordsOf(person)) }])
}

/** A message of one paragraph and perhaps buttons. */
export const note = (text: Parameters<typeof paragraph>[0]): Message => message([paragraph(text)])
