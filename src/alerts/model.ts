import { z } from 'zod'
import type { Threshold } from './judge.js'

/**
 * When something is told: the number crosses its target, a figure that somebody named (as a target states it: a fraction, days,
 * money in major units), or moves in a way that is unusual for it.
 */
export type Condition =
  | { readonly kind: 'target' }
  | { readonly kind: 'unusual' }
  | ({ readonly kind: 'threshold' } & Threshold)

/** It comes back by so much of the threshold before it is over, unless somebody says at what. */
const hysteresis = 0.05

/** The way back from a threshold. */
export const backFrom = (side: Threshold['side'], at: number): number =>
  side === 'above' ? at - Math.abs(at) * hysteresis : at + Math.abs(at) * hysteresis

const figure = String.raw`(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%?)`
const written = new RegExp(`^(above|below) ${figure}(?: until ${figure})?$`)

/**
 * Reads a condition as files have it: `target`, `unusual`, `below 20%`, `above 40 until 35`. @returns null for anything else, and
 * for a way back that leads further away
 */
export function readCondition(text: string): Condition | null {
  const said = text.trim().toLowerCase().replace(/\s+/g, ' ').replace(/ %/g, '%')
  if (said === 'target' || said === 'unusual') return { kind: said }
  const [, side, at, share, until, untilShare] = written.exec(said) ?? []
  if ((side !== 'above' && side !== 'below') || at === undefined) return null
  const line = fraction(at, share)
  const back = until === undefined ? backFrom(side, line) : fraction(until, untilShare)
  const leadsBack = side === 'above' ? back <= line : back >= line
  return leadsBack ? { kind: 'threshold', side, at: line, until: back } : null
}

const fraction = (digits: string, percent: string | undefined): number =>
  percent === '%' ? Number(digits) / 100 : Number(digits)

/** Writes a condition as files have it, so that `readCondition` reads it again. */
export function writeCondition(condition: Condition): string {
  if (condition.kind !== 'threshold') return condition.kind
  const { side, at, until } = condition
  const back = until === backFrom(side, at) ? '' : ` until ${until}`
  return `${side} ${at}${back}`
}

const name = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')

/** A span in minutes, written `45m`, `24h` or `7d`. */
const span = z.string().regex(/^\d{1,4}[mhd]$/, 'write a span as 45m, 24h or 7d')
const minutesIn: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 }

/** The minutes of a span as it is written in a file. */
export const minutesOf = (text: string): number => Number.parseInt(text, 10) * (minutesIn[text.slice(-1)] ?? 0)

/** After something was said of a number nothing more is said of it for so long, unless its follower says otherwise. */
export const usualQuiet = '24h'

const destination = z.union(
  [z.strictObject({ place: z.string().max(200) }), z.strictObject({ person: z.email() })],
  'say either place or person',
)

/** A number that somebody follows, as it stands in a file and in the database. */
export const follow = z.strictObject({
  name,
  /** Who follows it, or who follows it for a place: by their rights it is looked at. */
  owner: z.email().transform((text) => text.toLowerCase()),
  metric: z.string().max(200),
  /** In words that move with the days: `last week`. */
  period: z.string().max(100),
  /** Looked at for each value of a dimension by itself. */
  by: z.string().max(100).optional(),
  filters: z.record(z.string().max(100), z.string().max(200)).default({}),
  when: z
    .string()
    .max(100)
    .refine((text) => readCondition(text) !== null, 'write target, unusual, "below 20%" or "above 40 until 35"')
    .default('target'),
  often: z.enum(['every time', 'once']).default('every time'),
  quiet: span.default(usualQuiet),
  to: destination,
  /** At once, or in the person's next morning note; a place has none. */
  as: z.enum(['message', 'morning note']).default('message'),
})
export type Follow = z.infer<typeof follow>

/** `alerts.yaml`. */
export const alertsFile = z.strictObject({ follows: z.array(follow) })
export type AlertsFile = z.infer<typeof alertsFile>

/** A number as it was when something was said of it, with everything that a sentence about it needs. */
export const numbers = z
  .object({
    value: z.number(),
    numerator: z.number().nullable(),
    denominator: z.number().nullable(),
    rows: z.number(),
    currency: z.string().nullable(),
    version: z.number(),
    /** The threshold that it was held against, in the number's own unit; null where it was what is usual. */
    threshold: z.object({ side: z.enum(['above', 'below']), at: z.number(), until: z.number() }).nullable(),
    /** What is usual, where that was looked at. */
    deviation: z
      .object({ median: z.number(), mad: z.number(), score: z.number().nullable(), count: z.number() })
      .nullable(),
  })
  .readonly()
export type Numbers = z.infer<typeof numbers>
