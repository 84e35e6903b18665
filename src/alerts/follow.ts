import { isDeepStrictEqual } from 'node:util'
import { recordChange } from '../audit/store.js'
import type { Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { departmentsOf, placesOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { isZeroWithoutAny } from '../metrics/plan.js'
import { requireReaders } from '../metrics/share.js'
import { requireReader } from '../metrics/sharing.js'
import { targetLevel } from '../metrics/target.js'
import { progress } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import { type Look, lookAt, looking } from './look.js'
import { type Condition, type Follow, readCondition } from './model.js'
import { type Followed, followed } from './question.js'
import { settle } from './settle.js'
import * as store from './store.js'

type Acting = Context & { readonly by: Person }

const followSubject = (id: number): Subject => `follow:${id}`

/** What following something begins with. */
export interface Begun {
  readonly stored: store.Stored
  readonly followed: Followed
  /** How the numbers stand now; empty where there is none to be judged yet. */
  readonly looks: readonly Look[]
}

/** The condition of a follow. Its words were checked when it was made. */
export const conditionOf = ({ when }: Pick<Follow, 'when'>): Condition => readCondition(when) ?? { kind: 'target' }

/**
 * Begins to follow a number: nothing is said of how it stands now, only of what becomes of it. Following the same again changes it.
 * @param draft without a name, which is made of the metric's and the person's
 * @throws Refusal for a number that the person or the readers of the place may not see, and for a condition that cannot come true
 */
export async function begin(context: Acting, catalogue: Catalogue, draft: Omit<Follow, 'name'>): Promise<Begun> {
  const { db, company, now, by, t } = context
  const one = followed(draft, { catalogue, company, today: dayOf(now, company.zone) })
  await requireReader(one.metric, by, t, () => departmentsOf(db))
  await requireTellable(context, catalogue, one, draft)
  return db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const mine = await store.allFollows(tx, by.id)
    const same = mine.find((each) => isSame(each.follow, draft))
    const follow = { ...draft, name: same?.follow.name ?? nameFor(draft, await store.allFollows(tx)) }
    const id = await write(inside, follow, by.id, same ?? null)
    const stored = { id, follow, owner: by.id, seen: null }
    const before = await store.standingsOf(tx, id)
    const looks = await lookAt(one, conditionOf(follow), looking(catalogue, inside), [...before.keys()])
    await settle(inside, stored, before, looks)
    return { stored, followed: one, looks }
  })
}

/** Stores a follow, new or in the place of one; unchanged, nothing is written. @returns its id */
export async function write(
  context: Context,
  follow: Follow,
  owner: number,
  before: store.Stored | null,
): Promise<number> {
  if (before && isDeepStrictEqual(before.follow, follow)) return before.id
  const { db, now } = context
  if (before) await store.change(db, before.id, follow, owner)
  const id = before?.id ?? (await store.insert(db, follow, owner, now))
  await recordChange(context, {
    subject: followSubject(id),
    verb: 'follow',
    before: before?.follow ?? null,
    after: follow,
  })
  return id
}

/** Whether two follows are about the same number for the same reader, so that one takes the place of the other. */
function isSame(a: Omit<Follow, 'name'>, b: Omit<Follow, 'name'>): boolean {
  const about = ({ metric, period, by, filters, to, when }: Omit<Follow, 'name'>) =>
    JSON.stringify([metric, period, by ?? null, filters, to, readCondition(when)?.kind])
  return about(a) === about(b)
}

function nameFor({ metric, owner }: Omit<Follow, 'name'>, taken: readonly store.Stored[]): string {
  const who = owner.split('@')[0] ?? ''
  const base = `${metric}-${who}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 70)
  const names = new Set(taken.map(({ follow }) => follow.name))
  if (!names.has(base)) return base
  for (let count = 2; ; count++) if (!names.has(`${base}-${count}`)) return `${base}-${count}`
}

/** @throws Refusal for a number that the readers of the place may not see, and for a condition that cannot come true */
export async function requireTellable(
  context: Context,
  catalogue: Catalogue,
  one: Followed,
  follow: Pick<Follow, 'to' | 'when'>,
): Promise<void> {
  await requirePlace(context, catalogue, one, follow)
  requireSense(context, one, conditionOf(follow))
}

/** @throws Refusal where somebody who reads the place may not read the number */
async function requirePlace(
  context: Context,
  catalogue: Catalogue,
  { metric }: Followed,
  { to }: Pick<Follow, 'to'>,
): Promise<void> {
  if (!('place' in to)) return
  const { db, t } = context
  const known = await placesOf(db)
  const place = known.find(({ name }) => name === to.place)
  if (!place)
    throw new Refusal('alerts.unknown_place', { place: to.place, known: t.list(known.map(({ name }) => name)) })
  await requireReaders(context, catalogue, metric, place.place)
}

/** @throws Refusal for what could never be told, or would be told at the beginning of every period */
export function requireSense({ now, company }: Context, { metric, question }: Followed, condition: Condition): void {
  const { definition, stock, plan } = metric
  const come = progress(question.period, now, company)
  const args = { metric: definition.label }
  if (condition.kind === 'target') {
    // A target without a verdict yet is one all the same: it is looked at once its period is over.
    const level = targetLevel(metric, question, { progress: { ...come, state: 'over', share: 1 }, calendar: company })
    if (question.by !== null || !level) throw new Refusal('alerts.no_target', args)
  }
  const grows = isZeroWithoutAny(plan) && !stock
  if (condition.kind === 'threshold' && condition.side === 'below' && grows && come.state === 'running')
    throw new Refusal('alerts.still_growing', args)
}

/**
 * Ends a follow.
 * @returns what was followed, or null if it was ended before
 * @throws Refusal for somebody who neither follows it nor belongs to RevOps
 */
export async function endFollow(context: Acting, id: number): Promise<Follow | null> {
  return context.db.transaction(async (tx) => {
    const stored = await store.byId(tx, id)
    if (!stored) return null
    if (stored.owner !== context.by.id && context.by.role !== 'revops') throw new Refusal('alerts.not_yours')
    if (!(await store.end(tx, id))) return null
    await recordChange(
      { ...context, db: tx },
      { subject: followSubject(id), verb: 'unfollow', before: stored.follow, after: null },
    )
    return stored.follow
  })
}
