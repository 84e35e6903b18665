import { isDeepStrictEqual } from 'node:util'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { personByEmail } from '../company/store.js'
import { saveSchedule } from '../schedules/save.js'
import { type Digest, ruleOf, type StoredDigest } from './model.js'
import * as store from './store.js'

/**
 * Stores a digest as it is to stand, with its schedule and a line in the audit log, in one transaction. Nothing is written
 * where nothing changes.
 * @param verb what was done, for the audit log
 * @throws RuleError if its schedule cannot be used
 */
export async function writeDigest(
  context: Context,
  before: StoredDigest | null,
  after: Draft,
  verb: string,
): Promise<StoredDigest> {
  const changed =
    before === null ||
    !same(before.digest, after.digest) ||
    (after.pending !== null && !same(before.pending, after.pending))
  const stored = { ...after, version: (before?.version ?? 0) + (changed ? 1 : 0) }
  if (before !== null && same(before, stored)) return before
  const owner = (await personByEmail(context.db, after.digest.owner))?.id ?? null
  await context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    await store.writeDigest(tx, stored, owner, after.approvedBy === null ? null : context.now)
    await schedule(inside, stored, owner)
    await recordChange(inside, { subject: `digest:${after.digest.name}`, verb, before, after: stored })
  })
  return stored
}

const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other)

/** A digest as it is to stand; its version follows from what stood there. */
export type Draft = Omit<StoredDigest, 'version'>

async function schedule(context: Context, { digest, state }: StoredDigest, owner: number | null): Promise<void> {
  await saveSchedule(context, {
    kind: 'digests',
    subject: scheduleOf(digest.name),
    data: { digest: digest.name },
    rule: ruleOf(digest),
    owner,
    paused: state !== 'active',
  })
}

/** Under which subject a digest stands among the schedules. */
export const scheduleOf = (name: Digest['name']): string => `digest:${name}`
