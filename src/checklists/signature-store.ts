import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { checklistRuns, checklistSignatures, checklistStages } from '../../db/schema/checklists.js'
import { grouped } from '../company/group.js'
import type { Signature } from './approval.js'
import { type Approval, approval } from './model.js'

const verb = z.enum(['signed', 'declined', 'withdrawn'])

/** A stage of a run, by where it stands. */
export interface StageRef {
  readonly run: number
  readonly stage: number
}

/** Adds to the record. @throws if the database's own rules refuse it: the stage is not being approved, or signed already */
export async function addSignature(db: Db, { run, stage }: StageRef, one: Signature): Promise<void> {
  await db.insert(checklistSignatures).values({ run, stage, ...one })
}

/** The record of a stage, the oldest first. */
export async function signaturesOf(db: Db, { run, stage }: StageRef): Promise<readonly Signature[]> {
  const rows = await db
    .select()
    .from(checklistSignatures)
    .where(and(eq(checklistSignatures.run, run), eq(checklistSignatures.stage, stage)))
    .orderBy(asc(checklistSignatures.id))
  return rows.map(signatureFrom)
}

/** The records of all stages of a run, by position. */
export async function signaturesOfRun(db: Db, run: number): Promise<ReadonlyMap<number, readonly Signature[]>> {
  const rows = await db
    .select()
    .from(checklistSignatures)
    .where(eq(checklistSignatures.run, run))
    .orderBy(asc(checklistSignatures.id))
  return new Map(
    [...grouped(rows, (row) => row.stage)].map(([stage, list]) => [stage, list.map(signatureFrom)] as const),
  )
}

const signatureFrom = (row: typeof checklistSignatures.$inferSelect): Signature => ({
  round: row.round,
  department: row.department,
  person: row.person,
  verb: verb.parse(row.verb),
  reason: row.reason,
  at: row.at,
})

/** A stage whose signatures are asked for. */
export interface AskedStage extends StageRef {
  readonly title: string
  readonly label: string
  readonly round: number
  readonly approval: Approval
  readonly askedAt: Temporal.Instant
  readonly expiresOn: string
  readonly signatures: readonly Signature[]
}

/** Every stage that waits for signatures, with its record: two statements. */
export async function askedStages(db: Db): Promise<readonly AskedStage[]> {
  const rows = await db
    .select({ stage: checklistStages, title: checklistRuns.title })
    .from(checklistStages)
    .innerJoin(checklistRuns, eq(checklistRuns.id, checklistStages.run))
    .where(and(isNotNull(checklistStages.askedAt), isNull(checklistStages.closedAt)))
    .orderBy(asc(checklistStages.run))
  if (rows.length === 0) return []
  const runs = rows.map(({ stage }) => stage.run)
  const record = await db
    .select()
    .from(checklistSignatures)
    .where(inArray(checklistSignatures.run, runs))
    .orderBy(asc(checklistSignatures.id))
  return rows.flatMap(({ stage, title }) => {
    const { askedAt } = stage
    if (askedAt === null) return []
    const signatures = record.filter((one) => one.run === stage.run && one.stage === stage.position)
    return [
      {
        askedAt,
        run: stage.run,
        stage: stage.position,
        title,
        label: stage.label,
        round: stage.round,
        approval: approval.parse(stage.approval),
        expiresOn: stage.expiresOn ?? stage.dueOn,
        signatures: signatures.map(signatureFrom),
      },
    ]
  })
}
