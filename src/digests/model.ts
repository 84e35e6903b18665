import { z } from 'zod'
import { defaultCatchUp, holidayRule } from '../schedules/model.js'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')

/** `90m`, `2h`. */
const span = z.string().regex(/^\d{1,3}[mh]$/, 'write a span as 90m or 2h')

const schedule = z.strictObject({
  cron: z.string(),
  zone: z.string(),
  catch_up: span.optional(),
  holidays: holidayRule.default('run'),
})

/** One line of a digest: a metric over a period in words (`last week`), perhaps broken down by a dimension. */
const section = z.strictObject({
  metric: z.string(),
  period: z.string(),
  by: z.string().optional(),
  /** `previous` compares with the period before (a running one with the same share of it), `target` with its target. */
  against: z.enum(['previous', 'target']).default('previous'),
})
export type Section = z.infer<typeof section>

const destination = z.strictObject({
  place: z.string(),
  locale: z.string().optional(),
  zone: z.string().optional(),
  /** The same digest for a part of the business: `region: EMEA`. */
  filters: z.record(z.string(), z.string()).default({}),
})
export type Destination = z.infer<typeof destination>

/** Seven lines at most: a digest that has to be scrolled is not read. */
const mostSections = 7

export const digest = z.strictObject({
  name,
  title: z.string().min(1).max(150),
  owner: z.email(),
  schedule,
  destinations: z.array(destination).min(1),
  sections: z.array(section).min(1).max(mostSections),
})
export type Digest = z.infer<typeof digest>

/** `digests.yaml`. */
export const digestsFile = z.strictObject({ digests: z.array(digest) })
export type DigestsFile = z.infer<typeof digestsFile>

/** The catch-up window of a digest in seconds. */
export function catchUpOf(one: Digest): number {
  const { catch_up: said } = one.schedule
  if (said === undefined) return defaultCatchUp
  return Number.parseInt(said, 10) * (said.endsWith('h') ? 3600 : 60)
}
