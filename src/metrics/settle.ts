import { recordChange } from '../audit/store.js'
import { callOf } from '../chat/action.js'
import type { Field, Form, Values } from '../chat/form.js'
import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { addDeliveries } from '../deliveries/add.js'
import { fold } from '../facts/names.js'
import { Refusal } from '../locales/refusal.js'
import type { Texts } from '../locales/texts.js'
import { type SettleArgs, settle as settleAction } from './actions.js'
import type { Catalogue, Metric } from './catalogue.js'
import { tried } from './current.js'
import { type Disagreement, disagreementOf, type Side } from './disagreement.js'
import { type Entry, ownEntries, saveOwn, tellMetricsChanged } from './own-store.js'
import { addSettlement, postedSince, refsOf } from './posted-store.js'
import { subjectOf } from './visibility.js'

type Acting = Context & { readonly by: Person }

/** As much as fits into a field and a message on both platforms. */
const longest = 500
/** Messages of so many days hear how it was settled; older ones are history. */
const recentDays = 14
const mostThreads = 200

/**
 * The disagreement that somebody is about to settle. It may have become smaller than its tolerance since: settling it is still theirs.
 * @throws Refusal for somebody else than who decides, and where it has been settled
 */
export async function openDisagreement(context: Acting, metric: Metric): Promise<Disagreement> {
  const { sources, label } = metric.definition
  const found = sources?.settled ? null : await disagreementOf(metric, context, true)
  if (!sources || !found) throw new Refusal('answers.settle_over', { metric: label })
  if (sources.decides.toLowerCase() === context.by.email.toLowerCase()) return found
  throw new Refusal('answers.settle_not_yours', { person: found.decides?.name ?? sources.decides })
}

/** Asks for the reason, and where both are kept for the name of the other one. */
export function settleForm(found: Disagreement, args: SettleArgs, t: Texts): Form {
  const { label } = found.metric.definition
  const common = { kind: 'text', required: true, multiline: false, min: 1 } as const
  const name: Field = {
    ...common,
    name: 'name',
    label: t.plain('answers.settle_name', { source: found.beside.says }),
    hint: null,
    max: 100,
  }
  const reason: Field = {
    ...common,
    name: 'reason',
    label: t.plain('answers.settle_reason'),
    hint: t.plain('answers.settle_reason_hint'),
    multiline: true,
    max: longest,
  }
  return {
    call: callOf(settleAction, args),
    title: t.plain('answers.settle_title', { metric: label }),
    submit: t.plain('answers.settle_submit'),
    cancel: t.plain('common.cancel'),
    fields: args.both ? [name, reason] : [reason],
    draft: args.both ? { name: `${found.beside.says} ${label}`, reason: null } : { reason: null },
    errors: {},
  }
}

/** How a disagreement ended. */
interface Settled {
  readonly use: Side
  readonly beside: Side
  readonly other: string | null
}

/**
 * Settles which source a metric is counted from, or that both are kept under two names: recorded with its reason, in force at once in every
 * process, and told in the threads where the number stood.
 * @returns what to say, or the form again with what is wrong
 * @throws Refusal for somebody else than who decides
 */
export async function settle(
  context: Acting,
  catalogue: Catalogue,
  metric: Metric,
  args: SettleArgs,
  values: Values,
): Promise<{ readonly said: Text } | { readonly form: Form }> {
  const found = await openDisagreement(context, metric)
  const form = settleForm(found, args, context.t)
  const { name, reason } = values
  if (typeof reason !== 'string') return { form: { ...form, draft: values } }
  const called = args.both ? String(name ?? '').trim() : null
  const taken = called === null ? null : catalogue.find(called)
  if (called !== null && (taken || fold(called) === '')) {
    const label = taken?.definition.label ?? ''
    const errors = { name: context.t.plain('answers.settle_name_taken', { name: called, metric: label }) }
    return { form: { ...form, draft: values, errors } }
  }
  const chosen = found.beside.source.name === args.use
  const [use, beside] = chosen ? [found.beside, found.used] : [found.used, found.beside]
  const settled = { use, beside, other: called }
  await context.db.transaction((tx) => keep({ ...context, db: tx }, metric, settled, reason.slice(0, longest)))
  return { said: saidOf(metric, settled, context.t) }
}

function saidOf({ definition }: Metric, { use, beside, other }: Settled, t: Texts): Text {
  const common = { metric: definition.label, source: use.says }
  if (other === null) return t.text('answers.settle_done', common)
  return t.text('answers.settle_done_both', { ...common, other, beside: beside.says })
}

async function keep(context: Acting, metric: Metric, settled: Settled, reason: string): Promise<void> {
  const { db, by, now } = context
  const entries = await entriesOf(context, metric, settled)
  await tried(db, 'metrics.yaml', entries)
  const before = (await ownEntries(db)).find(({ name }) => name === metric.definition.name) ?? null
  for (const one of entries) await saveOwn(db, one, by.id, now)
  const { name } = metric.definition
  const one = { metric: name, source: settled.use.source.name, other: settled.other, reason, person: by.id }
  const id = await addSettlement(db, one, now)
  await recordChange(context, { subject: subjectOf(name), verb: 'settle', before, after: { ...one, entries } })
  await tellThreads(context, metric, settled, { id, reason })
  await tellMetricsChanged(db)
}

/** What is stated of the metric from now on, and the metric that the other source's number becomes. */
async function entriesOf(
  { db, t }: Context,
  { definition }: Metric,
  { use, beside, other }: Settled,
): Promise<readonly Entry[]> {
  const { name, sources, formula, visibility, unit, per, direction, dimensions } = definition
  if (!sources) throw new Error(`The metric ${name} has no sources to settle`)
  const stated = (await ownEntries(db)).find((one) => one.name === name)
  const names = [sources.use, ...sources.beside].filter((one) => one !== use.source.name)
  const own = { ...stated, name, sources: { ...sources, use: use.source.name, beside: names, settled: true } }
  if (other === null) return [own]
  const made = {
    name: nameOf(other),
    label: other,
    owner: definition.owner,
    unit,
    ...(per === undefined ? {} : { per }),
    direction,
    description: t.plain('answers.settle_done', { metric: other, source: beside.source.label }),
    formula_text: definition.formula_text,
    formula,
    dimensions,
    source: beside.source.name,
    ...(visibility ? { visibility } : {}),
  }
  return [own, made]
}

/** A metric's name from what people call it: `contracted_arr`. */
export function nameOf(label: string): string {
  const words = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[a-z]/.test(words) ? words : `m_${words}`
}

/** A reply under every message in which the number stood lately, once for each. */
async function tellThreads(
  context: Acting,
  { definition }: Metric,
  { use, beside, other }: Settled,
  { id, reason }: { readonly id: number; readonly reason: string },
): Promise<void> {
  const { db, now, by, t } = context
  const posted = await postedSince(db, now.subtract({ hours: 24 * recentDays }), null)
  const keys = [...new Set(posted.filter((one) => one.metric === definition.name).map((one) => one.delivery))]
  const refs = await refsOf(db, keys.slice(0, mostThreads))
  const common = { person: by.name, metric: definition.label, source: use.says, reason }
  const text =
    other === null
      ? t.text('answers.settled_by', common)
      : t.text('answers.settled_by_both', { ...common, other, beside: beside.says })
  const message = { blocks: [{ kind: 'text', text } as const], discloses: [subjectOf(definition.name)] }
  const deliveries = [...refs].map(([key, ref]) => ({
    key: `settled:${id}:${key}`,
    about: subjectOf(definition.name),
    to: { ...ref.place, thread: ref.place.thread ?? ref.id },
    message,
    edits: null,
    slot: null,
    urgent: false,
  }))
  await addDeliveries(context, deliveries)
}
