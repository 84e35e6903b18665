import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { turnoutOf } from '../rounds/turnout-store.js'
import type { Standup } from './model.js'
import type { Standing } from './status-card.js'
import * as store from './store.js'
import { nameIn, subjectOf } from './subjects.js'

type Acting = Context & { readonly by: Person }

/** How far the latest round of a standup is. */
export async function standingOf(context: Context, stored: store.Stored): Promise<Standing> {
  const [round = null] = await rounds.latestOf(context.db, subjectOf(stored.standup.name), 1)
  const none = { asked: 0, answered: 0, waiting: 0 }
  return { stored, round, ...(round ? await turnoutOf(context.db, round) : none) }
}

/** The owners of a standup, the leader of the first owner's department, and RevOps manage it. */
async function mayManage({ db, by }: Acting, { owner, standup }: store.Stored): Promise<boolean> {
  if (by.id === owner || standup.owners.includes(by.email) || by.role === 'revops') return true
  const person = await personById(db, owner)
  return (await departmentsOf(db)).some((one) => one.key === person?.department && one.leader === by.id)
}

/** @throws Refusal for who does not manage it */
export async function requireManage(context: Acting, stored: store.Stored): Promise<void> {
  if (!(await mayManage(context, stored))) throw new Refusal('standups.not_owner', { title: stored.standup.title })
}

/** Who reads the answers of a round with names: whoever was asked in it, where they are public, and who manages it. */
export async function mayRead(context: Acting, stored: store.Stored, round: number): Promise<boolean> {
  if (stored.standup.privacy === 'summary') return false
  if (await mayManage(context, stored)) return true
  return stored.standup.privacy === 'public' && (await rounds.turnOf(context.db, round, context.by.id)) !== null
}

/** Rounds that somebody may answer now, the earliest day first: those that wait for them, and those answered already while they are open. */
export async function roundsToAnswer(
  context: Acting,
): Promise<readonly { readonly round: Round; readonly standup: Standup; readonly answered: boolean }[]> {
  const mine = await rounds.openFor(context.db, context.by.id)
  const found = []
  for (const { round, turn } of mine.toReversed()) {
    const stored = round.kind === 'standups' ? await store.byName(context.db, nameIn(round)) : null
    if (stored?.state === 'active' && turn.state !== 'away') {
      found.push({ round, standup: stored.standup, answered: turn.state === 'answered' })
    }
  }
  return found
}
