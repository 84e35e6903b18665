import { callOf } from '../chat/action.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import { clip } from '../chat/text.js'
import { factFields } from '../facts/catalogue.js'
import { type ColumnDraft, columnFor, type MappingDraft } from '../facts/recognition/draft.js'
import { choicesOf } from '../facts/recognition/meanings.js'
import type { FileProfile } from '../facts/recognition/profile.js'
import { candidates } from '../facts/recognition/questions.js'
import type { Texts } from '../locales/texts.js'
import { editColumns } from './actions.js'
import { fieldLabel, meaningLabel } from './labels.js'
import type { Drop } from './model.js'

/** Where a field comes from, as an option: a column by its place, a constant, or as it stands. */
const keep = 'keep'

/** The form with every field and its column. What comes from a list or from several columns can be kept as it is. */
export function columnsForm(drop: Drop, draft: MappingDraft, profile: FileProfile, t: Texts): Form {
  const fields = factFields(draft.fact)
  return {
    call: callOf(editColumns, { drop: drop.id }),
    title: t.plain('drops.columns_title'),
    submit: t.plain('drops.submit'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('label', t.plain('drops.columns_label'), { hint: t.plain('drops.columns_hint'), min: 1, max: 80 }),
      ...fields.map(({ name }) =>
        choiceField(name, fieldLabel(name, t), optionsFor(draft, profile, name, t), { required: false }),
      ),
    ],
    draft: {
      label: draft.label,
      ...Object.fromEntries(fields.map((field) => [field.name, chosen(draft, profile, field.name)])),
    },
    errors: {},
  }
}

const isKept = (spec: ColumnDraft | undefined): boolean => spec?.lookup !== undefined || spec?.columns !== undefined

function optionsFor(draft: MappingDraft, profile: FileProfile, name: string, t: Texts): readonly Option[] {
  const spec = draft.columns[name]
  const list = spec?.lookup === undefined ? null : (draft.lookups[spec.lookup]?.file ?? spec.lookup)
  const title = spec?.columns?.join(' + ') ?? spec?.column ?? ''
  const kept = list === null ? title : t.plain('drops.from_list', { column: title, list })
  const field = factFields(draft.fact).find((one) => one.name === name)
  const own = candidates(draft.fact, name, profile).map((column) => ({
    value: `column-${profile.columns.findIndex((one) => one.name === column)}`,
    label: clip(column, 70),
  }))
  const constants = (field ? choicesOf(field) : []).map((choice) => ({
    value: `constant-${choice}`,
    label: clip(t.plain('drops.use_constant', { value: meaningLabel(choice, t) }), 70),
  }))
  return [...(isKept(spec) ? [{ value: keep, label: clip(kept, 70) }] : []), ...own, ...constants].slice(0, 100)
}

function chosen(draft: MappingDraft, profile: FileProfile, name: string): string | null {
  const spec = draft.columns[name]
  if (!spec) return null
  if (isKept(spec)) return keep
  if (spec.constant !== undefined) return `constant-${spec.constant}`
  const at = profile.columns.findIndex((one) => one.name === spec.column)
  return at < 0 ? null : `column-${at}`
}

/** A draft with the columns that somebody chose. Where a column is another one now, what its words mean is asked again. */
export function withColumns(draft: MappingDraft, profile: FileProfile, values: Values): MappingDraft {
  const columns: Record<string, ColumnDraft> = {}
  const moved: string[] = []
  for (const field of factFields(draft.fact)) {
    const said = String(values[field.name] ?? '')
    const before = draft.columns[field.name]
    const spec = said === keep ? before : specOf(draft, profile, field.name, said)
    if (spec === undefined) continue
    const same = before !== undefined && said === chosen(draft, profile, field.name)
    columns[field.name] = same ? before : spec
    if (!same) moved.push(field.name)
  }
  const label = String(values.label ?? '').trim()
  const used = new Set(Object.values(columns).flatMap((spec) => spec.lookup ?? []))
  return {
    ...draft,
    label: label === '' ? draft.label : label,
    columns,
    lookups: Object.fromEntries(Object.entries(draft.lookups).filter(([name]) => used.has(name))),
    settled: draft.settled.filter((name) => !moved.some((field) => name.startsWith(`values:${field}:`))),
  }
}

function specOf(draft: MappingDraft, profile: FileProfile, name: string, said: string): ColumnDraft | undefined {
  if (said.startsWith('constant-')) return { constant: said.slice('constant-'.length) }
  const column = said.startsWith('column-') ? profile.columns[Number(said.slice('column-'.length))] : undefined
  return column ? columnFor(draft.fact, name, column) : undefined
}
