import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { personById } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import { turnOf } from './remind.js'
import type { Run, RunStage } from './store.js'
import * as store from './store.js'

/**
 * Closes a stage of a run for a person whose turn it is: somebody of the department (or the person) that owns the stage, or
 * the owner of the checklist.
 * @returns the run as it stands now, who closed the stage, and whether this call did (false: it was closed already)
 * @throws Refusal if it is not this person's to close
 */
export async function closeStage(
  context: Context & { readonly by: Person },
  runId: number,
  position: number,
): Promise<{ readonly run: Run; readonly stage: RunStage; readonly who: string; readonly closed: boolean }> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await found(inside, runId, position)
    if (!mayClose(context.by, before.run, before.stage)) {
      const owner = await turnOf(inside, before.stage.owner)
      throw new Refusal('checklists.not_yours', { owner: owner.label, stage: before.stage.label })
    }
    const closed = await store.closeStage(tx, runId, position, context.by.id, context.now)
    if (closed) {
      await store.closeRunIfDone(tx, runId, context.now)
      await recordChange(inside, {
        subject: `checklist:${runId}`,
        verb: 'close stage',
        before: null,
        after: { stage: position },
      })
    }
    const after = await found(inside, runId, position)
    const closer = after.stage.closedBy === null ? null : await personById(tx, after.stage.closedBy)
    return { ...after, who: closer?.name ?? '', closed }
  })
}

async function found(
  context: Context,
  runId: number,
  position: number,
): Promise<{ readonly run: Run; readonly stage: RunStage }> {
  const run = await store.runById(context.db, runId)
  const stage = run?.stages.find((one) => one.position === position)
  if (!run || !stage) throw new Refusal('errors.old_button')
  return { run, stage }
}

function mayClose(person: Person, run: Run, stage: RunStage): boolean {
  if (person.id === run.owner) return true
  return 'person' in stage.owner ? stage.owner.person === person.email : stage.owner.department === person.department
}
