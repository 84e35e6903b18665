import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Account, Place } from '../chat/place.js'

export const role = z.enum(['member', 'leader', 'executive', 'revops'])
export type Role = z.infer<typeof role>

export interface Company {
  readonly name: string
  /** IANA zone in which periods begin and end. */
  readonly zone: string
  /** ISO 4217, the currency in which numbers are reported. */
  readonly currency: string
  /** First month of the fiscal year, 1 to 12. */
  readonly fiscalMonth: number
  /** First day of the week, 1 (Monday) to 7 (Sunday). */
  readonly weekStart: number
  /** BCP 47, for places and people that state none. */
  readonly locale: string
  /** ISO 3166 alpha-2 (`DE`): whose public holidays the company keeps. Null keeps only those of the whole company. */
  readonly country: string | null
}

/** Key (`customer_success`), label as people read it, and who leads it (a person's id, null while vacant). */
export interface Department {
  readonly key: string
  readonly label: string
  readonly leader: number | null
  /** The name of the place in which the department is met (`finance`), or null: its leader is then written to directly. */
  readonly home: string | null
}

export interface Person {
  readonly id: number
  readonly name: string
  readonly email: string
  /** A department's key, or null for somebody outside all of them (a chief executive, a guest). */
  readonly department: string | null
  readonly role: Role
  readonly locale: string
  readonly zone: string
  /** Working days, 1 (Monday) to 7, and hours `HH:MM` in the person's own zone. */
  readonly workDays: readonly number[]
  readonly workFrom: string
  readonly workTo: string
  /** ISO 3166 alpha-2: whose public holidays the person keeps; null for those of the company's country. */
  readonly country: string | null
  /** Guests and people of connected companies get nothing that is not public to them. */
  readonly outsider: boolean
  readonly active: boolean
  readonly accounts: readonly Account[]
  /** What they were let read beyond their department and role: `metric:burn_multiple`. Left out: nothing. */
  readonly grants?: readonly string[]
  /** Until when a status of theirs says that they are away, or `open` where it does not say until when. Left out: none does. */
  readonly away?: Temporal.Instant | 'open'
}

/** Who reads what is posted in a place. `outsiders` says whether guests or a connected company are among them. */
export const audience = z
  .object({
    outsiders: z.boolean(),
    readers: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('company') }),
      z.object({ kind: z.literal('departments'), departments: z.array(z.string()).min(1) }),
      z.object({ kind: z.literal('people'), people: z.array(z.string()).min(1) }),
    ]),
  })
  .readonly()
export type Audience = z.infer<typeof audience>

/** A channel that the company uses, under a name of its own (`revenue`), found by the platform's id. */
export interface KnownPlace {
  readonly id: number
  readonly name: string
  readonly place: Place
  readonly audience: Audience
  readonly locale: string | null
  readonly zone: string | null
}
