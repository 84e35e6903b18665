import { schedule as beatEvery } from 'node-cron'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../db/connect.js'
import { assertNever } from '../src/chat/assert-never.js'
import type { Context } from '../src/company/context.js'
import { tellMissed } from '../src/deliveries/missed.js'
import { claimDue, type Missed } from '../src/schedules/claim.js'
import type { SkipReason } from '../src/schedules/model.js'
import * as slots from '../src/schedules/store.js'
import type { Description, Job } from './job.js'
import type { Log } from './log.js'

/** A job whose data type is forgotten: the clock checks the data by the job's own schema. */
export interface AnyJob {
  readonly kind: string
  run(
    slot: { id: number; schedule: number; due: Temporal.Instant; data: unknown },
    context: Context,
  ): ReturnType<Job<unknown>['run']>
  /** What the thing is called that a schedule is for. */
  describe(data: unknown, context: Context): Promise<Description | null>
}

/** Makes a job fit for the clock. @throws z.ZodError from `run` when a schedule's stored data does not fit */
export function anyJob<D>(job: Job<D>): AnyJob {
  return {
    kind: job.kind,
    run: (slot, context) => job.run({ ...slot, data: job.data.parse(slot.data) }, context),
    describe: async (data, context) => job.describe?.(job.data.parse(data), context) ?? null,
  }
}

export interface ClockDesk {
  readonly db: Db
  readonly jobs: readonly AnyJob[]
  /** The business clock: what is due. */
  readonly now: () => Temporal.Instant
  /** The machine clock: leases. */
  readonly machine: () => Temporal.Instant
  /** The context of a slot, in the company's words; null while no company has been set up. */
  readonly contextOf: (db: Db, cause: string) => Promise<Context | null>
  /** How long a slot is this process's to run, in seconds; a process that dies leaves it to another after that. */
  readonly lease: number
  readonly log: Log
}

/** A slot that fails this often is recorded as failed. */
const mostRuns = 3
const batch = 50

/**
 * One beat: takes what is due, and runs what was taken, by this process or by one that died meanwhile.
 * @returns how many slots were run
 */
async function beat(desk: ClockDesk): Promise<number> {
  await claimDue(desk.db, desk.now(), (tx, missed) => tellOwners(tx, missed, desk))
  let run = 0
  for (;;) {
    const machine = desk.machine()
    const open = await slots.lease(desk.db, machine, machine.add({ seconds: desk.lease }), batch)
    for (const slot of open) await runSlot(slot, desk)
    run += open.length
    if (open.length < batch) return run
  }
}

async function tellOwners(db: Db, missed: readonly Missed[], desk: ClockDesk): Promise<void> {
  const context = await desk.contextOf(db, `missed:${missed[0]?.slot ?? 0}`)
  if (!context) return
  await tellMissed(context, missed, ({ kind, data }) => {
    const job = desk.jobs.find((one) => one.kind === kind)
    return job ? job.describe(data, context) : Promise.resolve(null)
  })
}

async function runSlot(slot: slots.OpenSlot, desk: ClockDesk): Promise<void> {
  if (!slot.current) return slots.finish(desk.db, slot.id, { kind: 'skipped', reason: 'changed' }, desk.now())
  const job = desk.jobs.find((one) => one.kind === slot.schedule.kind)
  if (!job)
    return slots.finish(desk.db, slot.id, { kind: 'failed', reason: `no job "${slot.schedule.kind}"` }, desk.now())
  try {
    await desk.db.transaction(async (tx) => runHeld(tx, slot, job, desk))
  } catch (error) {
    await failedRun(slot, error, desk)
  }
}

/** Runs a slot whose row and schedule are held: an edit either came before, and nothing fires, or waits until this is done. */
async function runHeld(tx: Db, slot: slots.OpenSlot, job: AnyJob, desk: ClockDesk): Promise<void> {
  const skip = (reason: SkipReason) => slots.finish(tx, slot.id, { kind: 'skipped', reason }, desk.now())
  const held = await slots.holdSlot(tx, slot.id)
  if (held !== 'held') return held === 'changed' ? skip('changed') : undefined
  const { schedule } = slot
  if (schedule.rule.overlap !== 'allow' && (await slots.isUnderWay(tx, schedule.id, slot.id))) return skip('overlap')
  const context = await desk.contextOf(tx, `slot:${slot.id}`)
  if (!context) throw new Error('No company has been set up; run `drumbeat apply`')
  const result = await job.run({ id: slot.id, schedule: schedule.id, due: slot.due, data: schedule.data }, context)
  switch (result.kind) {
    case 'skipped':
      return skip(result.reason)
    case 'held':
      return slots.putOff(tx, slot.id, desk.machine().add({ seconds: result.seconds }))
    case 'nothing due':
      return slots.drop(tx, slot.id)
    case 'composed':
      return slots.markComposed(tx, slot.id, desk.now())
    default:
      return assertNever(result)
  }
}

async function failedRun(slot: slots.OpenSlot, error: unknown, desk: ClockDesk): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  desk.log.error(
    { slot: slot.id, schedule: slot.schedule.subject, attempt: slot.attempts, reason },
    'A slot could not be run',
  )
  if (slot.attempts >= mostRuns) return slots.finish(desk.db, slot.id, { kind: 'failed', reason }, desk.now())
  await slots.postpone(desk.db, slot.id, desk.machine().add({ seconds: 2 ** slot.attempts }), reason)
}

/**
 * Beats every second until stopped. A beat that takes longer than a second is never joined by a second one in this process;
 * between processes the claims themselves keep them apart.
 * @returns `stop`, which waits for the beat under way, and `now`, which beats at once (after the business clock was moved)
 */
export function startClock(desk: ClockDesk): {
  readonly beat: () => Promise<void>
  readonly stop: () => Promise<void>
} {
  let under: Promise<void> = Promise.resolve()
  let waiting = 0
  const once = (): Promise<void> => {
    if (waiting > 1) return under
    waiting++
    under = under.then(async () => {
      try {
        await beat(desk)
      } catch (error) {
        desk.log.error(
          { reason: error instanceof Error ? error.message : String(error) },
          'A beat failed; the next one tries again',
        )
      } finally {
        waiting--
      }
    })
    return under
  }
  // A beat that was missed (the machine slept, the process was stopped) is no news: the next one takes what is due by then.
  const task = beatEvery('* * * * * *', () => void once(), { suppressMissedWarning: true })
  return {
    beat: once,
    stop: async () => {
      await task.destroy()
      await under
    },
  }
}
