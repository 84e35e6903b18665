import { assertNever } from '../../../chat/assert-never.js'
import type { Field, Form, Option, Values } from '../../../chat/form.js'
import { clip } from '../../../chat/text.js'
import * as limits from '../limits.js'
import type { TeamsWords, Wanted } from '../words.js'
import { title } from './buttons.js'
import type { AdaptiveCard, Element, InputElement, InputKind, RichText } from './elements.js'
import { note } from './grid.js'
import { folded, measures, type Pen, smallest } from './pen.js'
import { data, defused } from './safe.js'
import { textElements } from './text.js'

/** What `task/fetch` and `task/submit` answer to show a form. */
export interface DialogInfo {
  readonly title: string
  readonly height: 'small' | 'medium' | 'large'
  readonly width: 'medium'
  readonly card: { readonly contentType: string; readonly content: AdaptiveCard }
}

type Input = Exclude<Field, { readonly kind: 'info' }>

/** Where a typeahead's request says which field of which form it is for. */
export interface Dataset {
  readonly call: Form['call']
  readonly field: string
  /** Whether many may be chosen: their values are coded then. */
  readonly many: boolean
}

/**
 * Draws a form as a dialog: inputs with what was typed, each error in words below its input. Never fails for what the form says.
 * @param alone whether the card whose button opened it shows to one person alone; it comes back with what is submitted
 */
export function toDialog(form: Form, words: TeamsWords, alone: boolean): DialogInfo {
  const inputs = form.fields.filter((field) => field.kind !== 'info')
  return {
    title: data(clip(form.title, limits.DIALOG_TITLE)),
    height: inputs.length <= 2 ? 'small' : inputs.length <= 5 ? 'medium' : 'large',
    width: 'medium',
    card: { contentType: 'application/vnd.microsoft.card.adaptive', content: toFormCard(form, words, alone) },
  }
}

/** The card of the dialog alone. Choices give way where a form would be larger than a message may be. */
export function toFormCard(form: Form, words: TeamsWords, alone: boolean): AdaptiveCard {
  for (const most of [limits.OPTIONS, 50, 15, 5, 2]) {
    const card = drawn(form, words, alone, most)
    if (JSON.stringify(card).length <= limits.MESSAGE_UNITS) return card
  }
  return drawn({ ...form, draft: {} }, words, alone, 0)
}

function drawn(form: Form, words: TeamsWords, alone: boolean, most: number): AdaptiveCard {
  const names = new Set(form.fields.map((field) => (field.kind === 'info' ? '' : field.name)))
  const elsewhere = Object.entries(form.errors).filter(([name]) => !names.has(name))
  const pen: Pen = {
    measure: most > 5 ? (measures[0] ?? smallest) : smallest,
    mentions: new Map(),
    tenant: '',
    alone: true,
  }
  const inputs = form.fields.filter((field): field is Input => field.kind !== 'info')
  const body: Element[] = [
    ...elsewhere.map(([, text]) => problem(text)),
    ...form.fields.flatMap((field): readonly Element[] =>
      field.kind === 'info' ? textElements(field.text, pen) : inputElements(field, form, words, most),
    ),
    {
      type: 'ActionSet',
      actions: [
        {
          type: 'Action.Submit',
          title: title(form.submit),
          data: {
            drumbeat: {
              kind: 'submit',
              call: form.call,
              alone,
              inputs: Object.fromEntries(inputs.map((one) => [one.name, kindOf(one)])),
            },
          },
        },
        {
          type: 'Action.Submit',
          title: title(form.cancel),
          data: { drumbeat: { kind: 'cancel' } },
          associatedInputs: 'none',
        },
      ],
    },
  ]
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    msteams: { width: 'Full' },
  }
}

function problem(text: string): RichText {
  return {
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: data(clip(text, limits.LABEL)) || '…', color: 'attention' }],
    spacing: 'small',
  }
}

function inputElements(field: Input, form: Form, words: TeamsWords, most: number): readonly Element[] {
  const error = form.errors[field.name]
  const left = field.kind === 'choice' ? field.options.length - Math.min(most, field.options.length) : 0
  return [
    inputElement(field, form, words, most),
    ...(left > 0 ? [note(folded(left))] : []),
    ...(error === undefined ? [] : [problem(error)]),
  ]
}

function inputElement(field: Input, form: Form, words: TeamsWords, most: number): InputElement {
  const draft = form.draft[field.name] ?? null
  const hint = field.hint === null ? {} : { placeholder: data(clip(field.hint, limits.LABEL)) }
  const frame = {
    id: field.name,
    label: data(clip(field.label, limits.LABEL)) || field.name,
    isRequired: field.required,
    errorMessage: words.wanted(wantedBy(field)),
  }
  switch (field.kind) {
    case 'text': {
      const value =
        typeof draft === 'string' ? { value: clip(draft.replace(/\p{Surrogate}/gu, '\uFFFD'), field.max) } : {}
      const regex = field.min > 0 ? { regex: `^[\\s\\S]{${field.min},}$` } : {}
      return {
        type: 'Input.Text',
        ...frame,
        isMultiline: field.multiline,
        maxLength: field.max,
        ...regex,
        ...hint,
        ...value,
      }
    }
    case 'number': {
      const value = typeof draft === 'number' ? { value: draft } : {}
      const min = field.min === null ? {} : { min: field.min }
      return {
        type: 'Input.Number',
        ...frame,
        ...min,
        ...(field.max !== null && { max: field.max }),
        ...hint,
        ...value,
      }
    }
    case 'date':
      return { type: 'Input.Date', ...frame, ...(typeof draft === 'string' && { value: draft }) }
    case 'time':
      return { type: 'Input.Time', ...frame, ...(typeof draft === 'string' && { value: draft }) }
    case 'choice':
      return { ...choices(frame, field.options, field.many, draft, most), ...hint }
    case 'search': {
      const dataset: Dataset = { call: form.call, field: field.name, many: field.many }
      const query = { type: 'Data.Query', dataset: JSON.stringify(dataset) } as const
      return {
        ...choices(frame, field.chosen, field.many, draft, most),
        style: 'filtered',
        'choices.data': query,
        ...hint,
      }
    }
    default:
      return assertNever(field)
  }
}

type Frame = Pick<InputElement, 'id' | 'label' | 'isRequired' | 'errorMessage'>

/** The first choices, and in any case those that are already chosen: what was typed is never lost. */
function choices(
  frame: Frame,
  options: readonly Option[],
  many: boolean,
  draft: Values[string],
  most: number,
): InputElement & { type: 'Input.ChoiceSet' } {
  const chosen = new Set(typeof draft === 'string' ? [draft] : Array.isArray(draft) ? draft : [])
  const shown = options.filter((option, index) => index < most || chosen.has(option.value))
  const value = [...chosen].map((one) => coded(one, many)).join(',')
  return {
    type: 'Input.ChoiceSet',
    ...frame,
    style: options.length > 10 ? 'filtered' : 'compact',
    isMultiSelect: many,
    choices: shown.map((option) => ({
      title: defused(clip(option.label, limits.LABEL)) || '–',
      value: coded(option.value, many),
    })),
    ...(value !== '' && { value }),
  }
}

/** Many choices come back joined by commas, so a comma within a value is coded. Undone by `chosenFrom`. */
export function coded(value: string, many: boolean): string {
  return many ? value.replaceAll('%', '%25').replaceAll(',', '%2C') : value
}

/** The values of a multiple choice as they come back from the client. */
export function chosenFrom(joined: string): readonly string[] {
  return joined
    .split(',')
    .filter((one) => one !== '')
    .map((one) => one.replaceAll('%2C', ',').replaceAll('%25', '%'))
}

function kindOf(field: Input): InputKind {
  if (field.kind === 'number') return 'number'
  return (field.kind === 'choice' || field.kind === 'search') && field.many ? 'choices' : 'text'
}

function wantedBy(field: Input): Wanted {
  if (field.kind === 'text' && field.min > 0) return { kind: 'length', min: field.min, max: field.max }
  if (field.kind === 'number') return { kind: 'number', min: field.min, max: field.max }
  return { kind: 'anything' }
}
