import type { Context } from '../company/context.js'
import { type Standing, standings } from './approval.js'
import { type Crew, crewOf } from './crew.js'
import { signaturesOf, signaturesOfRun } from './signature-store.js'
import { openStage, type Run, runById, type Stage } from './store.js'

/** A run as it is drawn: with the people of the company and the signatures of the stage that is open. */
export interface View {
  readonly run: Run
  readonly crew: Crew
  readonly open: Stage | null
  /** Of the open stage, while its signatures are asked for. */
  readonly standings: readonly Standing[]
}

/** @returns null for a run that is not there */
export async function viewOf(context: Context, runId: number): Promise<View | null> {
  const run = await runById(context.db, runId)
  return run ? viewOfRun(context, run, await crewOf(context)) : null
}

async function viewOfRun(context: Context, run: Run, crew: Crew): Promise<View> {
  const open = openStage(run)
  return { run, crew, open, standings: open ? await standingsOf(context, run, open) : [] }
}

/** Where each department stands in a stage's present (or last) round. */
export async function standingsOf(context: Context, run: Run, stage: Stage): Promise<readonly Standing[]> {
  if (stage.approval === null || stage.round === 0) return []
  const signatures = await signaturesOf(context.db, { run: run.id, stage: stage.position })
  return standings(stage.approval, signatures, stage.round)
}

/** The same for every stage of a run, by position. */
export async function allStandings(
  context: Pick<Context, 'db'>,
  run: Run,
): Promise<ReadonlyMap<number, readonly Standing[]>> {
  const record = await signaturesOfRun(context.db, run.id)
  return new Map(
    run.stages.map((stage) => [
      stage.position,
      stage.approval === null ? [] : standings(stage.approval, record.get(stage.position) ?? [], stage.round),
    ]),
  )
}

/** How far a run is. */
export function tally(run: Run): { readonly done: number; readonly total: number } {
  const items = run.stages.flatMap((stage) => stage.items)
  return { done: items.filter((item) => item.doneAt !== null).length, total: items.length }
}
