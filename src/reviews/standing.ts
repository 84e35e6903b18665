import type { Temporal } from 'temporal-polyfill'
import { standings } from '../checklists/approval.js'
import { type AskedStage, askedStages } from '../checklists/signature-store.js'
import { openRuns, openStage, type Run } from '../checklists/store.js'
import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import type { Handoff } from '../handoffs/model.js'
import { openOf } from '../handoffs/store.js'
import { type Blocker, openBlockers } from '../standups/blocker-store.js'
import { dayOf } from '../time/zone.js'

/** What is open with a department, counted. Whose it is and what it says stays where it belongs. */
export interface Standing {
  readonly department: Department
  /** Handed to it and its turn, and of these late; and what came back to it because something is missing. */
  readonly handoffs: number
  readonly late: number
  readonly back: number
  /** People who wait for it, and for how many days the longest. */
  readonly blockers: number
  readonly blockedDays: number
  /** Its items of open checklist stages that are overdue. */
  readonly items: number
  /** Approvals that wait for it. */
  readonly approvals: number
}

/** An approval that is asked for, and the departments that it waits for. */
export interface Waiting {
  readonly stage: AskedStage
  readonly departments: readonly string[]
}

export interface Standings {
  readonly departments: readonly Standing[]
  readonly approvals: readonly Waiting[]
}

/** How things stand between the departments now: four statements, whatever their number. */
export async function standingsOf(context: Context, departments: readonly Department[]): Promise<Standings> {
  const { db, now, company } = context
  const [handoffs, blockers, runs, stages] = [
    await openOf(db, 'all'),
    await openBlockers(db, 'all'),
    await openRuns(db),
    await askedStages(db),
  ]
  const approvals = stages.map(waitingFor).filter((one) => one.departments.length > 0)
  const today = dayOf(now, company.zone)
  return {
    approvals,
    departments: departments.map((department) => ({
      department,
      ...handoffsOf(department.key, handoffs, now),
      ...blockersAt(department.key, blockers, now),
      items: overdueItems(department.key, runs, today),
      approvals: approvals.filter((one) => one.departments.includes(department.key)).length,
    })),
  }
}

function waitingFor(stage: AskedStage): Waiting {
  const waiting = standings(stage.approval, stage.signatures, stage.round).filter(({ state }) => state !== 'signed')
  return { stage, departments: waiting.map(({ department }) => department) }
}

export const isLate = ({ due }: Handoff, now: Temporal.Instant): boolean =>
  due !== null && due.epochMilliseconds < now.epochMilliseconds

function handoffsOf(key: string, all: readonly Handoff[], now: Temporal.Instant) {
  const mine = all.filter(({ to, state }) => to === key && (state === 'open' || state === 'accepted'))
  const back = all.filter(({ from, state }) => from === key && state === 'returned')
  return { handoffs: mine.length, late: mine.filter((one) => isLate(one, now)).length, back: back.length }
}

/** For how many whole days something has stood open. */
export const ageOf = (since: Temporal.Instant, now: Temporal.Instant): number =>
  Math.floor(now.since(since).total('hours') / 24)

function blockersAt(key: string, all: readonly Blocker[], now: Temporal.Instant) {
  const waiting = all.filter(({ waitsFor }) => waitsFor === key)
  return { blockers: waiting.length, blockedDays: Math.max(0, ...waiting.map(({ openedAt }) => ageOf(openedAt, now))) }
}

function overdueItems(key: string, runs: readonly Run[], today: string): number {
  const open = runs.flatMap((run) => openStage(run)?.items ?? [])
  return open.filter((one) => one.department === key && one.doneAt === null && one.dueOn < today).length
}
