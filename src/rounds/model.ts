import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** Who is asked: people by e-mail, whole departments, and whoever a place is for. Somebody named twice is asked once. */
export const asked = z
  .strictObject({
    people: z.array(z.email().transform((text) => text.toLowerCase())).default([]),
    departments: z.array(z.string()).default([]),
    place: z.string().nullable().default(null),
  })
  .refine((one) => one.people.length + one.departments.length > 0 || one.place !== null, {
    message: 'name people, departments or a place to ask',
  })
export type Asked = z.infer<typeof asked>

export const turnState = z.enum(['waiting', 'answered', 'skipped', 'away'])
export type TurnState = z.infer<typeof turnState>

export interface Round {
  readonly id: number
  /** The capability that it belongs to: `standups`. */
  readonly kind: string
  /** What it is a time of: `standup:revenue`. */
  readonly subject: string
  /** The day it is of, `YYYY-MM-DD`. */
  readonly day: string
  readonly openedAt: Temporal.Instant
  readonly closesAt: Temporal.Instant
  readonly closedAt: Temporal.Instant | null
}

/** One person in a round. */
export interface Turn {
  readonly round: number
  readonly person: number
  readonly askAt: Temporal.Instant
  readonly askedAt: Temporal.Instant | null
  readonly reminders: number
  readonly state: TurnState
  readonly reason: string | null
}
