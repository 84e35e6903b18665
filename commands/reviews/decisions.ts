import { typedIn } from '../../src/chat/fields.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { peopleLike } from '../../src/company/options.js'
import { Refusal } from '../../src/locales/refusal.js'
import * as actions from '../../src/reviews/actions.js'
import { record, type Settling, seen, settle, settleAll } from '../../src/reviews/decide.js'
import { decisionCard, mineCard } from '../../src/reviews/decision-card.js'
import * as decisions from '../../src/reviews/decision-store.js'
import {
  decideForm,
  dropForm,
  type Errors,
  followForm,
  longestWhat,
  mostFollowed,
  moveForm,
} from '../../src/reviews/form.js'
import { reviewSubject } from '../../src/reviews/model.js'
import { namedOf } from '../../src/reviews/named.js'
import { mayManage, requireLeading } from '../../src/reviews/rights.js'
import { reviewByName, type StoredReview } from '../../src/reviews/store.js'
import { addDays, dayOf, isDay } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { chosenPerson, form, toForm } from './forms.js'

const today = ({ now, company }: Asking): string => dayOf(now, company.zone)

/** What somebody has to do by what was decided, whoever they are. */
export async function mine(asking: Asking): Promise<Reply> {
  const open = await decisions.openOf(asking.db, [asking.by.id])
  return { kind: 'tell', message: mineCard(await namedOf(asking, open), today(asking), asking.t) }
}

/** Answers words with the button to the form of a decision. */
export async function openDecide(review: string, asking: Asking): Promise<Reply> {
  return toForm('reviews.decide', actions.decide, { review }, asking)
}

/** Everything that is done with decisions, by button and form. */
export const decisionBindings: readonly Binding[] = [
  bind(actions.decide, {
    press: async ({ review }, asking) => {
      await deciding(review, asking)
      return form(decideForm(review, today(asking), asking.t))
    },
    submit: ({ review }, values, asking) => submitDecision(review, values, asking),
    search: async (_args, _field, text, asking) => {
      requireLeading(asking)
      return peopleLike(text, asking)
    },
  }),
  bind(actions.follow, {
    press: ({ review }, asking) => openFollow(review, asking),
    submit: ({ review }, values, asking) => submitFollow(review, values, asking),
  }),
  bind(actions.show, {
    press: async ({ id }, asking) => {
      const { one, names } = await seen(asking, id)
      return { kind: 'tell', message: decisionCard(one, names, asking.t) }
    },
  }),
  bind(actions.done, { press: ({ id }, asking) => settled(id, { kind: 'done' }, asking) }),
  bind(actions.drop, {
    press: ({ id }, asking) => openDrop(id, asking),
    submit: ({ id }, values, asking) => submitDrop(id, values, asking),
  }),
  bind(actions.move, {
    press: ({ id }, asking) => openMove(id, asking),
    submit: ({ id }, values, asking) => submitMove(id, values, asking),
  }),
]

async function deciding(name: string, asking: Asking): Promise<StoredReview> {
  requireLeading(asking)
  const stored = await reviewByName(asking.db, name)
  if (!stored) throw new Refusal('errors.old_button')
  return stored
}

async function submitDecision(review: string, values: Values, asking: Asking): Promise<Reply> {
  const { review: one } = await deciding(review, asking)
  const [what, by] = [typedIn(values, 'what'), typedIn(values, 'by')]
  const who = await chosenPerson(values, 'who', asking)
  const { t } = asking
  const errors: Errors = {
    ...(what !== '' && what.length <= longestWhat ? {} : { what: t.plain('reviews.wrong_what') }),
    ...(who.length === 1 ? {} : { who: t.plain('reviews.wrong_who') }),
    ...(isDay(by) && by >= today(asking) ? {} : { by: t.plain('reviews.wrong_day') }),
  }
  const [person] = who
  if (!person || Object.keys(errors).length > 0) return form(decideForm(review, today(asking), t, values, who, errors))
  const agreed = { source: reviewSubject(one.name), what, person: Number(person.value), by }
  await asking.db.transaction((tx) => record({ ...asking, db: tx }, agreed))
  return tell(t.text('reviews.is_recorded', { who: person.label, what, day: t.day(by) }))
}

async function openFollow(name: string, asking: Asking): Promise<Reply> {
  const stored = await managing(name, asking)
  const open = await decisions.standingOf(asking.db, reviewSubject(stored.review.name), null)
  if (open.length === 0) return tell(asking.t.text('reviews.nothing_open'))
  return form(followForm(name, await namedOf(asking, open.slice(0, mostFollowed)), asking.t))
}

/** Who goes through all decisions of a review; each person settles their own anyway. */
async function managing(name: string, asking: Asking): Promise<StoredReview> {
  const stored = await deciding(name, asking)
  if (!mayManage(asking.by, stored.owner)) throw new Refusal('reviews.only_executives')
  return stored
}

async function submitFollow(name: string, values: Values, asking: Asking): Promise<Reply> {
  await managing(name, asking)
  const open = await decisions.standingOf(asking.db, reviewSubject(name), null)
  const changed = new Map(
    open.flatMap((one) => {
      const how = outcomeOf(typedIn(values, `d${one.id}`), one.by, asking)
      return how ? [[one.id, how] as const] : []
    }),
  )
  await asking.db.transaction((tx) => settleAll({ ...asking, db: tx }, changed))
  return tell(asking.t.text('reviews.followed', { count: changed.size }))
}

/** What a line of the form says. A week later means a week from its day, or from today where that is over. */
function outcomeOf(said: string, by: string, asking: Asking): Settling | null {
  if (said === 'done') return { kind: 'done' }
  if (said === 'dropped') return { kind: 'dropped', reason: asking.t.plain('reviews.in_review') }
  if (said !== 'moved') return null
  const from = by > today(asking) ? by : today(asking)
  return { kind: 'moved', to: addDays(from, 7), reason: null }
}

async function settled(id: number, how: Settling, asking: Asking): Promise<Reply> {
  const one = await asking.db.transaction((tx) => settle({ ...asking, db: tx }, id, how))
  const day = asking.t.day(one.by)
  return tell(asking.t.text('reviews.is_settled', { kind: how.kind, what: one.what, day }))
}

async function openDrop(id: number, asking: Asking): Promise<Reply> {
  const { one, names } = await seen(asking, id)
  return form(dropForm({ one, who: names.who }, asking.t))
}

async function submitDrop(id: number, values: Values, asking: Asking): Promise<Reply> {
  const reason = typedIn(values, 'reason')
  if (reason !== '') return settled(id, { kind: 'dropped', reason }, asking)
  const { one, names } = await seen(asking, id)
  return form(dropForm({ one, who: names.who }, asking.t, { reason: asking.t.plain('reviews.wrong_reason') }))
}

async function openMove(id: number, asking: Asking): Promise<Reply> {
  const { one, names } = await seen(asking, id)
  return form(moveForm({ one, who: names.who }, asking.t))
}

async function submitMove(id: number, values: Values, asking: Asking): Promise<Reply> {
  const [to, reason] = [typedIn(values, 'to'), typedIn(values, 'reason')]
  if (isDay(to) && to >= today(asking))
    return settled(id, { kind: 'moved', to, reason: reason === '' ? null : reason }, asking)
  const { one, names } = await seen(asking, id)
  const errors = { to: asking.t.plain('reviews.wrong_day') }
  return form(moveForm({ one, who: names.who }, asking.t, values, errors))
}
