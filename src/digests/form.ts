import { callOf } from '../chat/action.js'
import { choiceField, searchField, textField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { writeWhen } from '../schedules/say.js'
import * as actions from './actions.js'
import { type Destination, type Digest, destinationKey, isMetric, mostSections } from './model.js'
import { sectionNames } from './sections.js'

/** What the form of a digest is drawn with, beside what is in it. */
export interface FormDesk {
  readonly catalogue: Catalogue
  readonly t: Texts
  /** What people read for a destination's key. */
  readonly labelOf: (destination: string) => string
}

/** Errors by field, in words. */
export type FormErrors = Readonly<Record<string, string>>

/** A form that was read: what it says, or what is wrong at which field. */
export type Read<T> =
  | { readonly kind: 'fine'; readonly value: T }
  | { readonly kind: 'wrong'; readonly errors: FormErrors }

const periods = [
  'this week',
  'last week',
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
] as const
export const comparisons = ['previous', 'year before', 'target', 'none'] as const
export const holidayRules = ['run', 'skip', 'before', 'after'] as const

/** What the form begins with for a digest that is there. */
export function draftOf(digest: Digest, t: Texts): Values {
  const first = digest.sections.find(isMetric)
  return {
    title: digest.title,
    metrics: digest.sections.flatMap((one) => (isMetric(one) ? [one.metric] : [])),
    also: digest.sections.flatMap((one) => (isMetric(one) ? [] : [one.show])),
    period: first?.period ?? 'this week',
    against: first?.against ?? 'previous',
    when: writeWhen(digest.schedule.cron, t.locale),
    zone: digest.schedule.zone,
    holidays: digest.schedule.holidays,
    to: digest.destinations.map(destinationKey),
  }
}

/**
 * The form of a digest: one page with what every digest needs. Lines, destinations and settings have forms of their own for what
 * few need.
 * @param of the digest that is changed; null makes a new one
 */
export function digestForm(
  desk: FormDesk,
  of: string | null,
  draft: Values,
  errors: FormErrors = {},
  from: { readonly metrics: string[]; readonly copyOf: string | null } = { metrics: [], copyOf: null },
): Form {
  const { t } = desk
  return {
    call: of === null ? callOf(actions.newDigest, from) : callOf(actions.editDigest, { digest: of }),
    title: t.plain(of === null ? 'digests.form_new' : 'digests.form_edit'),
    submit: t.plain('digests.save'),
    cancel: t.plain('common.cancel'),
    fields: fieldsOf(desk, draft),
    draft,
    errors,
  }
}

function fieldsOf(desk: FormDesk, draft: Values): readonly Field[] {
  const { t, catalogue, labelOf } = desk
  const labelOfMetric = (name: string): string => catalogue.find(name)?.definition.label ?? name
  const label = (name: keyof typeof labels): string => t.plain(labels[name])
  const hint = (name: keyof typeof hints) => ({ hint: t.plain(hints[name]) })
  return [
    textField('title', label('title'), { min: 1, max: 150 }),
    searchField('metrics', label('metrics'), chosenOf(draft.metrics, labelOfMetric), {
      ...hint('metrics'),
      many: true,
    }),
    choiceField(
      'period',
      label('period'),
      withOwn(periods, draft.period).map((value) => ({ value, label: periodLabel(value, t) })),
    ),
    choiceField(
      'against',
      label('against'),
      comparisons.map((value) => ({ value, label: t.plain('digests.against', { against: value }) })),
    ),
    textField('when', label('when'), { ...hint('when'), min: 1, max: 100 }),
    searchField(
      'zone',
      label('zone'),
      chosenOf(draft.zone, (zone) => zone),
    ),
    choiceField(
      'holidays',
      label('holidays'),
      holidayRules.map((value) => ({ value, label: t.plain('digests.holidays', { rule: value }) })),
    ),
    searchField('to', label('to'), chosenOf(draft.to, labelOf), { ...hint('to'), many: true }),
    choiceField(
      'also',
      label('also'),
      sectionNames.map((value) => ({ value, label: t.plain('digests.line_shown', { name: value }) })),
      { many: true, required: false },
    ),
  ]
}

const labels = {
  title: 'digests.field_title',
  metrics: 'digests.field_metrics',
  period: 'digests.field_period',
  against: 'digests.field_against',
  when: 'digests.field_when',
  zone: 'digests.field_zone',
  holidays: 'digests.field_holidays',
  to: 'digests.field_to',
  also: 'digests.field_also',
} as const

const hints = {
  metrics: 'digests.hint_metrics',
  when: 'digests.hint_when',
  to: 'digests.hint_to',
} as const

/** A common period in words; another as it was written. */
function periodLabel(period: string, t: Texts): string {
  const common = periods.some((one) => one === period)
  return common ? t.plain('digests.period', { period: period.replaceAll(' ', '_') }) : period
}

/** A period that is not among the common ones stays what it was. */
function withOwn(common: readonly string[], own: Values[string] | undefined): readonly string[] {
  return typeof own !== 'string' || common.includes(own) ? common : [own, ...common]
}

export function chosenOf(value: Values[string] | undefined, labelOf: (value: string) => string): readonly Option[] {
  const values = typeof value === 'string' ? [value] : Array.isArray(value) ? value : []
  return values.map((one: string) => ({ value: one, label: labelOf(one) }))
}

/** Metrics whose name or label holds what was typed. @param may whether the person may read one: others are not offered */
export function metricsLike(
  typed: string,
  catalogue: Catalogue,
  may: (metric: Catalogue['metrics'][number]) => boolean,
): readonly Option[] {
  const wanted = typed.trim().toLowerCase()
  const found = catalogue.metrics.filter((metric) => {
    const { name, label, aliases } = metric.definition
    return may(metric) && [name, label, ...aliases].some((word) => word.toLowerCase().includes(wanted))
  })
  return found.slice(0, mostOffered).map(({ definition }) => ({ value: definition.name, label: definition.label }))
}

const mostOffered = 30

/** At most so many metrics fit beside the other sections. */
export const roomFor = (also: number): number => mostSections - also

/** The destination of a key, with the settings that it had. */
export function destinationOf(key: string, before: readonly Destination[]): Destination | null {
  const known = before.find((one) => destinationKey(one) === key)
  if (known) return known
  if (key.startsWith('place:')) return { place: key.slice('place:'.length), filters: {} }
  return key.startsWith('person:') ? { person: key.slice('person:'.length), filters: {} } : null
}
