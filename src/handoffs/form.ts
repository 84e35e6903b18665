import { callOf } from '../chat/action.js'
import { choiceField, dateField, numberField, textField } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import type { Quoted } from '../chat/menu.js'
import { clip } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Handoff, Verb } from './model.js'

type Errors = Readonly<Record<string, TextKey>>

/** Titles are read in lists; everything longer belongs to why. */
export const longestTitle = 150
/** What fits on a card of either platform beside everything else. */
const longestWords = 1500

const long = { multiline: true, max: longestWords }

/** What, to whom, why and until when. `departments` are those that it can be handed to. */
export function newForm(
  args: { readonly to: string | null; readonly title: string; readonly record: string | null },
  departments: readonly Option[],
  t: Texts,
  draft?: Values,
  errors: Errors = {},
): Form {
  return {
    call: callOf(actions.newHandoff, { ...args }),
    title: t.plain('handoffs.new_form'),
    submit: t.plain('handoffs.hand_over'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField('to', t.plain('handoffs.to'), departments),
      textField('title', t.plain('handoffs.what'), { hint: t.plain('handoffs.what_hint'), max: longestTitle }),
      textField('why', t.plain('handoffs.why_label'), { ...long, required: false }),
      textField('evidence', t.plain('handoffs.evidence_label'), {
        ...long,
        hint: t.plain('handoffs.evidence_hint'),
        required: false,
      }),
      dateField('due', t.plain('handoffs.due_label'), { hint: t.plain('handoffs.due_hint'), required: false }),
    ],
    draft: draft ?? { to: args.to, title: args.title },
    errors: worded(errors, t),
  }
}

/** What a message says, as it stands in the form of a handoff: its first line is what is to be done; where it says more, all of it is why. */
export function quotedDraft({ words, link }: Quoted): Values {
  const [first = ''] = words.split('\n')
  const title = clip(first.trim(), longestTitle)
  return { to: null, title, why: title === words ? null : clip(words, longestWords), evidence: link }
}

const askedFor = {
  return: [actions.giveBack, 'handoffs.missing_label', true],
  add: [actions.add, 'handoffs.add_label', true],
  done: [actions.done, 'handoffs.result_label', false],
  reopen: [actions.reopen, 'handoffs.reopen_label', true],
  progress: [actions.progress, 'handoffs.progress_label', true],
} as const

/** The steps that need words. */
export type Worded = keyof typeof askedFor

/** Asks for the words of a step. */
export function stepForm(step: Worded, handoff: Handoff, t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  const [action, label, required] = askedFor[step]
  return {
    call: callOf(action, { id: handoff.id }),
    title: t.plain('handoffs.step_form', { id: handoff.id }),
    submit: t.plain('handoffs.send'),
    cancel: t.plain('common.cancel'),
    fields: [
      { kind: 'info', text: t.text('handoffs.heading', { id: handoff.id, title: handoff.title }) },
      ...(step === 'add' && handoff.missing !== null
        ? [{ kind: 'info', text: t.text('handoffs.asked_for', { missing: handoff.missing }) } as const]
        : []),
      textField('words', t.plain(label), { ...long, required }),
    ],
    draft,
    errors: worded(errors, t),
  }
}

/** How long one department has for what another hands to it. */
export function ruleForm(departments: readonly Option[], t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  const units = (['minutes', 'hours', 'days'] as const).map((unit) => ({
    value: unit,
    label: t.plain('handoffs.unit', { unit }),
  }))
  return {
    call: callOf(actions.changeRule, {}),
    title: t.plain('handoffs.rule_form'),
    submit: t.plain('company.save'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField('from', t.plain('handoffs.from'), departments),
      choiceField('to', t.plain('handoffs.to'), departments),
      numberField('amount', t.plain('handoffs.amount'), { min: 1 }),
      choiceField('unit', t.plain('handoffs.unit_label'), units),
    ],
    draft,
    errors: worded(errors, t),
  }
}

const worded = (errors: Errors, t: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t.plain(key)]))

/** The step that a worded one takes, or null for a word that changes nothing. */
export const verbOf = (step: Worded): Verb | null => (step === 'progress' ? null : step)
