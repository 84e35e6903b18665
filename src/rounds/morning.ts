import { Temporal } from 'temporal-polyfill'
import type { Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import type { Round, Turn } from './model.js'
import * as store from './store.js'
import { type AskingKind, admittedOf, inTheNote, type Plan, turnSubject } from './tend.js'
import { instantOf, isAtWork } from './times.js'

/** What rounds bring up in the morning: the questions of the first hour of somebody's day, and those not answered yet. */
export function roundDues(kinds: readonly AskingKind[]): DueSource {
  return {
    name: 'rounds',
    due: async (context, people) => {
      const waiting = await store.waitingFor(
        context.db,
        people.map(({ person }) => person.id),
      )
      const plans = await plansOf(context, kinds, waiting)
      const fitting = waiting.flatMap(({ round, turn }) => {
        const plan = plans.get(round.id)
        const waking = people.find(({ person }) => person.id === turn.person)
        return plan && waking && fits(context, round, turn, waking, plan) ? [{ round, turn, plan, waking }] : []
      })
      const held = await heldBack(context, kinds, fitting)
      return fitting.flatMap(({ turn, plan }) =>
        held.has(turnSubject(turn.round, turn.person)) ? [] : [dueOf(turn, plan)],
      )
    },
    noted: async (context, dues) => {
      const turns = dues.map(({ person, about }) => ({ round: Number(about.split(':')[1]), person }))
      await store.markReminded(context.db, turns)
      await store.markAsked(context.db, turns, context.now)
    },
  }
}

/** Of those who would be asked for the first time in notes that are being written, who may not be yet. */
async function heldBack(
  context: Context,
  kinds: readonly AskingKind[],
  fitting: readonly { readonly round: Round; readonly turn: Turn; readonly waking: Waking }[],
): Promise<ReadonlySet<Subject>> {
  const fresh = fitting.filter(({ turn, waking }) => turn.askedAt === null && !waking.again)
  const kindOf = new Map(fresh.map(({ round }) => [round.id, kinds.find((one) => one.kind === round.kind)]))
  const turns = fresh.map(({ turn, waking }) => ({ ...turn, day: waking.day }))
  const admitted = await admittedOf(context, turns, (round) => kindOf.get(round))
  const all = fresh.map(({ turn }) => turnSubject(turn.round, turn.person))
  return new Set(all.filter((about) => !admitted.has(about)))
}

async function plansOf(
  context: Context,
  kinds: readonly AskingKind[],
  waiting: readonly { readonly round: Round }[],
): Promise<ReadonlyMap<number, Plan>> {
  const plans = new Map<number, Plan>()
  for (const round of new Map(waiting.map((one) => [one.round.id, one.round])).values()) {
    const plan = await kinds.find((one) => one.kind === round.kind)?.planOf(context, round)
    if (plan) plans.set(round.id, plan)
  }
  return plans
}

/** Whether somebody is asked within the hour that the note covers, and was not asked alone before; or is to be reminded in it. */
function fits(
  { now }: Context,
  round: Round,
  turn: Turn,
  { person, day, calendar, again }: Waking,
  { inNotes = [] }: Plan,
): boolean {
  if (Temporal.Instant.compare(round.closesAt, now) <= 0) return false
  if (!again && !isAtWork(person, calendar, now)) return false
  if (!again && turn.askedAt !== null) {
    const after = inNotes[turn.reminders]
    return after !== undefined && Temporal.Instant.compare(turn.askedAt.add({ minutes: after }), now) <= 0
  }
  const covered = instantOf(day, person.workFrom, person.zone).add({ minutes: inTheNote })
  return Temporal.Instant.compare(turn.askAt, covered) <= 0
}

const dueOf = (turn: Turn, plan: Plan): Due => ({
  person: turn.person,
  about: turnSubject(turn.round, turn.person),
  urgency: 'asked',
  line: (t) => plan.line(t),
  buttons: (t) => plan.buttons(t),
})
