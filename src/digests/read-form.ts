import type { Values } from '../chat/form.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { cronOf } from '../schedules/words.js'
import type { Problem } from './check.js'
import { comparisons, destinationOf, type FormErrors, holidayRules, type Read, roomFor } from './form.js'
import { type Destination, type Digest, digest as digestSchema, isMetric, type Section } from './model.js'

interface ReadDesk {
  readonly catalogue: Catalogue
  readonly t: Texts
  readonly by: Person
  /** What is changed or copied, or null. */
  readonly before: Digest | null
  /** The name that it gets or has. */
  readonly name: string
}

const textOfValue = (value: Values[string] | undefined): string => (typeof value === 'string' ? value.trim() : '')
const listOfValue = (value: Values[string] | undefined): readonly string[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : []

/**
 * Reads the form of a digest. What it does not ask for stays as it was: a destination's filters, and the period or comparison of a
 * line that differed from what the form began with.
 */
export function readDigestForm(values: Values, desk: ReadDesk): Read<Digest> {
  const { t, before, by } = desk
  const cron = cronOf(textOfValue(values.when), t.locale)
  const sections = sectionsOf(values, desk)
  const destinations = listOfValue(values.to).flatMap((key): readonly Destination[] => {
    const found = destinationOf(key, before?.destinations ?? [])
    return found ? [found] : []
  })
  const errors: FormErrors = {
    ...(cron === null ? { when: t.plain('digests.wrong_when', { typed: textOfValue(values.when) }) } : {}),
    ...(destinations.length === 0 ? { to: t.plain('digests.wrong_to') } : {}),
    ...(sections.length === 0 || sections.length > roomFor(0) ? { metrics: t.plain('digests.wrong_count') } : {}),
  }
  if (cron === null || Object.keys(errors).length > 0) return { kind: 'wrong', errors }
  const made = digestSchema.safeParse({
    name: desk.name,
    title: textOfValue(values.title),
    owner: before?.owner ?? by.email,
    schedule: {
      ...before?.schedule,
      cron,
      zone: textOfValue(values.zone),
      holidays: holidayRules.find((one) => one === values.holidays) ?? 'run',
    },
    delivery: before?.delivery,
    destinations,
    sections,
  })
  if (made.success) return { kind: 'fine', value: made.data }
  return { kind: 'wrong', errors: { title: t.plain('digests.wrong_form') } }
}

function sectionsOf(values: Values, { before, catalogue }: ReadDesk): readonly Section[] {
  const known = before?.sections ?? []
  const began = known.find(isMetric)
  const period = textOfValue(values.period)
  const against = comparisons.find((one) => one === values.against) ?? 'previous'
  const metrics = listOfValue(values.metrics).map((metric): Section => {
    const same = known.find((one) => isMetric(one) && one.metric === metric)
    if (same && isMetric(same))
      return {
        ...same,
        period: same.period === began?.period ? period : same.period,
        against: same.against === began?.against ? against : same.against,
      }
    // Broken down, a line can say what moved it.
    const by = telling(catalogue.find(metric)?.definition.dimensions ?? [])
    return { metric, period, ...(by === undefined ? {} : { by }), against }
  })
  return [...metrics, ...listOfValue(values.also).map((show): Section => ({ show }))]
}

/** Dimensions by which a company usually looks at itself, the most telling first. */
const usual = ['region', 'segment', 'product', 'plan', 'route', 'lead_source', 'reason', 'team', 'stage']

/** The most telling of some dimensions: the one that a line which says what moved it is broken down by. */
export function telling(dimensions: readonly string[]): string | undefined {
  return usual.find((one) => dimensions.includes(one)) ?? dimensions[0]
}

/** The errors of a digest at the fields of its form. */
export function errorsAt(problems: readonly Problem[], t: Texts, fields: Readonly<Record<string, string>>): FormErrors {
  const found = problems.map(({ path, key, args }) => {
    const field = Object.entries(fields).find(([start]) => path.startsWith(start))?.[1] ?? fields[''] ?? ''
    return [field, t.plain(key, args)] as const
  })
  return Object.fromEntries(found)
}

/** A name from a title that no other digest has: `weekly-revenue-beat`, `weekly-revenue-beat-2`. */
export function nameFrom(title: string, taken: ReadonlySet<string>): string {
  const plain = title.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '')
  const base =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 50) || 'digest'
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}
