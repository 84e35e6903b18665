import { recordChange } from '../audit/store.js'
import { callOf } from '../chat/action.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Block, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { dayOf } from '../time/zone.js'
import { type RowsWanted, reportWrong } from './actions.js'
import type { Metric } from './catalogue.js'
import { ownerOf } from './owner.js'
import { periodName } from './period-label.js'
import { type FactRecord, type RowPage, rowsBehind } from './rows.js'
import { subjectOf } from './visibility.js'

/** What is chosen where nobody means one record. */
const theNumber = 'number'
/** As much as fits into a form's field and a message on both platforms. */
const longest = 1000

const choiceOf = ({ id, source }: FactRecord): string => `${source?.id ?? 0}:${id}`

/** Asks what is wrong, and with which of the records on the page. */
export function reportForm(page: RowPage, wanted: RowsWanted, t: Texts): Form {
  const { metric, records } = page
  const account = (record: FactRecord) => record.fields.account ?? null
  const named = records.map((record) => ({
    value: choiceOf(record),
    label: account(record) === null ? record.id : `${record.id} · ${account(record)}`,
  }))
  const whole = { value: theNumber, label: t.plain('answers.report_number', { metric: metric.definition.label }) }
  return {
    call: callOf(reportWrong, wanted),
    title: t.plain('answers.report_title'),
    submit: t.plain('answers.report_send'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField('record', t.plain('answers.report_record'), [whole, ...named]),
      textField('what', t.plain('answers.report_what'), {
        hint: t.plain('answers.report_hint'),
        multiline: true,
        min: 3,
        max: longest,
      }),
    ],
    draft: { record: theNumber, what: null },
    errors: {},
  }
}

/** Somebody says something about a number. */
export type Reporting = Context & { readonly by: Person }

/**
 * Tells whoever answers for a record (the owner of its source) or for the number (the owner of the metric, else the leader of its
 * department) what somebody found wrong, in their direct conversation, with a line in the audit. Once for one press.
 * @returns who was told, or what stands in the form's way
 * @throws Refusal where nobody can be told
 */
export async function report(
  metric: Metric,
  wanted: RowsWanted,
  values: Values,
  context: Reporting,
): Promise<{ readonly told: Person } | { readonly form: Form }> {
  const page = await rowsBehind(metric, wanted.question, wanted, context)
  const { record: chosen, what } = values
  const record = page.records.find((one) => choiceOf(one) === chosen) ?? null
  if (typeof what !== 'string' || (record === null && chosen !== theNumber)) {
    const form = reportForm(page, wanted, context.t)
    return { form: { ...form, draft: values, errors: { record: context.t.plain('answers.report_gone') } } }
  }
  const owner = await ownerOf(context.db, metric.definition, [record?.source?.owner])
  const to = owner && directPlace(owner)
  if (!owner || !to) throw new Refusal('answers.report_nobody', { metric: metric.definition.label })
  const said = { metric, page, record, what: what.slice(0, longest), by: context.by.name }
  const message = reportCard(said, context, textsFor(owner.locale, owner.zone))
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const about = subjectOf(metric.definition.name)
    const key = `report:${context.cause}`
    const added = await addDeliveries(inside, [{ key, about, to, message, edits: null, slot: null, urgent: true }])
    if (added === 0) return
    const after = {
      source: record?.source?.name ?? null,
      record: record?.id ?? null,
      what: said.what,
      told: owner.email,
    }
    await recordChange(inside, { subject: about, verb: 'report', before: null, after })
  })
  return { told: owner }
}

interface Said {
  readonly metric: Metric
  readonly page: RowPage
  readonly record: FactRecord | null
  readonly what: string
  readonly by: string
}

/** What the owner reads: no number, because who answers for a source need not be somebody who may read what is made of it. */
function reportCard({ metric, page, record, what, by }: Said, { company, now }: Context, t: Texts): Message {
  const at = { t, calendar: company, today: dayOf(now, company.zone) }
  const period = periodName(page.question.period, at)
  const text = (one: Text): Block => ({ kind: 'text', text: one })
  const { label } = metric.definition
  const link = record?.link ?? null
  return {
    blocks: [
      text(t.text('answers.report_told', { person: by, metric: label, period })),
      ...(record ? [text(recordText(record, t))] : []),
      text(t.text('answers.report_told_what', { what })),
      ...(link === null
        ? []
        : [
            { kind: 'actions', buttons: [{ kind: 'link', label: t.plain('answers.open_record'), url: link }] } as const,
          ]),
    ],
    discloses: [],
  }
}

function recordText({ id, source, fields }: FactRecord, t: Texts): Text {
  const record = textOf({ kind: 'strong', text: id }, ...(fields.account ? [` · ${fields.account}`] : []))
  return t.text('answers.report_told_record', { source: source?.label ?? '', record })
}
