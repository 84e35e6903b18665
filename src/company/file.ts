import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { platformName } from '../chat/place.js'
import { role } from './model.js'

const key = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and underscores')
const email = z.email().transform((text) => text.toLowerCase())
const zone = z.string().refine(isZone, 'not an IANA time zone, write for example Europe/Berlin')
const locale = z.string().refine(isLocale, 'not a language tag, write for example en or de-AT')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as 09:00')
const day = z.iso.date()
const country = z.string().regex(/^[A-Z]{2}$/, 'write a country as two capital letters, for example DE')
const daysOff = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'the last day is before the first one')

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const weekday = z.enum(weekdays).transform((name) => weekdays.indexOf(name) + 1)

const work = z.strictObject({
  days: z.array(weekday).min(1).default([1, 2, 3, 4, 5]),
  from: time.default('09:00'),
  to: time.default('17:00'),
})

const person = z.strictObject({
  name: z.string().min(1),
  email,
  department: key.nullable().default(null),
  role: role.default('member'),
  zone: zone.nullable().default(null),
  locale: locale.nullable().default(null),
  work: work.prefault({}),
  country: country.nullable().default(null),
  days_off: z.array(daysOff).default([]),
  guest: z.boolean().default(false),
})

/** Who reads a place: the whole company, departments, or people; and whether outsiders are among them. */
const audience = z
  .strictObject({
    company: z.literal(true).optional(),
    departments: z.array(key).min(1).optional(),
    people: z.array(email).min(1).optional(),
    outsiders: z.boolean().default(false),
  })
  .refine((one) => [one.company, one.departments, one.people].filter((given) => given !== undefined).length === 1, {
    message: 'say exactly one of company: true, departments: [...] or people: [...]',
  })

const place = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
  platform: platformName,
  workspace: z.string().min(1),
  channel: z.string().min(1),
  audience,
  locale: locale.nullable().default(null),
  zone: zone.nullable().default(null),
})

/** `company.yaml`: the company, its departments and people, and the channels it uses. */
export const companyFile = z.strictObject({
  company: z.strictObject({
    name: z.string().min(1),
    zone,
    currency: z.string().regex(/^[A-Z]{3}$/, 'write an ISO 4217 code, for example EUR'),
    fiscal_year_starts: z.number().int().min(1).max(12).default(1),
    week_starts: weekday.default(1),
    locale: locale.default('en'),
    country: country.nullable().default(null),
  }),
  departments: z
    .array(
      z.strictObject({
        key,
        label: z.string().min(1),
        leader: email.nullable().default(null),
        home: z.string().nullable().default(null),
      }),
    )
    .min(1),
  people: z.array(person).default([]),
  places: z.array(place).default([]),
  holidays: z
    .array(z.strictObject({ day, name: z.string().min(1), country: country.nullable().default(null) }))
    .default([]),
})
export type CompanyFile = z.infer<typeof companyFile>

export function isZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return true
  } catch {
    return false
  }
}

export function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
