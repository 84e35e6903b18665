import { z } from 'zod'
import { readCondition } from '../alerts/model.js'
import { factNames } from '../facts/catalogue.js'

const name = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
const field = z.string().max(60)

/** A span in days, written `14d`. */
const days = z.string().regex(/^\d{1,3}d$/, 'write a span of days as 14d')
export const daysOf = (text: string): number => Number.parseInt(text, 10)

/**
 * What has to be so of a field: its value or one of several; whether it states anything; a day that lies within so many days from
 * today, or so many days back; an amount (in major units) or a figure beyond a line.
 */
const condition = z.union([
  z.string().max(200),
  z.array(z.string().max(200)).min(1).max(50),
  z.strictObject({ stated: z.boolean() }),
  z.strictObject({ within: days }),
  z.strictObject({ older: days }),
  z.strictObject({ above: z.number() }),
  z.strictObject({ below: z.number() }),
])
export type FieldCondition = z.infer<typeof condition>
const conditions = z.record(field, condition)
export type Conditions = z.infer<typeof conditions>

/** Records of a fact that are so; perhaps only where the latest record of another fact beside them is so too. */
const recordScenario = z.strictObject({
  record: z.enum(factNames),
  where: conditions.refine((said) => Object.keys(said).length > 0, 'say at least one condition'),
  latest: z
    .strictObject({
      record: z.enum(factNames),
      /** The field that both state: `account`. */
      by: field,
      /** The day by which the latest is found. */
      on: field,
      /** Among which of them: `{ kind: nps }`. */
      among: conditions.default({}),
      where: conditions,
    })
    .optional(),
})
export type RecordScenario = z.infer<typeof recordScenario>

const metricScenario = z.strictObject({
  metric: z.string().max(200),
  period: z.string().max(100),
  by: field.optional(),
  filters: z.record(field, z.string().max(200)).default({}),
  is: z
    .string()
    .max(100)
    .refine((text) => readCondition(text) !== null, 'write target, unusual, "below 20%" or "above 40 until 35"'),
})
export type MetricScenario = z.infer<typeof metricScenario>

export const isRecord = (when: Playbook['when']): when is RecordScenario => 'record' in when

/** A playbook as it stands in a file and in the database. */
export const playbook = z.strictObject({
  name,
  title: z.string().trim().min(1).max(100),
  owner: z.email().transform((text) => text.toLowerCase()),
  when: z.union([recordScenario, metricScenario], 'say either record and where, or metric, period and is'),
  /** What is said to who decides; fields of the record in braces. */
  say: z.string().min(1).max(500),
  do: z.looseObject({ action: z.string().max(60) }),
  /** What somebody has to add before it is done: "PO number". */
  needs: z.string().min(1).max(75).optional(),
  /** Proposed to somebody with a button, or done at once. */
  how: z.enum(['propose', 'at once']).default('propose'),
  /** Who decides; left out, its owner. */
  ask: z
    .email()
    .transform((text) => text.toLowerCase())
    .optional(),
  /** Whether a record that was so before is taken up again when it becomes so again. */
  often: z.enum(['first time', 'every time']).default('first time'),
  /** Whether what is so already when it begins is taken up too. */
  existing: z.boolean().default(false),
  /** When to ask whether it helped, and by which number that can be seen. */
  check: z
    .strictObject({ after: days, metric: z.string().max(200).optional(), period: z.string().max(100).optional() })
    .optional(),
})
export type Playbook = z.infer<typeof playbook>

/** `playbooks.yaml`. */
export const playbooksFile = z.strictObject({ playbooks: z.array(playbook) })
export type PlaybooksFile = z.infer<typeof playbooksFile>

export const playbookState = z.enum(['active', 'paused', 'ended'])
export type PlaybookState = z.infer<typeof playbookState>

/** What is known of what a playbook speaks of: by field, as stored; amounts in minor units beside their currency. */
export const fields = z.record(z.string(), z.string().nullable())
export type Fields = z.infer<typeof fields>

const hole = /\{([a-z_]+)\}/g

/** The fields that a text names in braces. */
export const holesIn = (text: string): readonly string[] => [...text.matchAll(hole)].map((match) => match[1] ?? '')

/** A text with its fields filled in. */
export const filled = (text: string, shown: (field: string) => string): string =>
  text.replace(hole, (_, one: string) => shown(one))

/** Every word of an action's arguments with its fields filled in. */
export function filledArgs(value: unknown, shown: (field: string) => string): unknown {
  if (typeof value === 'string') return filled(value, shown)
  if (Array.isArray(value)) return value.map((one) => filledArgs(one, shown))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledArgs(one, shown)]))
}

/** What an action is told: all that stands beside its name. */
export const argsOf = ({ do: { action: _action, ...args } }: Pick<Playbook, 'do'>): Record<string, unknown> => args
