import { z } from 'zod'
import { recordChange } from '../audit/store.js'
import { pressOf } from '../chat/button.js'
import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Department, Person } from '../company/model.js'
import { allPeople, departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import { approveMetric, declineMetric } from './actions.js'
import type { Catalogue, Metric } from './catalogue.js'
import { currentCatalogue } from './current.js'
import {
  addApproval,
  addChange,
  approvalsOf,
  type Change,
  type Entry,
  entry,
  lockChange,
  moveChange,
  saveOwn,
  tellMetricsChanged,
} from './own-store.js'
import { subjectOf } from './visibility.js'

type Acting = Context & { readonly by: Person }

/** For whom RevOps speaks; every other part is a department, for which its leader speaks. */
const revops = 'revops'

/** A change is kept as its last definition, with the parts that it is built on before it. */
const packed = z.looseObject({ parts: z.array(entry).default([]) })

function unpacked({ entry: one }: Change): readonly Entry[] {
  const { parts } = packed.parse(one)
  const { parts: _, ...main } = one
  return [...parts, entry.parse(main)]
}

/** Who has to agree: for a new metric of one's own department nobody else; for one that is in use RevOps and those who use it. */
function needsOf(
  catalogue: Catalogue,
  name: string,
  department: string,
  by: Person,
  departments: readonly Department[],
) {
  const known = catalogue.get(name)
  if (known) return [...new Set([revops, ...usersOf(known, catalogue, departments)])]
  const leads = departments.some(({ key, leader }) => key === department && leader === by.id)
  return leads || by.role === 'revops' ? [] : [revops]
}

/** The departments that use a metric: its owner, those on whose scorecard it stands, and the owners of what is built on it. */
function usersOf(metric: Metric, { metrics }: Catalogue, departments: readonly Department[]): readonly string[] {
  const { name, owner, scorecard } = metric.definition
  const built = metrics
    .filter(({ inputs }) => inputs.includes(name))
    .map(({ definition }) => definition.owner.department)
  const led = departments.filter(({ leader }) => leader !== null).map(({ key }) => key)
  return [owner.department, ...scorecard, ...built].filter((key) => led.includes(key))
}

/** Keeps definitions that somebody filled in until they save them. @returns the id of the change */
export async function draftChange(
  context: Acting,
  catalogue: Catalogue,
  entries: readonly Entry[],
  department: string,
): Promise<number> {
  const main = entries.at(-1)
  if (!main) throw new Error('A change without a definition')
  const { db, by, now } = context
  const needs = needsOf(catalogue, main.name, department, by, await departmentsOf(db))
  const one = { ...main, parts: entries.slice(0, -1) }
  return addChange(db, { entry: one, needs, state: 'draft', person: by.id, at: now })
}

/** What became of a change: in force as a version, or waiting for people. */
export type Outcome =
  | { readonly kind: 'in force'; readonly label: string; readonly version: number }
  | { readonly kind: 'proposed'; readonly label: string; readonly people: readonly string[] }
  | { readonly kind: 'declined'; readonly label: string }

const labelOf = ({ entry: { name, label } }: Change): string => (typeof label === 'string' ? label : name)

/**
 * Saves what somebody was shown: in force at once where nobody else has to agree, else proposed to those who have to.
 * @throws Refusal for somebody else's draft, and for one that has been saved
 */
export async function saveChange(context: Acting, id: number): Promise<Outcome> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const change = await lockChange(tx, id)
    if (change?.state !== 'draft') throw new Refusal('answers.new_gone')
    if (change.person !== context.by.id) throw new Refusal('answers.new_not_yours')
    await moveChange(tx, id, { state: 'proposed' }, context.now)
    return agree(inside, change)
  })
}

/** Agrees for whatever parts the presser speaks for. @throws Refusal for somebody who speaks for none, and where it has been decided */
export async function approveChange(context: Acting, id: number): Promise<Outcome> {
  return context.db.transaction(async (tx) => {
    const change = await openChange(tx, id)
    if ((await partsOf({ ...context, db: tx }, change)).length === 0) throw new Refusal('answers.new_not_yours')
    return agree({ ...context, db: tx }, change)
  })
}

/** Declines; the definition stays as it was, and who proposed it hears. @throws Refusal as `approveChange` does */
export async function declineChange(context: Acting, id: number): Promise<Outcome> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const change = await openChange(tx, id)
    const [part] = await partsOf(inside, change)
    if (part === undefined) throw new Refusal('answers.new_not_yours')
    await addApproval(tx, id, { part, person: context.by.id, agrees: false, at: context.now })
    await moveChange(tx, id, { state: 'declined' }, context.now)
    const label = labelOf(change)
    await tellProposer(inside, change, (t) =>
      t.text('answers.new_declined', { person: context.by.name, metric: label }),
    )
    await recordChange(inside, {
      subject: subjectOf(change.entry.name),
      verb: 'decline',
      before: null,
      after: { change: id },
    })
    return { kind: 'declined', label }
  })
}

async function openChange(db: Context['db'], id: number): Promise<Change> {
  const change = await lockChange(db, id)
  if (change?.state !== 'proposed') throw new Refusal('answers.new_gone')
  return change
}

/** The parts that somebody speaks for. */
async function partsOf({ db, by }: Acting, { needs }: Change): Promise<readonly string[]> {
  const departments = await departmentsOf(db)
  const leads = departments.filter(({ leader }) => leader === by.id).map(({ key }) => key)
  return needs.filter((part) => (part === revops && by.role === 'revops') || leads.includes(part))
}

async function agree(context: Acting, change: Change): Promise<Outcome> {
  const { db, by, now } = context
  for (const part of await partsOf(context, change)) {
    await addApproval(db, change.id, { part, person: by.id, agrees: true, at: now })
  }
  const agreed = new Set((await approvalsOf(db, change.id)).map(({ part }) => part))
  const open = change.needs.filter((part) => !agreed.has(part))
  return open.length === 0 ? putInForce(context, change) : propose(context, change, open)
}

async function putInForce(context: Acting, change: Change): Promise<Outcome> {
  const { db, now } = context
  const entries = unpacked(change)
  for (const one of entries) await saveOwn(db, one, change.person, now)
  const { name } = change.entry
  const version = (await currentCatalogue(db, now)).get(name)?.version ?? 1
  await moveChange(db, change.id, { state: 'in force', version }, now)
  await recordChange(context, { subject: subjectOf(name), verb: 'define', before: null, after: { version, entries } })
  const label = labelOf(change)
  if (change.person !== context.by.id) {
    await tellProposer(context, change, (t) => t.text('answers.new_in_force', { metric: label, version }))
  }
  await tellMetricsChanged(db)
  return { kind: 'in force', label, version }
}

/** Asks those who have not agreed yet, each once, in their direct conversations. */
async function propose(context: Acting, change: Change, open: readonly string[]): Promise<Outcome> {
  const [people, departments, proposer] = await Promise.all([
    allPeople(context.db),
    departmentsOf(context.db),
    personById(context.db, change.person),
  ])
  const leaders = departments.filter(({ key }) => open.includes(key)).map(({ leader }) => leader)
  const asked = people.filter(
    (one) => one.active && (leaders.includes(one.id) || (open.includes(revops) && one.role === 'revops')),
  )
  const deliveries = asked.flatMap((one) => {
    const to = directPlace(one)
    const message = wantedCard(change, proposer?.name ?? '', textsFor(one.locale, one.zone))
    const about = subjectOf(change.entry.name)
    return to
      ? [{ key: `define:${change.id}:${one.id}`, about, to, message, edits: null, slot: null, urgent: true }]
      : []
  })
  await addDeliveries(context, deliveries)
  return { kind: 'proposed', label: labelOf(change), people: asked.map(({ name }) => name) }
}

function wantedCard(change: Change, person: string, t: Texts): Message {
  const formula = String(change.entry.formula_text ?? '')
  const said = t.text('answers.new_wanted', { person, metric: labelOf(change), formula })
  const buttons = [
    pressOf(t.plain('answers.new_agree'), approveMetric, { change: change.id }),
    pressOf(t.plain('answers.new_decline'), declineMetric, { change: change.id }),
  ]
  return {
    blocks: [
      { kind: 'text', text: said },
      { kind: 'actions', buttons },
    ],
    discloses: [],
  }
}

async function tellProposer(
  context: Acting,
  change: Change,
  say: (t: Texts) => ReturnType<Texts['text']>,
): Promise<void> {
  const person = await personById(context.db, change.person)
  const to = person && directPlace(person)
  if (!person || !to) return
  const message = {
    blocks: [{ kind: 'text', text: say(textsFor(person.locale, person.zone)) } as const],
    discloses: [],
  }
  const about = subjectOf(change.entry.name)
  await addDeliveries(context, [
    { key: `define:${context.cause}`, about, to, message, edits: null, slot: null, urgent: true },
  ])
}
