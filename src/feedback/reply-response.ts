import { recordChange } from '../audit/store.js'
import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import { directPlaceAt, homePlatforms } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { allPeople, personByEmail, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { dayOf } from '../time/zone.js'
import { ticketFor } from './ballot.js'
import { layOrRefuse } from './give.js'
import { wordsOnly } from './item-card.js'
import type { Speaking } from './item-tell.js'
import { onceOf } from './mailbox.js'
import { lettersOf, write } from './mailbox-store.js'
import { type ResponseView, responseAnswerButton, responseBackButton } from './reply-card.js'
import * as store from './reply-store.js'
import type { Secrecy } from './secrecy.js'
import { resultsSubject } from './subjects.js'

type Acting = Context & { readonly by: Person }

const today = ({ now, company }: Context): string => dayOf(now, company.zone)

/** An answer that an owner of its prompt may answer. @throws Refusal for everybody else */
export async function responseOfOwner({ db, by }: Acting, id: string): Promise<store.Response> {
  const response = await store.responseById(db, id)
  if (!response) throw new Refusal('errors.old_button')
  if (!response.prompt.owners.includes(by.email)) throw new Refusal('feedback_items.only_owners')
  return response
}

/**
 * Answers an answer to a prompt: who gave their name by direct message, who did not by a letter in the mailbox of their answer,
 * which their own press finds.
 * @throws Refusal for somebody who does not own the prompt
 */
export async function replyToResponse(context: Acting, id: string, words: string): Promise<store.Response> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const response = await responseOfOwner(inside, id)
    const { mailbox, person, round } = response
    const letter = {
      kind: 'reply',
      author: context.by.id,
      words,
      day: today(context),
      unnamed: person === null,
    } as const
    if (!(await write(tx, mailbox, letter, context.cause))) return response
    await recordChange(inside, { subject: resultsSubject(round), verb: 'reply', before: null, after: { words } })
    const reader = person === null ? null : await personById(tx, person)
    await tell(inside, response, reader, (t) =>
      wordsOnly(
        t.text('feedback_items.response_replied', { who: context.by.name, title: response.prompt.title, words }),
        [responseBackButton(id, t)],
      ),
    )
    return response
  })
}

/** Whether a mailbox is this person's: only their own press can tell. */
const isMine = (
  { round, mailbox }: { readonly round: number; readonly mailbox: string },
  secrecy: Secrecy,
  by: Person,
): boolean => ticketFor(secrecy, round, by).mailbox === mailbox

/** An answer of this person's, as their name or their own press shows. @throws Refusal for another's */
export async function responseOfMine({ db, by }: Acting, secrecy: Secrecy, id: string): Promise<store.Response> {
  const response = await store.responseById(db, id)
  const mine =
    response !== null && (response.person === null ? isMine(response, secrecy, by) : response.person === by.id)
  if (!mine) throw new Refusal('feedback_items.not_yours')
  return response
}

/**
 * Answers back to an owner of a prompt: with one's name at once, without one through the pool.
 * @throws Refusal for somebody whose answer it is not
 */
export async function answerBackToOwner(
  context: Acting,
  secrecy: Secrecy,
  id: string,
  words: string,
): Promise<store.Response> {
  const response = await responseOfMine(context, secrecy, id)
  const { mailbox } = response
  if (response.person === null) {
    await layOrRefuse(context.db, secrecy, { kind: 'letter', once: onceOf(secrecy, context.cause), mailbox, words })
    return response
  }
  return context.db.transaction(async (tx) => {
    const letter = { kind: 'reply', author: null, words, day: today(context), unnamed: false } as const
    if (await write(tx, mailbox, letter, context.cause)) await tellOwner({ ...context, db: tx }, response, words)
    return response
  })
}

/** Tells who answered last, or else the first owner, that somebody answered back. @returns how many messages were put into the outbox */
export async function tellOwner(context: Speaking, response: store.Response, words: string): Promise<number> {
  const { db } = context
  const letters = (await lettersOf(db, [response.mailbox])).get(response.mailbox) ?? []
  const author = letters.findLast((one) => one.author !== null)?.author
  const [first = ''] = response.prompt.owners
  const owner = (author == null ? null : await personById(db, author)) ?? (await personByEmail(db, first))
  const who = response.person === null ? null : await personById(db, response.person)
  return tell(context, response, owner, (t) => {
    const said = { who: who?.name ?? t.plain('feedback_items.somebody'), title: response.prompt.title, words }
    return wordsOnly(t.text('feedback_items.response_back', said), [responseAnswerButton(response.id, t)])
  })
}

async function tell(
  context: Speaking,
  { round, id }: store.Response,
  person: Person | null,
  draw: (t: Texts) => ReturnType<typeof wordsOnly>,
): Promise<number> {
  const to: Place | null = person?.active ? directPlaceAt(await homePlatforms(context.db), person) : null
  if (!person || !to) return 0
  const message = draw(textsFor(person.locale, person.zone))
  const about = resultsSubject(round)
  const key = `response:${id}:${to.channel}:${context.cause}`
  const slot = context.slot ?? null
  return addDeliveries(context, [{ key, about, to, message, edits: null, slot, urgent: true }])
}

/** What a person answered without their name and was answered to. It writes nothing down. */
export async function responseMail({ db, by }: Acting, secrecy: Secrecy): Promise<readonly ResponseView[]> {
  const boxes = (await store.responseBoxes(db)).filter((box) => isMine(box, secrecy, by))
  if (boxes.length === 0) return []
  const letters = await lettersOf(
    db,
    boxes.map(({ mailbox }) => mailbox),
  )
  const names = new Map((await allPeople(db)).map(({ id, name }) => [id, name]))
  const found = await Promise.all(boxes.map(({ answer }) => store.responseById(db, answer)))
  return found.flatMap((response) =>
    response === null
      ? []
      : [
          {
            response,
            letters: (letters.get(response.mailbox) ?? []).map(({ author, words }) => ({
              name: author === null ? null : (names.get(author) ?? null),
              words,
            })),
          },
        ],
  )
}
