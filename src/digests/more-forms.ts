import { callOf } from '../chat/action.js'
import { choiceField, searchField, textField } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { chosenOf, type FormErrors, type Read } from './form.js'
import { writeLines } from './line-words.js'
import { type Destination, type Digest, destinationKey, span } from './model.js'

/** The form of the lines: one per line, in words that say everything about it. */
export function linesForm(digest: Digest, t: Texts, draft?: Values, errors: FormErrors = {}): Form {
  const field = textField('lines', t.plain('digests.field_lines'), {
    hint: t.plain('digests.hint_lines'),
    multiline: true,
    min: 1,
    max: 2000,
  })
  return {
    ...frame(t, 'digests.form_lines'),
    call: callOf(actions.editLines, { digest: digest.name }),
    fields: [field],
    draft: draft ?? { lines: writeLines(digest.sections) },
    errors,
  }
}

const frame = (t: Texts, title: 'digests.form_lines' | 'digests.form_settings' | 'digests.form_destination') => ({
  title: t.plain(title),
  submit: t.plain('digests.save'),
  cancel: t.plain('common.cancel'),
})

/** The form of what few digests need. @param owner the owner as an option, to begin with */
export function settingsForm(digest: Digest, owner: Option, t: Texts, draft?: Values, errors: FormErrors = {}): Form {
  const { schedule, delivery } = digest
  const begin: Values = {
    owner: owner.value,
    catch_up: schedule.catch_up ?? '2h',
    overlap: schedule.overlap,
    delivery,
  }
  const known = chosenOf((draft ?? begin).owner, (value) => (value === owner.value ? owner.label : value))
  const rules = (['skip', 'allow'] as const).map((value) => ({
    value,
    label: t.plain('digests.overlap', { rule: value }),
  }))
  const guarantees = (['at most once', 'at least once'] as const).map((value) => ({
    value,
    label: t.plain('digests.delivery', { guarantee: value.replaceAll(' ', '_') }),
  }))
  const fields = [
    searchField('owner', t.plain('digests.field_owner'), known, { hint: t.plain('digests.hint_owner') }),
    textField('catch_up', t.plain('digests.field_catch_up'), {
      hint: t.plain('digests.hint_catch_up'),
      min: 2,
      max: 4,
    }),
    choiceField('overlap', t.plain('digests.field_overlap'), rules),
    choiceField('delivery', t.plain('digests.field_delivery'), guarantees, { hint: t.plain('digests.hint_delivery') }),
  ]
  return {
    ...frame(t, 'digests.form_settings'),
    call: callOf(actions.editSettings, { digest: digest.name }),
    fields,
    draft: draft ?? begin,
    errors,
  }
}

/** The settings with what was filled in, or the errors. @param owner the e-mail that was chosen */
export function readSettings(values: Values, digest: Digest, t: Texts): Read<Digest> {
  const catchUp = span.safeParse(values.catch_up)
  if (!catchUp.success) return { kind: 'wrong', errors: { catch_up: t.plain('digests.wrong_span') } }
  const owner = typeof values.owner === 'string' ? values.owner : digest.owner
  const value: Digest = {
    ...digest,
    owner,
    delivery: values.delivery === 'at least once' ? 'at least once' : 'at most once',
    schedule: {
      ...digest.schedule,
      catch_up: catchUp.data,
      overlap: values.overlap === 'allow' ? 'allow' : 'skip',
    },
  }
  return { kind: 'fine', value }
}

/** The form of one destination: the same digest in another language, for a part of the business, for fewer readers. */
export function destinationForm(
  digest: Digest,
  one: Destination,
  languages: readonly Option[],
  departments: readonly Option[],
  t: Texts,
  draft?: Values,
  errors: FormErrors = {},
): Form {
  const begin = draft ?? destinationDraft(one)
  const company = { value: 'company', label: t.plain('digests.audience_company') }
  const free = { required: false }
  const fields = [
    choiceField('locale', t.plain('digests.field_locale'), languages, {
      ...free,
      hint: t.plain('digests.hint_locale'),
    }),
    searchField(
      'zone',
      t.plain('digests.field_zone'),
      chosenOf(begin.zone, (zone) => zone),
      free,
    ),
    textField('filters', t.plain('digests.field_filters'), {
      ...free,
      hint: t.plain('digests.hint_filters'),
      max: 300,
    }),
    choiceField('audience', t.plain('digests.field_audience'), [company, ...departments], {
      ...free,
      hint: t.plain('digests.hint_audience'),
      many: true,
    }),
  ]
  return {
    ...frame(t, 'digests.form_destination'),
    call: callOf(actions.editDestination, { digest: digest.name, to: destinationKey(one) }),
    fields,
    draft: begin,
    errors,
  }
}

function destinationDraft({ locale, zone, filters, audience }: Destination): Values {
  return {
    locale: locale ?? null,
    zone: zone ?? null,
    filters: Object.entries(filters)
      .map(([dimension, value]) => `${dimension} = ${value}`)
      .join(', '),
    audience:
      audience === undefined
        ? []
        : audience === 'company'
          ? ['company']
          : 'departments' in audience
            ? audience.departments
            : [],
  }
}

/** The destination with what was filled in, or the errors. */
export function readDestination(values: Values, one: Destination, t: Texts): Read<Destination> {
  const filters = readFilters(typeof values.filters === 'string' ? values.filters : '')
  if (filters === null) return { kind: 'wrong', errors: { filters: t.plain('digests.wrong_filters') } }
  const { locale: _locale, zone: _zone, audience: before, ...rest } = one
  const chosen = Array.isArray(values.audience) ? values.audience : []
  const departments = chosen.filter((value: string) => value !== 'company')
  // People by name are only said in a file: the form leaves them as they are where nothing was chosen in their place.
  const kept = typeof before === 'object' && 'people' in before && chosen.length === 0 ? { audience: before } : {}
  const value: Destination = {
    ...rest,
    filters,
    ...kept,
    ...(typeof values.locale === 'string' && values.locale !== '' ? { locale: values.locale } : {}),
    ...(typeof values.zone === 'string' && values.zone !== '' ? { zone: values.zone } : {}),
    ...(chosen.includes('company') ? { audience: 'company' as const } : {}),
    ...(!chosen.includes('company') && departments.length > 0 ? { audience: { departments } } : {}),
  }
  return { kind: 'fine', value }
}

/** `region = EMEA, segment = SMB`. */
function readFilters(typed: string): Record<string, string> | null {
  const filters: Record<string, string> = {}
  for (const part of typed.split(',').filter((one) => one.trim() !== '')) {
    const found = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(part)
    if (!found?.[1] || !found[2]) return null
    filters[found[1]] = found[2]
  }
  return filters
}
