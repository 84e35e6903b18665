import { Temporal } from 'temporal-polyfill'
import type { Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import type { Round, Turn } from './model.js'
import * as store from './store.js'
import { type AskingKind, type Asks, admittedOf, asksOf, inTheNote, type Plan, turnSubject } from './tend.js'
import { instantOf, isAtWork } from './times.js'

/** What rounds bring up in the morning: the questions of the first hour of somebody's day, and those not answered yet. */
export function roundDues(kinds: readonly AskingKind[]): DueSource {
  return {
    name: 'rounds',
    due: async (context, people) => {
      const wakings = new Map(people.map((one) => [one.person.id, one]))
      const waiting = await store.waitingFor(context.db, [...wakings.keys()])
      const rounds = new Map(waiting.map(({ round }) => [round.id, round]))
      const asking = await asksOf(context, kinds, rounds.values())
      const fitting = waiting.flatMap(({ round, turn }) => {
        const asks = asking.get(round.id)
        const waking = wakings.get(turn.person)
        return asks && waking && fits(context, round, turn, waking, asks.plan) ? [{ turn, asks, waking }] : []
      })
      const held = await heldBack(context, fitting)
      return fitting.flatMap(({ turn, asks }) =>
        held.has(turnSubject(turn.round, turn.person)) ? [] : [dueOf(turn, asks.plan)],
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
  fitting: readonly { readonly turn: Turn; readonly asks: Asks; readonly waking: Waking }[],
): Promise<ReadonlySet<Subject>> {
  const fresh = fitting.filter(({ turn, waking }) => turn.askedAt === null && !waking.again)
  const kinds = new Map(fresh.map(({ turn, asks }) => [turn.round, asks.kind]))
  const turns = fresh.map(({ turn, waking }) => ({ ...turn, day: waking.day }))
  const admitted = await admittedOf(context, turns, (round) => kinds.get(round))
  const all = fresh.map(({ turn }) => turnSubject(turn.round, turn.person))
  return new Set(all.filter((about) => !admitted.has(about)))
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
