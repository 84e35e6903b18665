import { z } from 'zod'
import { units } from '../time/calendar.js'
import { period } from '../time/period.js'

/** Questions come back from buttons, so their size is bounded; PostgreSQL knows no NUL in a text. */
const word = z
  .string()
  .max(200)
  .refine((text) => !text.includes('\u0000'), 'a character that no name has')

/** Only rows whose dimension has one of these values. */
const filter = z.object({ dimension: word, values: z.array(word).min(1).max(50) }).readonly()
export type Filter = z.infer<typeof filter>

/** What a number is compared with. `previous`: the period before, for a running one its same elapsed share. */
const against = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('previous') }),
    z.object({ kind: z.literal('year before') }),
    z.object({ kind: z.literal('period'), period }),
    z.object({ kind: z.literal('target') }),
    z.object({ kind: z.literal('none') }),
  ])
  .readonly()
export type Against = z.infer<typeof against>

/**
 * What is asked, with nothing left to interpret. A zod schema, because buttons carry questions; its arrays are plain ones, because
 * that is what JSON gives back.
 */
export const question = z
  .object({
    metric: z.string(),
    period,
    by: z.string().nullable(),
    where: z.array(filter).max(10),
    against,
    /** The unit of the pieces, or null without a trend. */
    trend: z.enum(units).nullable(),
  })
  .readonly()
export type Question = z.infer<typeof question>
