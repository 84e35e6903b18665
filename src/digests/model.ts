import { z } from 'zod'
import { guarantee } from '../deliveries/model.js'
import { defaultCatchUp, holidayRule, overlapRule, type Rule } from '../schedules/model.js'
import { cronOf } from '../schedules/words.js'

/** How long a name may be: it is part of keys and of what buttons carry. */
const longestName = 60
const name = z
  .string()
  .max(longestName)
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')

/** `90m`, `2h`. */
export const span = z.string().regex(/^\d{1,3}[mh]$/, 'write a span as 90m or 2h')

/** Files are written in English words; `when` is stored as cron. */
const fileLocale = 'en'

const schedule = z
  .strictObject({
    cron: z.string().optional(),
    /** In words instead: `Monday 09:00`. */
    when: z.string().optional(),
    zone: z.string(),
    catch_up: span.optional(),
    holidays: holidayRule.default('run'),
    overlap: overlapRule.default('skip'),
  })
  .transform(({ when, ...rest }, context) => {
    const cron = rest.cron ?? (when === undefined ? null : cronOf(when, fileLocale))
    if (cron !== null && (rest.cron === undefined || when === undefined)) return { ...rest, cron }
    context.addIssue('say either cron ("0 9 * * 1") or when ("Monday 09:00")')
    return z.NEVER
  })

/** What is done with numbers that are older than their definition allows: said beside them, waited for, or left out. */
const staleRule = z.enum(['label', 'hold', 'skip'])

/** One line of a digest: a metric over a period in words (`last week`), perhaps broken down by a dimension. */
const metricSection = z.strictObject({
  metric: z.string().max(200),
  period: z.string().max(100),
  by: z.string().max(100).optional(),
  /** `previous` compares with the period before (a running one with the same share of it), `target` with its target. */
  against: z.enum(['previous', 'year before', 'target', 'none']).default('previous'),
  /** Left out: as the metric's definition says. */
  stale: staleRule.optional(),
})
export type MetricSection = z.infer<typeof metricSection>

/** Lines that another capability has to say: `checklists`. */
const shownSection = z.strictObject({ show: z.string().max(100) })

const section = z.union([metricSection, shownSection], 'say either metric and period, or show')
export type Section = z.infer<typeof section>

export const isMetric = (one: Section): one is MetricSection => 'metric' in one

/** For whom a destination is meant, where that is fewer than read there: the lines that all of these may see are posted. */
const readers = z.union([
  z.literal('company'),
  z.strictObject({ departments: z.array(z.string().max(100)).min(1).max(50) }),
  z.strictObject({ people: z.array(z.email()).min(1).max(200) }),
])

const settings = {
  locale: z.string().max(35).optional(),
  zone: z.string().max(60).optional(),
  /** The same digest for a part of the business: `region: EMEA`. */
  filters: z.record(z.string().max(100), z.string().max(200)).default({}),
  audience: readers.optional(),
}
const destination = z.union(
  [z.strictObject({ place: z.string().max(200), ...settings }), z.strictObject({ person: z.email(), ...settings })],
  'say either place or person',
)
export type Destination = z.infer<typeof destination>

/** What tells destinations apart: `place:revenue`, `person:maya@acme.example`. */
export function destinationKey(one: Destination): string {
  return 'place' in one ? `place:${one.place}` : `person:${one.person}`
}

/** Seven lines at most: a digest that has to be scrolled is not read. */
export const mostSections = 7
/** Far more than a company has channels that one digest goes to; it bounds one transaction. */
const mostDestinations = 2000

const fields = {
  name,
  title: z.string().trim().min(1).max(150),
  owner: z.email(),
  schedule,
  /** What happens where a platform cannot say whether it showed the message: said to the owner, or posted again. */
  delivery: guarantee.default('at most once'),
  destinations: z.array(destination).min(1).max(mostDestinations),
  sections: z.array(section).min(1).max(mostSections),
}

const twice = 'the same destination stands there twice'
const once = (list: readonly Destination[]): boolean => new Set(list.map(destinationKey)).size === list.length

export const digest = z.strictObject({ ...fields, destinations: fields.destinations.refine(once, twice) })
export type Digest = z.infer<typeof digest>

/** `draft` until it is approved, then `active`; `paused` posts nothing until somebody resumes it. */
export const digestState = z.enum(['draft', 'active', 'paused'])
export type DigestState = z.infer<typeof digestState>

/** A digest as it stands in a file. What is applied from a file has been approved by whoever may apply it. */
export const fileDigest = digest.extend({ state: digestState.default('active') })
export type FileDigest = z.infer<typeof fileDigest>

/** `digests.yaml`. */
export const digestsFile = z.strictObject({ digests: z.array(fileDigest) })
export type DigestsFile = z.infer<typeof digestsFile>

/** A digest with what became of it. `pending`: a change that waits for approval while the approved one is posted. */
export interface StoredDigest {
  readonly digest: Digest
  readonly state: DigestState
  readonly version: number
  readonly pending: Digest | null
  readonly approvedBy: number | null
}

/** The rule by which a digest is due. */
export function ruleOf({ schedule: said }: Digest): Rule {
  const { cron, zone, holidays, overlap, catch_up } = said
  const catchUp =
    catch_up === undefined ? defaultCatchUp : Number.parseInt(catch_up, 10) * (catch_up.endsWith('h') ? 3600 : 60)
  return { cron, zone, holidays, overlap, catchUp }
}
