import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { assertNever } from '../chat/assert-never.js'
import { addWorkingMinutes, minutesOfDay, type WorkHours, workingMinutesBetween } from '../time/worktime.js'

/** `open` waits to be accepted; `returned` waits for the sender to add what is missing; `done` waits to be confirmed. */
export const state = z.enum(['open', 'returned', 'accepted', 'done', 'confirmed', 'withdrawn'])
export type State = z.infer<typeof state>

/** How long a department has: working time, not time on the wall. */
export const rule = z
  .object({ amount: z.number().int().positive(), unit: z.enum(['minutes', 'hours', 'days']) })
  .readonly()
export type Rule = z.infer<typeof rule>

/** Where nobody agreed on anything else. */
export const defaultRule: Rule = { amount: 2, unit: 'days' }
/** Fifteen minutes to ten working days: less cannot be seen in time, more is no handoff but a project. */
const shortest = 15
const mostDays = 10

/** The clock of a handoff: minutes of the receiver's working time. It runs while `runningSince` is set. */
export interface Clock {
  readonly allowed: number
  readonly used: number
  readonly runningSince: Temporal.Instant | null
  readonly warnAt: Temporal.Instant | null
  readonly due: Temporal.Instant | null
}

export interface Handoff extends Clock {
  readonly id: number
  readonly title: string
  readonly why: string
  readonly evidence: string
  /** Keys of departments. */
  readonly from: string
  readonly to: string
  /** Ids of people: who handed it over, and who has accepted it. */
  readonly sender: number
  readonly owner: number | null
  readonly state: State
  readonly missing: string | null
  readonly result: string | null
  readonly record: string | null
  readonly returns: number
  /** Minutes of the receiver's work for which the clock has run in all, and how many of them until it was first accepted. */
  readonly ran: number
  readonly acceptedAfter: number | null
  readonly openedAt: Temporal.Instant
  readonly returnedAt: Temporal.Instant | null
  readonly acceptedAt: Temporal.Instant | null
  readonly doneAt: Temporal.Instant | null
  readonly closedAt: Temporal.Instant | null
}

/** What can be done with a handoff, in the order of its life. */
export const verbs = ['accept', 'return', 'add', 'done', 'confirm', 'reopen', 'withdraw'] as const
export type Verb = (typeof verbs)[number]

/** Whose each step is: the department that receives, or the one that hands over. */
export const sideOf: Readonly<Record<Verb, 'to' | 'from'>> = {
  accept: 'to',
  return: 'to',
  done: 'to',
  add: 'from',
  confirm: 'from',
  reopen: 'from',
  withdraw: 'from',
}

/** From which states each step can be taken. */
const possible: Readonly<Record<Verb, readonly State[]>> = {
  accept: ['open'],
  return: ['open', 'accepted'],
  add: ['returned'],
  done: ['accepted'],
  confirm: ['done'],
  reopen: ['done'],
  withdraw: ['open', 'returned', 'accepted'],
}

export const canBe = (verb: Verb, of: State): boolean => possible[verb].includes(of)

/** The minutes of work that a rule allows, by the hours of the department that receives. */
export function minutesOf({ amount, unit }: Rule, hours: WorkHours): number {
  switch (unit) {
    case 'minutes':
      return amount
    case 'hours':
      return amount * 60
    case 'days':
      return amount * minutesOfDay(hours)
    default:
      return assertNever(unit)
  }
}

/** Whether a rule is neither too short nor too long. */
export function fits({ amount, unit }: Rule): boolean {
  if (unit === 'days') return amount <= mostDays
  return unit === 'hours' ? amount <= mostDays * 24 : amount >= shortest && amount <= mostDays * 24 * 60
}

/** A quarter of what is left before the end is when it is said that the end is near. */
const warnedAfter = 0.75

/** Starts the clock with what is left of it. */
export function started(clock: Pick<Clock, 'allowed' | 'used'>, now: Temporal.Instant, hours: WorkHours): Clock {
  const left = Math.max(0, clock.allowed - clock.used)
  return {
    allowed: clock.allowed,
    used: clock.used,
    runningSince: now,
    warnAt: addWorkingMinutes(now, Math.floor(left * warnedAfter), hours),
    due: addWorkingMinutes(now, left, hours),
  }
}

/** The minutes of work for which the clock has run since it was last started. */
const running = ({ runningSince }: Clock, now: Temporal.Instant, hours: WorkHours): number =>
  runningSince === null ? 0 : workingMinutesBetween(runningSince, now, hours)

/** Stops the clock, and adds up what has passed. A clock that stands is left alone. */
function stopped(handoff: Handoff, now: Temporal.Instant, hours: WorkHours): Clock & Pick<Handoff, 'ran'> {
  const passed = running(handoff, now, hours)
  const { allowed, used, ran } = handoff
  return { allowed, used: used + passed, ran: ran + passed, runningSince: null, warnAt: null, due: null }
}

/** Who takes a step, when, and with which words. */
export interface Step {
  readonly verb: Verb
  readonly by: number
  readonly now: Temporal.Instant
  readonly words: string
  /** The working hours of the department that receives. */
  readonly hours: WorkHours
}

/**
 * What a handoff is after a step that `canBe` taken. The clock stands while the receiver waits for the sender, and from "done"
 * on. Work that comes back gets at least a quarter of its time again: nobody can be late for what was never theirs to finish.
 */
export function after(handoff: Handoff, step: Step): Handoff {
  const { verb, by, now, words, hours } = step
  switch (verb) {
    case 'accept':
      return {
        ...handoff,
        state: 'accepted',
        owner: by,
        acceptedAt: handoff.acceptedAt ?? now,
        acceptedAfter: handoff.acceptedAfter ?? handoff.ran + running(handoff, now, hours),
      }
    case 'return':
      return {
        ...handoff,
        ...stopped(handoff, now, hours),
        state: 'returned',
        missing: words,
        returns: handoff.returns + 1,
        returnedAt: handoff.returnedAt ?? now,
      }
    case 'add':
      return {
        ...handoff,
        ...started(handoff, now, hours),
        state: handoff.owner === null ? 'open' : 'accepted',
        missing: null,
        evidence: joined(handoff.evidence, words),
      }
    case 'done':
      return { ...handoff, ...stopped(handoff, now, hours), state: 'done', doneAt: now, result: words || null }
    case 'confirm':
      return { ...handoff, state: 'confirmed', closedAt: now }
    case 'reopen': {
      const used = Math.min(handoff.used, Math.floor(handoff.allowed * warnedAfter))
      return {
        ...handoff,
        ...started({ allowed: handoff.allowed, used }, now, hours),
        state: 'accepted',
        doneAt: null,
        missing: null,
      }
    }
    case 'withdraw':
      return { ...handoff, ...stopped(handoff, now, hours), state: 'withdrawn', closedAt: now, result: words || null }
    default:
      return assertNever(verb)
  }
}

const joined = (before: string, more: string): string => (before === '' ? more : `${before}\n${more}`)
