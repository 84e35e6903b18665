import { callOf } from '../chat/action.js'
import { choiceField, dateField, searchField, textField, timeField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import { weekdays } from '../standups/model.js'
import { addDays } from '../time/zone.js'
import * as actions from './actions.js'
import { lineOf, type Named } from './decision-card.js'
import { aheads, type OneToOne, type Review, type Weekly } from './model.js'

export type Errors = Readonly<Record<string, string>>

/** A decision is read in a list: what needs more words belongs into its thread. */
export const longestWhat = 200
export const longestNotes = 3000

const text = (name: string, label: string, max: number, required = true): Field =>
  textField(name, label, { required, multiline: max > longestWhat, max })

type Shape = Pick<Form, 'call' | 'fields' | 'draft'> & { readonly title: TextKey }

const formOf = ({ call, title, fields, draft }: Shape, t: Texts, errors: Errors): Form => ({
  call,
  title: t.plain(title),
  submit: t.plain('company.save'),
  cancel: t.plain('common.cancel'),
  fields,
  draft,
  errors,
})

function weeklyFields(t: Texts): readonly Field[] {
  const days = weekdays.map((day) => ({ value: day, label: t.plain('standups.weekday', { day }) }))
  return [choiceField('day', t.plain('reviews.day'), days), timeField('at', t.plain('reviews.at'))]
}

const weeklyDraft = (one: Weekly | null): Values => ({ day: one?.day ?? 'monday', at: one?.at ?? '09:00' })

/** The form of a review: title, place, day and hour, and the numbers where they are not those of the scorecard. */
export function reviewForm(
  review: Review | null,
  choices: { readonly places: readonly Option[]; readonly metrics: readonly Option[] },
  t: Texts,
  draft?: Values,
  errors: Errors = {},
): Form {
  return formOf(
    {
      call: callOf(actions.write, { review: review?.name ?? null }),
      title: review ? 'reviews.edit_form' : 'reviews.new_form',
      fields: [
        text('title', t.plain('reviews.title_label'), 75),
        choiceField('place', t.plain('reviews.place'), choices.places),
        ...weeklyFields(t),
        searchField('metrics', t.plain('reviews.metrics'), choices.metrics, {
          hint: t.plain('reviews.metrics_hint'),
          many: true,
          required: false,
        }),
      ],
      draft: draft ?? {
        title: review?.title ?? t.plain('reviews.usual_title'),
        place: review?.place ?? null,
        ...weeklyDraft(review),
        metrics: review?.metrics ?? [],
      },
    },
    t,
    errors,
  )
}

/** Who does what by when. @param today the day of the company: a week from it is offered */
export function decideForm(
  review: string,
  today: string,
  t: Texts,
  draft: Values = { by: addDays(today, 7) },
  people: readonly Option[] = [],
  errors: Errors = {},
): Form {
  return formOf(
    {
      call: callOf(actions.decide, { review }),
      title: 'reviews.decide',
      fields: [
        text('what', t.plain('reviews.what'), longestWhat),
        searchField('who', t.plain('reviews.who'), people),
        dateField('by', t.plain('reviews.by')),
      ],
      draft,
    },
    t,
    errors,
  )
}

/** As many are gone through in one form; the next ones come when these are settled. */
export const mostFollowed = 10

/** Goes through what was decided: each is done, will not be done, is moved by a week, or stays. */
export function followForm(review: string, open: readonly Named[], t: Texts): Form {
  const outcomes = (['open', 'done', 'dropped', 'moved'] as const).map((outcome) => ({
    value: outcome,
    label: t.plain('reviews.outcome', { outcome }),
  }))
  const list = open.slice(0, mostFollowed)
  return formOf(
    {
      call: callOf(actions.follow, { review }),
      title: 'reviews.follow',
      fields: list.flatMap(({ one, who }): readonly Field[] => [
        { kind: 'info', text: lineOf(one, who, null, t) },
        choiceField(`d${one.id}`, t.plain('reviews.became', { what: one.what }), outcomes),
      ]),
      draft: Object.fromEntries(list.map(({ one }) => [`d${one.id}`, 'open'])),
    },
    t,
    {},
  )
}

/** Why something will not be done. */
export function dropForm(named: Named, t: Texts, errors: Errors = {}): Form {
  return formOf(
    {
      call: callOf(actions.drop, { id: named.one.id }),
      title: 'reviews.drop',
      fields: [
        { kind: 'info', text: lineOf(named.one, named.who, null, t) },
        text('reason', t.plain('reviews.reason'), 500),
      ],
      draft: {},
    },
    t,
    errors,
  )
}

/** Another day for something, and why. */
export function moveForm(
  one: Named,
  t: Texts,
  draft: Values = { to: addDays(one.one.by, 7) },
  errors: Errors = {},
): Form {
  return formOf(
    {
      call: callOf(actions.move, { id: one.one.id }),
      title: 'reviews.move',
      fields: [
        { kind: 'info', text: lineOf(one.one, one.who, null, t) },
        dateField('to', t.plain('reviews.by')),
        text('reason', t.plain('reviews.reason'), 500, false),
      ],
      draft,
    },
    t,
    errors,
  )
}

/** The regular talk with the leader of a department: who leads it, when, and how long before it is prepared. */
export function talkForm(
  talk: OneToOne | null,
  choices: { readonly departments: readonly Option[]; readonly lead: readonly Option[] },
  t: Texts,
  draft?: Values,
  errors: Errors = {},
): Form {
  const options = aheads.map((ahead) => ({ value: ahead, label: t.plain('standups.span', spanOf(ahead)) }))
  return formOf(
    {
      call: callOf(actions.writeTalk, { department: talk?.department ?? null }),
      title: 'reviews.talk_form',
      fields: [
        choiceField('department', t.plain('reviews.department'), choices.departments),
        searchField('lead', t.plain('reviews.lead'), choices.lead),
        ...weeklyFields(t),
        choiceField('ahead', t.plain('reviews.ahead'), options),
      ],
      draft: draft ?? {
        department: talk?.department ?? null,
        lead: choices.lead[0]?.value ?? null,
        ...weeklyDraft(talk),
        ahead: talk?.ahead ?? '2h',
      },
    },
    t,
    errors,
  )
}

const spanOf = (span: string): { readonly amount: number; readonly unit: string } => ({
  amount: Number.parseInt(span, 10),
  unit: span.endsWith('h') ? 'hours' : 'minutes',
})

/** What was noted of a talk, and what the two agreed on. */
export function noteForm(
  department: string,
  people: readonly Option[],
  today: string,
  t: Texts,
  draft: Values = { who: people[0]?.value ?? null, by: addDays(today, 7) },
  errors: Errors = {},
): Form {
  return formOf(
    {
      call: callOf(actions.note, { department }),
      title: 'reviews.note_form',
      fields: [
        { kind: 'info', text: t.text('reviews.note_private') },
        text('notes', t.plain('reviews.notes'), longestNotes, false),
        text('what', t.plain('reviews.agreed'), longestWhat, false),
        choiceField('who', t.plain('reviews.who'), people, { required: false }),
        dateField('by', t.plain('reviews.by'), { required: false }),
      ],
      draft,
    },
    t,
    errors,
  )
}
