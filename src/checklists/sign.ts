import { recordChange } from '../audit/store.js'
import { delegate } from '../company/absence-store.js'
import { Refusal } from '../locales/refusal.js'
import { redrawNotes } from '../mornings/greet.js'
import { addDays, daysBetween } from '../time/zone.js'
import { type Signature, type Standing, standings } from './approval.js'
import { type Crew, crewOf, departmentLabel, personName, present, signersOf } from './crew.js'
import { advance, requestSignatures, touched } from './progress.js'
import { askSigner, note, tellPerson } from './say.js'
import { addSignature, signaturesOf } from './signature-store.js'
import * as store from './store.js'
import { approvalSubject, runSubject } from './subjects.js'
import type { Acting } from './work.js'

/** Which approval is meant: of a stage, in a round. A null round is the present one. */
export interface ApprovalRef {
  readonly run: number
  readonly stage: number
  readonly round: number | null
}

/** A stage that is being approved, under the lock of its run. */
interface Asked {
  readonly context: Acting
  readonly run: store.Run
  readonly stage: store.Stage
  readonly crew: Crew
  readonly list: readonly Standing[]
  /** The departments for which the person may act. */
  readonly mine: readonly Standing[]
}

/** What a verb of an approval did. */
export interface Signed {
  readonly run: number
  readonly stage: store.Stage
  readonly departments: readonly string[]
  readonly changed: boolean
}

/** A delegation lasts for so many days at most, as a leave does. */
const longestDelegation = 120

async function onApproval<T>(context: Acting, of: ApprovalRef, work: (asked: Asked) => Promise<T>): Promise<T> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    if (!(await store.lockRun(tx, of.run))) throw new Refusal('errors.old_button')
    const run = await store.runById(tx, of.run)
    const stage = run?.stages.find((one) => one.position === of.stage)
    if (!run || !stage) throw new Refusal('errors.old_button')
    if (stage.approval === null) throw new Refusal('checklists.no_approval', { stage: stage.label })
    const crew = await crewOf(inside)
    const record = await signaturesOf(tx, { run: run.id, stage: stage.position })
    const list = standings(stage.approval, record, stage.round)
    const mine = list.filter(({ department }) => signersOf(crew, department).some((one) => one.id === context.by.id))
    if (mine.length === 0) throw notSigner(stage, crew, context)
    return work({ context: inside, run, stage, crew, list, mine })
  })
}

/** Says who signs, and what they can do who is away. */
function notSigner(stage: store.Stage, crew: Crew, { t }: Acting): Refusal {
  const who = (stage.approval?.departments ?? []).map((key) =>
    t.plain('checklists.signer', {
      department: departmentLabel(crew, key),
      who: personName(crew, signersOf(crew, key)[0]?.id ?? null),
    }),
  )
  return new Refusal('checklists.not_signer', { stage: stage.label, who: t.list(who) })
}

/** @throws Refusal with what has to happen first, unless signatures of the round are being asked for */
function requireAsked({ stage }: Asked, round: number | null, t: Acting['t']): void {
  if (stage.closedAt !== null)
    throw new Refusal('checklists.approved_already', { stage: stage.label, day: t.moment(stage.closedAt) })
  const left = stage.items.filter((item) => item.doneAt === null).length
  if (stage.askedAt === null) throw new Refusal('checklists.not_asked', { stage: stage.label, count: left })
  if (round !== null && round !== stage.round) throw new Refusal('checklists.round_over', { stage: stage.label })
}

/**
 * Signs a stage for each department that the person decides for, once. With the last signature that is needed the stage closes and
 * the next opens, in the same transaction.
 * @throws Refusal for somebody who decides for none of its departments, and while nothing is asked for
 */
export async function signStage(context: Acting, of: ApprovalRef): Promise<Signed> {
  return onApproval(context, of, async (asked) => {
    const { run, stage, mine } = asked
    const names = mine.map(({ department }) => departmentLabel(asked.crew, department))
    const current = stage.round === (of.round ?? stage.round) && (stage.askedAt !== null || stage.closedAt !== null)
    const already = current && mine.every(({ state }) => state === 'signed')
    if (already) return { run: run.id, stage, departments: names, changed: false }
    requireAsked(asked, of.round, context.t)
    const open = mine.filter(({ state }) => state !== 'signed')
    for (const { department } of open) await write(asked, department, 'signed', null)
    await after(asked)
    return {
      run: run.id,
      stage,
      departments: open.map(({ department }) => departmentLabel(asked.crew, department)),
      changed: true,
    }
  })
}

/**
 * Says no, with the reason; who started the checklist hears of it. The department may sign later.
 * @throws Refusal as `signStage` does, without a reason, and for a department that has signed
 */
export async function declineStage(context: Acting, of: ApprovalRef, reason: string): Promise<Signed> {
  const said = requireReason(reason)
  return onApproval(context, of, async (asked) => {
    const { run, stage, mine, crew } = asked
    requireAsked(asked, of.round, context.t)
    const open = mine.filter(({ state }) => state !== 'signed')
    if (open.length === 0) throw new Refusal('checklists.withdraw_first', { stage: stage.label })
    for (const { department } of open) await write(asked, department, 'declined', said)
    const names = open.map(({ department }) => departmentLabel(crew, department))
    await tellOwner(asked, 'checklists.declined_note', { departments: context.t.list(names), reason: said })
    await after(asked)
    return { run: run.id, stage, departments: names, changed: true }
  })
}

/**
 * Takes a signature back, with the reason, until the stage closes.
 * @throws Refusal for a stage that is closed, a department that has not signed, or without a reason
 */
export async function withdrawSignature(context: Acting, of: ApprovalRef, reason: string): Promise<Signed> {
  const said = requireReason(reason)
  return onApproval(context, of, async (asked) => {
    const { run, stage, mine, crew } = asked
    if (stage.closedAt !== null)
      throw new Refusal('checklists.withdraw_late', { stage: stage.label, day: context.t.moment(stage.closedAt) })
    requireAsked(asked, of.round, context.t)
    const signed = mine.filter(({ state }) => state === 'signed')
    if (signed.length === 0) throw new Refusal('checklists.not_signed', { stage: stage.label })
    for (const { department } of signed) await write(asked, department, 'withdrawn', said)
    const names = signed.map(({ department }) => departmentLabel(crew, department))
    await tellOwner(asked, 'checklists.withdrawn_note', { departments: context.t.list(names), reason: said })
    await after(asked)
    return { run: run.id, stage, departments: names, changed: true }
  })
}

function requireReason(reason: string): string {
  const said = reason.trim()
  if (said === '') throw new Refusal('checklists.needs_reason')
  return said
}

async function write(asked: Asked, department: string, verb: Signature['verb'], reason: string | null): Promise<void> {
  const { context, run, stage } = asked
  const one = { round: stage.round, department, person: context.by.id, verb, reason, at: context.now }
  await addSignature(context.db, { run: run.id, stage: stage.position }, one)
  await recordChange(context, {
    subject: runSubject(run.id),
    verb,
    before: null,
    after: { stage: stage.position, round: stage.round, department, reason },
  })
}

async function after({ context, run, stage, list }: Asked): Promise<void> {
  for (const { department } of list) await redrawNotes(context, approvalSubject(run.id, stage.position, department))
  await advance(context, run.id, false)
  await touched(context, run.id, stage.position, null)
}

async function tellOwner(
  { context, run, stage, crew }: Asked,
  key: 'checklists.declined_note' | 'checklists.withdrawn_note',
  said: { departments: string; reason: string },
): Promise<void> {
  const owner = present(crew, run.owner)
  if (!owner || owner.id === context.by.id) return
  const name = `checklist_approval:${context.cause}:${run.id}.${stage.position}`
  await tellPerson(context, name, runSubject(run.id), owner, (t) =>
    note(t.text(key, { ...said, who: context.by.name, stage: stage.label, title: run.title })),
  )
}

/**
 * Lets somebody else sign for the person's departments from today until a day, for an absence; they are asked at once.
 * @param until `YYYY-MM-DD`, inclusive
 * @throws Refusal for who leads none of the departments, somebody who left, or a day that is not ahead or too far
 */
export async function delegateTo(context: Acting, of: ApprovalRef, to: number, until: string): Promise<string> {
  return onApproval(context, of, async (asked) => {
    const { crew, stage, run, mine } = asked
    const led = mine.filter(({ department }) => crew.deciders.get(department)?.leader === context.by.id)
    if (led.length === 0) throw new Refusal('checklists.leader_delegates', { stage: stage.label })
    const person = present(crew, to)
    if (!person) throw new Refusal('checklists.left', { name: crew.people.get(to)?.name ?? '', item: stage.label })
    if (person.id === context.by.id) throw new Refusal('checklists.delegate_self')
    const ahead = daysBetween(crew.today, until)
    if (ahead < 0 || ahead > longestDelegation) {
      throw new Refusal('checklists.delegate_range', { last: context.t.day(addDays(crew.today, longestDelegation)) })
    }
    for (const { department } of led) {
      await delegate(asked.context.db, department, { person: person.id, from: crew.today, to: until })
      await recordChange(asked.context, {
        subject: `department:${department}`,
        verb: 'delegate',
        before: null,
        after: { person: person.id, until },
      })
    }
    await askSigner(asked.context, run.id, stage.position, person)
    await touched(asked.context, run.id, stage.position, null)
    return person.name
  })
}

/**
 * Asks for the signatures of a stage once more, after an approval ran out: for who started the checklist, RevOps, and who may
 * sign. Signatures of the round before count no more.
 * @throws Refusal while items are open, while they are asked for already, or for somebody else
 */
export async function askOnceMore(context: Acting, of: ApprovalRef): Promise<Signed> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    if (!(await store.lockRun(tx, of.run))) throw new Refusal('errors.old_button')
    const run = await store.runById(tx, of.run)
    const stage = run?.stages.find((one) => one.position === of.stage)
    if (!run || !stage?.approval) throw new Refusal('errors.old_button')
    const crew = await crewOf(inside)
    const signer = stage.approval.departments.some((key) =>
      signersOf(crew, key).some((one) => one.id === context.by.id),
    )
    const may = context.by.id === run.owner || context.by.role === 'revops' || signer
    if (!may) throw notSigner(stage, crew, context)
    if (stage.closedAt !== null)
      throw new Refusal('checklists.approved_already', { stage: stage.label, day: context.t.moment(stage.closedAt) })
    const left = stage.items.filter((item) => item.doneAt === null).length
    if (stage.openedAt === null || left > 0)
      throw new Refusal('checklists.not_asked', { stage: stage.label, count: left })
    const changed = stage.askedAt === null
    if (changed) await requestSignatures(inside, run, stage)
    return { run: run.id, stage, departments: [], changed }
  })
}
