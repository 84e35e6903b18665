import { Temporal } from 'temporal-polyfill'
import type { Context } from '../company/context.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import type { Round, Turn } from './model.js'
import * as store from './store.js'
import { inTheNote, type Plan, type RoundKind, turnSubject } from './tend.js'
import { instantOf, isAtWork } from './times.js'

/** What rounds bring up in the morning: the questions of the first hour of somebody's day, and those not answered yet. */
export function roundDues(kinds: readonly RoundKind[]): DueSource {
  return {
    name: 'rounds',
    due: async (context, people) => {
      const waiting = await store.waitingFor(
        context.db,
        people.map(({ person }) => person.id),
      )
      const plans = await plansOf(context, kinds, waiting)
      return waiting.flatMap(({ round, turn }) => {
        const plan = plans.get(round.id)
        const waking = people.find(({ person }) => person.id === turn.person)
        const asked = waking && fits(context, round, turn, waking)
        return plan && asked ? [dueOf(turn, plan)] : []
      })
    },
    noted: async (context, dues) => {
      const turns = dues.map(({ person, about }) => ({ round: Number(about.split(':')[1]), person }))
      await store.markAsked(context.db, turns, context.now)
    },
  }
}

async function plansOf(
  context: Context,
  kinds: readonly RoundKind[],
  waiting: readonly { readonly round: Round }[],
): Promise<ReadonlyMap<number, Plan>> {
  const plans = new Map<number, Plan>()
  for (const round of new Map(waiting.map((one) => [one.round.id, one.round])).values()) {
    const plan = await kinds.find((one) => one.kind === round.kind)?.planOf(context, round)
    if (plan) plans.set(round.id, plan)
  }
  return plans
}

/** Whether somebody is asked within the hour that the note covers, and was not asked alone before. */
function fits({ now }: Context, round: Round, turn: Turn, { person, day, calendar, again }: Waking): boolean {
  if (Temporal.Instant.compare(round.closesAt, now) <= 0) return false
  if (!again && (turn.askedAt !== null || !isAtWork(person, calendar, now))) return false
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
