import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { knownFor, type Problem, problemsOf } from './check.js'
import { labelsOf } from './labels.js'
import type { Digest, StoredDigest } from './model.js'
import { approvalCard } from './notices.js'
import { notify } from './notify.js'
import { approversOf, mayApprove, requireApproval, requireChange } from './rights.js'
import { digestByName } from './store.js'
import { tellApproved, tellNewOwner } from './tell-owner.js'
import { writeDigest } from './write.js'

type Acting = Context & { readonly by: Person }

/** What saving came to: what is wrong with it, or how it stands now. */
export type Saved =
  | { readonly kind: 'wrong'; readonly problems: readonly Problem[] }
  | { readonly kind: 'saved'; readonly stored: StoredDigest; readonly asked: readonly string[] }

/**
 * Saves a digest for a person. A new one is a draft. A change of one that is posted holds at once if the person may approve it;
 * else it waits, and those who may approve it are asked by direct message.
 * @throws Refusal if it is not this person's to change
 */
export async function saveDigest(context: Acting, catalogue: Catalogue, digest: Digest): Promise<Saved> {
  const problems = problemsOf(digest, await knownFor(context, catalogue))
  if (problems.length > 0) return { kind: 'wrong', problems }
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await digestByName(tx, digest.name, true)
    if (before) await requireChange(inside, before.digest)
    const approver = await mayApprove(inside, before?.digest ?? digest)
    const waits = before !== null && before.state !== 'draft' && !approver
    const after = {
      digest: waits ? before.digest : digest,
      state: before?.state ?? 'draft',
      pending: waits ? digest : null,
      approvedBy:
        before !== null && before.state !== 'draft' && approver ? context.by.id : (before?.approvedBy ?? null),
    } as const
    const stored = await writeDigest(inside, before, after, before === null ? 'draft' : 'edit')
    await tellNewOwner(inside, before, stored)
    const asked = approver || (stored.state !== 'draft' && !waits) ? [] : await askApproval(inside, catalogue, stored)
    return { kind: 'saved', stored, asked }
  })
}

/** Asks those who may approve it, once for each version of what waits. @returns their names */
async function askApproval(context: Acting, catalogue: Catalogue, stored: StoredDigest): Promise<readonly string[]> {
  const approvers = await approversOf(context, stored.digest)
  const what = stored.pending ?? stored.digest
  const labels = await labelsOf(context)
  await notify(context, approvers, {
    key: `digest:${what.name}:approve:${context.cause}`,
    about: `digest:${what.name}`,
    message: (t) => approvalCard(stored, context.by.name, { ...labels, catalogue }, t),
  })
  return approvers.map((one) => one.name)
}

/**
 * Lets what waits be posted: a draft, or the change of a digest. Pressing it twice changes nothing.
 * @param version the one that the person looked at
 * @returns null if it has been changed since, so that nobody approves what they have not seen
 * @throws Refusal if it is not this person's to approve
 */
export async function approveDigest(context: Acting, name: string, version: number): Promise<StoredDigest | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await digestByName(tx, name, true)
    if (!before) return null
    await requireApproval(inside, before.digest)
    if (before.state === 'active' && before.pending === null) return before
    if (before.version !== version) return null
    const state = before.state === 'draft' ? 'active' : before.state
    const after = { digest: before.pending ?? before.digest, state, pending: null, approvedBy: context.by.id } as const
    const stored = await writeDigest(inside, before, after, 'approve')
    await tellApproved(inside, before, stored)
    await tellNewOwner(inside, before, stored)
    return stored
  })
}

/**
 * Pauses or resumes a digest. What was due while it was paused is not made up for.
 * @throws Refusal if it is not this person's
 */
export async function setPaused(context: Acting, digest: Digest, paused: boolean): Promise<StoredDigest> {
  await requireChange(context, digest)
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const before = await digestByName(tx, digest.name, true)
    if (!before) throw new Error(`The digest ${digest.name} is gone`)
    const wanted = paused ? 'paused' : 'active'
    if (before.state === 'draft' || before.state === wanted) return before
    const { version: _version, ...same } = before
    return writeDigest(inside, before, { ...same, state: wanted }, paused ? 'pause' : 'resume')
  })
}
