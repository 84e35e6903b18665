import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { refresh } from '../deliveries/live.js'
import { redrawNotes } from '../mornings/greet.js'
import { addWorkingDays } from '../time/workdays.js'
import { dayOf } from '../time/zone.js'
import { holds } from './approval.js'
import { companyCalendar } from './calendars.js'
import { postApproval, postClosed, postOpened } from './say.js'
import { signaturesOf } from './signature-store.js'
import * as store from './store.js'
import { itemSubject, runSubject, stageSubject } from './subjects.js'

/**
 * Says to every card of a run that it has changed: its own, those of a stage, and the morning notes that speak of an item.
 * To be called in the transaction of the change.
 */
export async function touched(context: Context, run: number, stage: number | null, item: number | null): Promise<void> {
  await refresh(context, runSubject(run))
  if (stage !== null) await refresh(context, stageSubject(run, stage))
  if (item !== null) await redrawNotes(context, itemSubject(item))
}

/**
 * Draws the consequences of a change, in its transaction and under the run's lock: a stage whose work is done is closed, or its
 * signatures are asked for; one whose signatures are there is closed, and the next opens. Nothing else ever opens or closes a
 * stage.
 * @param ask whether signatures may be asked for now; false after an approval ran out, when somebody has to ask again
 */
export async function advance(context: Context, runId: number, ask: boolean): Promise<void> {
  const run = await store.runById(context.db, runId)
  const stage = run ? store.openStage(run) : null
  if (!run || !stage) return
  if (stage.items.some((item) => item.doneAt === null)) {
    if (stage.askedAt !== null) await endRound(context, run, stage)
    return
  }
  if (stage.approval === null) return close(context, run, stage)
  if (stage.askedAt === null) return ask ? requestSignatures(context, run, stage) : undefined
  const signatures = await signaturesOf(context.db, { run: run.id, stage: stage.position })
  if (holds(stage.approval, signatures, stage.round)) await close(context, run, stage)
}

/** Opens a stage and says so in the channel. */
export async function open(context: Context, run: number, position: number): Promise<void> {
  await store.updateStage(context.db, run, position, { openedAt: context.now })
  await recordChange(context, {
    subject: runSubject(run),
    verb: 'open stage',
    before: null,
    after: { stage: position },
  })
  await postOpened(context, run, position)
  // What is left of a stage after its run was brought up to date may be nothing.
  await advance(context, run, true)
}

/** Begins a new round of signatures: those of earlier rounds count no more. */
export async function requestSignatures(context: Context, run: store.Run, stage: store.Stage): Promise<void> {
  if (stage.approval === null) return
  const today = dayOf(context.now, context.company.zone)
  const expiresOn = addWorkingDays(today, stage.approval.expires, await companyCalendar(context))
  const round = stage.round + 1
  await store.updateStage(context.db, run.id, stage.position, { round, askedAt: context.now, expiresOn })
  await recordChange(context, {
    subject: runSubject(run.id),
    verb: 'ask for approval',
    before: null,
    after: { stage: stage.position, round, expiresOn },
  })
  await postApproval(context, run.id, stage.position)
  await touched(context, run.id, stage.position, null)
}

/** Ends a round without closing the stage: its work was taken up again, or nobody signed in time. */
export async function endRound(context: Context, run: store.Run, stage: store.Stage): Promise<void> {
  await store.updateStage(context.db, run.id, stage.position, { askedAt: null, expiresOn: null })
  await recordChange(context, {
    subject: runSubject(run.id),
    verb: 'end approval',
    before: { round: stage.round },
    after: { stage: stage.position },
  })
  await touched(context, run.id, stage.position, null)
}

async function close(context: Context, run: store.Run, stage: store.Stage): Promise<void> {
  await store.updateStage(context.db, run.id, stage.position, { closedAt: context.now })
  await recordChange(context, {
    subject: runSubject(run.id),
    verb: 'close stage',
    before: null,
    after: { stage: stage.position, round: stage.round },
  })
  const next = run.stages.find((one) => one.position > stage.position && one.closedAt === null)
  if (next) await open(context, run.id, next.position)
  else {
    await store.updateRun(context.db, run.id, { closedAt: context.now })
    await recordChange(context, { subject: runSubject(run.id), verb: 'complete', before: null, after: null })
    await postClosed(context, run.id)
  }
  await touched(context, run.id, stage.position, null)
}
