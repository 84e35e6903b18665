import { z } from 'zod'
import { asked } from '../rounds/model.js'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
const day = z.iso.date('write a day as 2026-11-30')
const email = z.email().transform((text) => text.toLowerCase())
const label = z.string().min(1).max(150)
const common = { label, required: z.boolean().default(true) }
const options = z.array(z.string().min(1).max(75)).min(2).max(20)

/**
 * What a question asks for. `account` and `lead` are chosen from what was imported and bring the segment with them; `verdict`
 * accepts the lead of the prompt or sends it back with a reason. `feeds` says which metric of the company the answers count for.
 */
const question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('nps'), ...common, feeds: z.enum(['enps']).nullable().default(null) }),
  z.strictObject({ kind: z.literal('csat'), ...common }),
  z
    .strictObject({
      kind: z.literal('scale'),
      ...common,
      from: z.number().int().min(0).max(1).default(1),
      to: z.number().int().min(3).max(10).default(5),
      feeds: z.enum(['pulse']).nullable().default(null),
    })
    .refine(({ feeds, from, to }) => feeds === null || (from === 1 && to === 5), 'a pulse is asked from 1 to 5'),
  z.strictObject({ kind: z.literal('choice'), ...common, options }),
  z.strictObject({ kind: z.literal('many'), ...common, options }),
  z.strictObject({ kind: z.literal('text'), ...common }),
  z.strictObject({ kind: z.literal('account'), ...common }),
  z.strictObject({ kind: z.literal('lead'), ...common }),
  z.strictObject({ kind: z.literal('verdict'), ...common }),
])
export type Question = z.infer<typeof question>

/**
 * Whose name stands beside an answer: `named` is read with names by the owners and the readers of the results, `confidential` by the
 * owners alone, `anonymous` by nobody.
 */
export const privacy = z.enum(['named', 'confidential', 'anonymous'])

/** From how many answers on a group is told: fewer would tell who gave them. */
export const leastOfAll = 5

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** When it is asked: once on a day, again and again, or (null) when somebody says so. */
const when = z.union([
  z.strictObject({ on: day }),
  z.strictObject({ every: z.literal('week'), day: z.enum(weekdays) }),
  // No month is shorter.
  z.strictObject({ every: z.enum(['month', 'quarter']), day: z.number().int().min(1).max(28) }),
])
export type When = z.infer<typeof when>

/** A span of days, written `5d`. */
const days = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,3}d$/, 'write a span as 5d')
    .refine((text) => daysOf(text) >= least && daysOf(text) <= most, `choose ${least}d to ${most}d`)

/** The days of a span as it is written in a file. */
export const daysOf = (text: string): number => Number.parseInt(text, 10)

export const mostQuestions = 8

const fields = z.strictObject({
  name,
  title: z.string().min(1).max(75),
  /** The first one is who it is told to when something is wrong with it. */
  owners: z.array(email).min(1).max(5),
  ask: asked,
  /** So many of them, drawn anew each time; null for all. */
  sample: z.number().int().min(1).nullable().default(null),
  when: when.nullable().default(null),
  /** So many working days after the last was asked it closes. */
  window: days(1, 30).default('5d'),
  /** Nobody is asked the same prompt again within so many days. */
  gap: days(0, 365).default('7d'),
  privacy,
  /** From how many answers on a group is told; never fewer than five. */
  least: z.number().int().min(leastOfAll).max(50).default(leastOfAll),
  results: z.strictObject({
    place: z.string().nullable().default(null),
    when: z.enum(['live', 'after_close', 'owner_first']).default('after_close'),
  }),
  questions: z.array(question).min(1).max(mostQuestions),
})

/** A prompt as it stands in a file and in the database. */
export const prompt = fields
  .refine(({ questions }) => questions.filter(({ kind }) => kind === 'lead').length <= 1, 'ask about one lead')
  .refine(
    ({ questions }) =>
      questions.every(({ kind }) => kind !== 'verdict') || questions.some(({ kind }) => kind === 'lead'),
    'a verdict is about a lead: ask for the lead too',
  )
  .refine(
    ({ questions, privacy }) => privacy === 'named' || questions.every(({ kind }) => kind !== 'verdict'),
    'a verdict on a lead changes the lead, and that cannot be done without a name: make the prompt named',
  )
export type Prompt = z.infer<typeof prompt>

/** What comes with the product to begin with: whoever takes it owns it, and says who is asked. */
export const promptTemplate = fields.omit({ owners: true, ask: true, sample: true, least: true })
export type PromptTemplate = z.infer<typeof promptTemplate>

/** `prompts.yaml`. */
export const promptsFile = z.strictObject({ prompts: z.array(prompt) })
export type PromptsFile = z.infer<typeof promptsFile>

export const promptState = z.enum(['active', 'paused', 'archived'])
export type PromptState = z.infer<typeof promptState>

/** What somebody answered, question by question in order; null where they left one out. */
const answer = z.union([
  z.object({ kind: z.literal('score'), value: z.number().int() }),
  z.object({ kind: z.literal('chosen'), options: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('words'), text: z.string() }),
  z.object({ kind: z.literal('account'), account: z.string(), segment: z.string().nullable() }),
  z.object({
    kind: z.literal('lead'),
    source: z.number().int(),
    id: z.string(),
    account: z.string().nullable(),
    segment: z.string().nullable(),
  }),
  z.object({ kind: z.literal('verdict'), verdict: z.enum(['accepted', 'returned']), reason: z.string().nullable() }),
  z.null(),
])
export type Answer = z.infer<typeof answer>
export const answers = z.array(answer).readonly()
export type Answers = z.infer<typeof answers>

/**
 * What an anonymous form runs with instead of a person. `stub` says that this person has answered this round, and stands beside nothing
 * that they said; `mailbox` is the name of the one answer under which its owner can be written back to. Both can be computed only with
 * the environment's key, and neither from the other.
 */
export interface Ticket {
  readonly round: number
  readonly stub: string
  readonly mailbox: string
  /** Kept sealed until it is known whether so many of a department have answered that it may be told. */
  readonly department: string | null
}
