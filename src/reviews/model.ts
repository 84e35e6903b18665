import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Subject } from '../chat/message.js'
import { holidayRule, type Rule } from '../schedules/model.js'
import { cronDays, weekdays } from '../standups/model.js'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as 09:30')
const email = z.email().transform((text) => text.toLowerCase())

const weekday = z.enum(weekdays)

/** When something comes round every week: on the wall clock of a zone. */
const weekly = { day: weekday, at: time, zone: z.string() }
export type Weekly = z.infer<z.ZodObject<typeof weekly>>

/** More numbers than this are not looked at one by one in a meeting. */
const mostMetrics = 12

/** A standing review as it stands in a file and in the database. */
export const review = z.strictObject({
  name,
  title: z.string().trim().min(1).max(75),
  owner: email,
  /** The name of the place that it is posted to; its readers decide which numbers stand in it. */
  place: z.string(),
  ...weekly,
  holidays: holidayRule.default('after'),
  /** The numbers at a glance; none: those of the company's scorecard. */
  metrics: z.array(z.string()).max(mostMetrics).default([]),
})
export type Review = z.infer<typeof review>

export const reviewState = z.enum(['active', 'paused'])
export type ReviewState = z.infer<typeof reviewState>

/** A review as it stands in a file: a paused one is posted by hand alone. */
const fileReview = review.extend({ state: reviewState.default('active') })

/** How long before a talk it is prepared: 30 minutes to 24 hours. */
export const aheads = ['30m', '1h', '2h', '4h', '24h'] as const

/** A regular talk between who leads and the leader of a department. */
export const oneToOne = z.strictObject({
  department: z.string(),
  lead: email,
  ...weekly,
  ahead: z.enum(aheads).default('2h'),
})
export type OneToOne = z.infer<typeof oneToOne>

/** `reviews.yaml`. */
export const reviewsFile = z.strictObject({
  reviews: z.array(fileReview).default([]),
  one_to_ones: z.array(oneToOne).default([]),
})
export type ReviewsFile = z.infer<typeof reviewsFile>

export const decisionState = z.enum(['open', 'done', 'dropped'])

/** Who does what by when. `by` is a day of the company. */
export interface Decision {
  readonly id: number
  readonly source: Subject
  readonly what: string
  readonly person: number
  readonly by: string
  readonly state: z.infer<typeof decisionState>
  readonly moves: number
  readonly reason: string | null
  readonly recordedBy: number
  readonly recordedAt: Temporal.Instant
  readonly settledAt: Temporal.Instant | null
}

export const reviewSubject = (name: string): Subject => `review:${name}`
export const oneToOneSubject = (department: string): Subject => `one_to_one:${department}`
export const decisionSubject = (id: number): Subject => `decision:${id}`
/** The decisions below a posted review, as a live card. */
export const decisionsSubject = (post: number): Subject => `review_post:${post}`

const aheadMinutes: Readonly<Record<OneToOne['ahead'], number>> = {
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '4h': 240,
  '24h': 1440,
}

/** How many minutes before a talk it is prepared. */
export const aheadOf = ({ ahead }: OneToOne): number => aheadMinutes[ahead]

/** A meeting that was missed by more than this is over. */
const catchUp = 2 * 3600

/** The rule of what comes round every week. */
export function ruleOf({ day, at, zone }: Weekly, holidays: Rule['holidays']): Rule {
  const [hour, minute] = at.split(':').map(Number)
  return { cron: `${minute} ${hour} * * ${cronDays({ days: [day] })}`, zone, holidays, catchUp }
}

/** When a talk is prepared: so long before it, perhaps on the day before. On a holiday nobody talks. */
export function preparedBy(one: OneToOne): Rule {
  const [hour = 0, minute = 0] = one.at.split(':').map(Number)
  const at = hour * 60 + minute - aheadOf(one)
  const moved = (weekdays.indexOf(one.day) + (at < 0 ? 6 : 0)) % 7
  const inDay = (at + 1440) % 1440
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`
  return ruleOf({ day: weekdays[moved] ?? one.day, at: time, zone: one.zone }, 'skip')
}
