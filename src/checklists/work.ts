import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { type Crew, crewOf, departmentLabel, personName } from './crew.js'
import { mayWork, workable } from './item.js'
import type { Item, Run, Stage } from './store.js'
import * as store from './store.js'
import { runSubject } from './subjects.js'

/** A person does something to a checklist. */
export type Acting = Context & { readonly by: Person }

/** An item under the lock of its run, with everything that a verb decides by. */
export interface Held {
  readonly context: Acting
  readonly run: Run
  readonly stage: Stage
  readonly item: Item
  readonly crew: Crew
}

/** What a verb did: `changed` is false where somebody was faster, or the same press came twice. */
export interface Outcome {
  readonly run: number
  readonly item: Item
  readonly changed: boolean
  /** Who did what the verb wanted to do. */
  readonly who: string
}

/**
 * Does something to an item in one transaction, under the lock of its run: of two people who press at once the second sees
 * what the first did.
 * @throws Refusal for an item that is not there, or that is not this person's to work on
 */
export async function onItem<T>(context: Acting, id: number, work: (held: Held) => Promise<T>): Promise<T> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const found = await store.itemById(tx, id)
    if (!found || !(await store.lockRun(tx, found.run))) throw new Refusal('checklists.no_item', { number: `#${id}` })
    const run = await store.runById(tx, found.run)
    const stage = run?.stages.find((one) => one.position === found.stage)
    const item = stage?.items.find((one) => one.id === id)
    if (!run || !stage || !item) throw new Refusal('checklists.no_item', { number: `#${id}` })
    const crew = await crewOf(inside)
    if (!mayWork(context.by, run, item)) throw notYours(item, run, crew, context)
    return work({ context: inside, run, stage, item, crew })
  })
}

function notYours(item: Item, run: Run, crew: Crew, { t }: Acting): Refusal {
  const holder = personName(crew, item.assignee)
  const names = [
    ...(holder === '' ? [] : [holder]),
    ...(item.department === null ? [] : [departmentLabel(crew, item.department)]),
    ...(item.assignee === run.owner ? [] : [personName(crew, run.owner)]),
  ]
  return new Refusal('checklists.not_yours', { item: item.label, owners: t.list(names), number: `#${item.id}` })
}

/** @throws Refusal with what has to happen first, for an item whose stage is not the open one */
export function requireOpen({ run, stage, item }: Held, t: Acting['t']): void {
  if (workable(stage)) return
  if (stage.closedAt !== null)
    throw new Refusal('checklists.stage_over', { item: item.label, stage: stage.label, day: t.moment(stage.closedAt) })
  const now = store.openStage(run)
  throw new Refusal('checklists.stage_waits', { item: item.label, stage: stage.label, open: now?.label ?? '' })
}

/** Writes down what was done to an item. */
export const recordItem = (
  { context, run, item }: Held,
  verb: string,
  before: object | null,
  after: object | null,
): Promise<void> =>
  recordChange(context, { subject: runSubject(run.id), verb, before, after: { item: item.id, ...after } })
