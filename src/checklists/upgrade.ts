import { isDeepStrictEqual } from 'node:util'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { holdersOf } from './assign.js'
import { planCalendars } from './calendars.js'
import { type Crew, crewOf } from './crew.js'
import { planDates } from './due.js'
import { advance, endRound, touched } from './progress.js'
import { itemsOf, stagesOf } from './start.js'
import * as store from './store.js'
import { runSubject } from './subjects.js'
import { latestTemplate } from './template-store.js'
import type { Acting } from './work.js'

/** What bringing a run to the latest version of its template would change, item by item. */
export interface Upgrade {
  readonly run: store.Run
  /** The version it would have. */
  readonly version: number
  readonly stages: readonly store.NewStage[]
  readonly added: readonly store.NewItem[]
  readonly removed: readonly store.Item[]
  readonly changed: readonly { readonly before: store.Item; readonly after: store.NewItem }[]
  readonly restaged: readonly { readonly before: store.Stage; readonly after: store.NewStage }[]
}

/** Who may change a running checklist: who started it, and RevOps. */
function requireKeeper(person: Person, run: store.Run, crew: Crew): void {
  if (person.id === run.owner || person.role === 'revops') return
  throw new Refusal('checklists.not_keeper', { title: run.title, who: crew.people.get(run.owner)?.name ?? '' })
}

/**
 * Compares a run with the latest version of its template. Closed stages and what is done stay as they are; an item that was
 * commented on is kept even where the template has it no more.
 * @returns null where the run has the latest version
 * @throws Refusal for somebody who may not, and for a template whose stages stand in another order
 */
export async function planUpgrade(context: Acting, runId: number): Promise<Upgrade | null> {
  const { db } = context
  const run = await store.runById(db, runId)
  if (!run) throw new Refusal('errors.old_button')
  const crew = await crewOf(context)
  requireKeeper(context.by, run, crew)
  const latest = await latestTemplate(db, run.template)
  const owner = crew.people.get(run.owner)
  if (!latest || !owner || latest.version === run.version) return null
  const holders = holdersOf(latest.template, owner, crew)
  const plan = planDates(latest.template, run.startedOn, await planCalendars(context, holders))
  const stages = stagesOf(latest.template, plan, run.startedOn)
  const items = itemsOf(latest.template, plan, holders, run.startedOn)
  if (run.stages.some((stage, index) => stages[index]?.key !== stage.key))
    throw new Refusal('checklists.upgrade_stages')
  const over = new Set(run.stages.filter((stage) => stage.closedAt !== null).map((stage) => stage.position))
  const live = run.stages.filter((stage) => !over.has(stage.position)).flatMap((stage) => stage.items)
  const all = new Map(run.stages.flatMap((stage) => stage.items).map((item) => [item.key, item]))
  const wanted = new Map(items.map((item) => [item.key, item]))
  const open = live.filter((item) => item.doneAt === null)
  const kept = await store.commented(
    db,
    open.map((item) => item.id),
  )
  return {
    run,
    version: latest.version,
    stages: stages.slice(run.stages.length),
    added: items.filter((item) => !over.has(item.stage) && !all.has(item.key)),
    removed: open.filter((item) => !wanted.has(item.key) && !kept.has(item.id)),
    changed: open.flatMap((before) => {
      const after = wanted.get(before.key)
      return after && differs(before, after) ? [{ before, after }] : []
    }),
    restaged: run.stages.flatMap((before, index) => {
      const after = stages[index]
      return after && !over.has(before.position) && stageDiffers(before, after) ? [{ before, after }] : []
    }),
  }
}

const differs = (before: store.Item, after: store.NewItem): boolean =>
  before.label !== after.label ||
  before.what !== after.what ||
  before.dueOn !== after.dueOn ||
  !isDeepStrictEqual(before.evidence, after.evidence)

const stageDiffers = (before: store.Stage, after: store.NewStage): boolean =>
  before.label !== after.label ||
  before.what !== after.what ||
  before.dueOn !== after.dueOn ||
  !isDeepStrictEqual(before.approval, after.approval)

/**
 * Brings a run to a version of its template. What is done stays done, who holds an item goes on holding it; an approval that was
 * asked for under other rules, or for less work, is asked for anew.
 * @param version the version that was shown: a newer one has to be looked at first
 * @returns what was changed, or null where the run has that version already
 * @throws Refusal as `planUpgrade` does, and when the template has changed since
 */
export async function upgradeRun(context: Acting, runId: number, version: number): Promise<Upgrade | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    await store.lockRun(tx, runId)
    const plan = await planUpgrade(inside, runId)
    if (!plan) return null
    if (plan.version !== version) throw new Refusal('checklists.upgrade_stale', { name: plan.run.name })
    await write(inside, plan)
    await recordChange(inside, {
      subject: runSubject(runId),
      verb: 'upgrade',
      before: { version: plan.run.version },
      after: { version: plan.version },
    })
    await again(inside, plan)
    await touched(inside, runId, store.openStage(plan.run)?.position ?? null, null)
    return plan
  })
}

async function write({ db }: Context, { run, version, ...plan }: Upgrade): Promise<void> {
  for (const { before, after } of plan.restaged) {
    const { label, what, dueOn, approval } = after
    await store.updateStage(db, run.id, before.position, { label, what, dueOn, approval })
  }
  for (const { before, after } of plan.changed) {
    const { label, what, dueOn, evidence } = after
    await store.updateItem(db, before.id, { label, what, dueOn, evidence })
  }
  await store.removeItems(
    db,
    plan.removed.map((item) => item.id),
  )
  await store.insertStages(db, run.id, plan.stages)
  await store.insertItems(db, run.id, plan.added)
  await store.updateRun(db, run.id, { version })
}

/** A round of signatures that spoke of something else ends, and what follows from the change follows. */
async function again(context: Context, { run, added, restaged }: Upgrade): Promise<void> {
  const open = store.openStage(run)
  if (!open) return
  const other = restaged.some(
    ({ before, after }) => before.position === open.position && !isDeepStrictEqual(before.approval, after.approval),
  )
  const more = added.some((item) => item.stage === open.position)
  if (open.askedAt !== null && (other || more)) await endRound(context, run, open)
  await advance(context, run.id, true)
}
