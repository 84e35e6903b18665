import { type Action, type Call, callOf } from '../chat/action.js'
import { choiceField, textField, typedIn } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Quoted } from '../chat/menu.js'
import { clip } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import { type ItemKind, itemKind, itemKinds } from './item.js'
import * as actions from './item-actions.js'

type Errors = Readonly<Record<string, TextKey>>

/** What fits on a card of either platform beside everything else. */
export const longestWords = 1500
const longestTopic = 100

const wordsField = (label: string): Field => textField('words', label, { multiline: true, max: longestWords })

/** What both forms ask: for whom, of which kind, about what, and the words. */
function fieldsOf(departments: readonly Option[], t: Texts): readonly Field[] {
  const kinds = itemKinds.map((kind) => ({ value: kind, label: t.plain('feedback_items.kind_is', { kind }) }))
  return [
    choiceField('to', t.plain('feedback_items.to_label'), departments),
    choiceField('kind', t.plain('feedback_items.kind_label'), kinds),
    textField('topic', t.plain('feedback_items.about_label'), {
      hint: t.plain('feedback_items.about_hint'),
      required: false,
      max: longestTopic,
    }),
    wordsField(t.plain('feedback_items.words_label')),
  ]
}

/** Feedback with one's name; what is known of it already stands in it. */
export function giveForm(
  begun: actions.Begun,
  departments: readonly Option[],
  t: Texts,
  draft?: Values,
  errors: Errors = {},
): Form {
  return {
    call: callOf(actions.give, begun),
    title: t.plain('feedback_items.form'),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [{ kind: 'info', text: t.text('feedback_items.form_info') }, ...fieldsOf(departments, t)],
    draft: draft ?? { to: begun.to, kind: begun.kind, topic: begun.topic, words: begun.words },
    errors: worded(errors, t),
  }
}

/** Feedback without a name: what is stored, and what it cannot hide, is said before the first word is typed. */
export function unnamedForm(
  to: string | null,
  departments: readonly Option[],
  t: Texts,
  draft?: Values,
  errors: Errors = {},
): Form {
  return {
    call: callOf(actions.giveUnnamed, { to }),
    title: t.plain('feedback_items.form_unnamed'),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [{ kind: 'info', text: t.text('feedback_items.form_unnamed_info') }, ...fieldsOf(departments, t)],
    draft: draft ?? { to, kind: 'general' },
    errors: worded(errors, t),
  }
}

/** The words of a message and where it stands, as they stand in either form: for whom and about what, the person says. */
export function quotedDraft({ words, link }: Quoted): Values {
  const address = link === null ? '' : `\n${link}`
  return { kind: 'general', words: `${clip(words, longestWords - address.length)}${address}` }
}

/** What stands in a filled form. */
export interface Filled {
  readonly department: string
  readonly kind: ItemKind
  readonly topic: string
  readonly words: string
}

/** Reads either form. @returns what is wrong, by field, if anything is */
export function readGiven(
  values: Values,
  departments: readonly Option[],
): { readonly filled: Filled; readonly errors: Errors } {
  const department = typedIn(values, 'to')
  const kind = itemKind.safeParse(values.kind)
  const words = typedIn(values, 'words')
  return {
    filled: {
      department,
      kind: kind.success ? kind.data : 'general',
      topic: typedIn(values, 'topic').slice(0, longestTopic),
      words,
    },
    errors: {
      ...(departments.some(({ value }) => value === department)
        ? {}
        : { to: 'feedback_items.choose_department' as const }),
      ...(words === '' || words.length > longestWords ? { words: 'feedback_items.no_words' as const } : {}),
    },
  }
}

const asked = {
  finish: [actions.finish, 'feedback_items.finish_label'],
  decline: [actions.decline, 'feedback_items.decline_label'],
  reply: [actions.reply, 'feedback_items.reply_label'],
} as const satisfies Record<string, readonly [Action<{ id: number }>, TextKey]>

/** The steps of a department that need words. */
export type Worded = keyof typeof asked

/** Asks for the words of a step. */
export function wordedForm(step: Worded, id: number, t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  const [action, label] = asked[step]
  return {
    call: callOf(action, { id }),
    title: t.plain('feedback_items.step_form', { id }),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [wordsField(t.plain(label))],
    draft,
    errors: worded(errors, t),
  }
}

/** Asks which open item says the same. */
export function mergeForm(id: number, others: readonly Option[], t: Texts): Form {
  return {
    call: callOf(actions.merge, { id }),
    title: t.plain('feedback_items.merge_form'),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [choiceField('into', t.plain('feedback_items.merge_label'), others)],
    draft: {},
    errors: {},
  }
}

/** Asks which checklist to start for an item, and where. */
export function checklistForm(
  id: number,
  title: string,
  choices: { readonly templates: readonly Option[]; readonly places: readonly Option[] },
  t: Texts,
  draft: Values = {},
  errors: Errors = {},
): Form {
  return {
    call: callOf(actions.startChecklist, { id }),
    title: t.plain('feedback_items.start_checklist'),
    submit: t.plain('feedback_items.start'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField('template', t.plain('feedback_items.template_label'), choices.templates),
      textField('title', t.plain('feedback_items.title_label'), { max: longestTopic }),
      choiceField('place', t.plain('feedback_items.place_label'), choices.places),
    ],
    draft: { title, ...draft },
    errors: worded(errors, t),
  }
}

/** Asks for what somebody answers back. @param unnamed whether it goes without a name, which is said */
export function answerBackForm(id: number, unnamed: boolean, t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  return backForm(callOf(actions.answerBack, { id }), unnamed, t, draft, errors)
}

/** The same, for an answer to a prompt. */
export function answerOwnerForm(
  answer: string,
  unnamed: boolean,
  t: Texts,
  draft: Values = {},
  errors: Errors = {},
): Form {
  return backForm(callOf(actions.answerOwner, { answer }), unnamed, t, draft, errors)
}

function backForm(call: Call, unnamed: boolean, t: Texts, draft: Values, errors: Errors): Form {
  return {
    call,
    title: t.plain('feedback_items.answer_back_form'),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [
      ...(unnamed ? [{ kind: 'info', text: t.text('feedback_items.answer_back_unnamed') } as const] : []),
      wordsField(t.plain('feedback_items.words_label')),
    ],
    draft,
    errors: worded(errors, t),
  }
}

/** Asks an owner for what to answer to an answer to their prompt. */
export function responseForm(answer: string, t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  return {
    call: callOf(actions.replyToResponse, { answer }),
    title: t.plain('feedback_items.reply'),
    submit: t.plain('feedback_items.send'),
    cancel: t.plain('common.cancel'),
    fields: [wordsField(t.plain('feedback_items.reply_label'))],
    draft,
    errors: worded(errors, t),
  }
}

const worded = (errors: Errors, t: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t.plain(key)]))
