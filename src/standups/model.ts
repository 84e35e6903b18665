import { z } from 'zod'
import { asked } from '../rounds/model.js'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
const email = z.email().transform((text) => text.toLowerCase())
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as 09:30')
const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])

/** A span in minutes, written `45m` or `4h`. */
const span = (least: number, most: number, words: string) =>
  z
    .string()
    .regex(/^\d{1,4}[mh]$/, 'write a span as 45m or 4h')
    .refine((text) => minutesOf(text) >= least && minutesOf(text) <= most, words)

/** The minutes of a span as it is written in a file. */
export function minutesOf(text: string): number {
  const amount = Number.parseInt(text, 10)
  return text.endsWith('h') ? amount * 60 : amount
}

/**
 * What a question asks for. `part` says what it is in the summary of all departments: what went well, what is planned. A
 * `blocker` names what somebody waits for, and the department that could clear it.
 */
const question = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    label: z.string().min(1).max(150),
    part: z.enum(['wins', 'plans']).nullable().default(null),
    required: z.boolean().default(true),
  }),
  z.strictObject({
    kind: z.literal('choice'),
    label: z.string().min(1).max(150),
    options: z.array(z.string().min(1).max(75)).min(2).max(20),
    required: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('number'), label: z.string().min(1).max(150), required: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal('scale'),
    label: z.string().min(1).max(150),
    from: z.number().int().min(0).max(1).default(1),
    to: z.number().int().min(3).max(10).default(5),
    required: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('blocker'), label: z.string().min(1).max(150) }),
])
export type Question = z.infer<typeof question>

/** Who reads what was answered: the summary's readers with names, only what all of it comes to, or the owner alone. */
export const privacy = z.enum(['public', 'summary', 'owner'])

export const grouping = z.enum(['department', 'question'])

const mostQuestions = 8

/** A standup as it stands in a file and in the database. */
export const standup = z.strictObject({
  name,
  title: z.string().min(1).max(75),
  owner: email,
  /** Who manages it beside its owner, and reads what only the owner reads. */
  owners: z.array(email).max(20).default([]),
  ask: asked,
  days: z.array(weekday).min(1),
  at: time,
  /** `own`: at everybody's own local time; or an IANA zone, one instant for all. */
  zone: z.string().default('own'),
  /** How long after the last was asked it closes. */
  window: span(15, 24 * 60, 'choose 15m to 24h').default('4h'),
  reminders: z
    .array(span(10, 24 * 60, 'choose 10m to 24h'))
    .max(2)
    .default(['1h']),
  summary: z.strictObject({
    place: z.string(),
    /** Whether the summary names who has not answered. */
    missing: z.boolean().default(false),
    /** What the answers with names stand under. */
    group: grouping.default('department'),
  }),
  privacy: privacy.default('public'),
  questions: z
    .array(question)
    .min(1)
    .max(mostQuestions)
    .refine((list) => list.filter((one) => one.kind === 'blocker').length <= 1, 'ask for blockers once'),
})
export type Standup = z.infer<typeof standup>

/** `standups.yaml`. */
export const standupsFile = z.strictObject({ standups: z.array(standup) })
export type StandupsFile = z.infer<typeof standupsFile>

export const standupState = z.enum(['active', 'paused', 'archived'])
export type StandupState = z.infer<typeof standupState>

/** What somebody answered, question by question in order; null where they left one out. */
const answer = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('words'), text: z.string() }),
    z.object({ kind: z.literal('number'), value: z.number() }),
    z.object({ kind: z.literal('blocker'), text: z.string(), waitsFor: z.string().nullable() }),
  ])
  .nullable()
export const answers = z.array(answer).readonly()
export type Answers = z.infer<typeof answers>

/** What keeps somebody from their work, as they answered it. */
export type Blocking = Extract<Answers[number], { readonly kind: 'blocker' }>

export const blockerIn = (given: Answers): Blocking | null => given.find((one) => one?.kind === 'blocker') ?? null

const weekdayNumbers: Readonly<Record<z.infer<typeof weekday>, number>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 0,
}

/** The days of a standup as cron writes them. */
export const cronDays = (one: Pick<Standup, 'days'>): string =>
  one.days
    .map((day) => weekdayNumbers[day])
    .toSorted((a, b) => a - b)
    .join(',')

export const weekdays = weekday.options
