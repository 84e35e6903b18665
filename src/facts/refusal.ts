import { z } from 'zod'
import { clean, clip } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'

/** Why a cell or a row is refused; each has its words under `facts.refused_<code>`. */
export const refusalCode = z.enum([
  'missing',
  'not_listed',
  'not_a_choice',
  'not_a_day',
  'day_out_of_range',
  'not_a_number',
  'too_precise',
  'too_large',
  'not_a_currency',
  'not_a_flag',
  'too_long',
  'too_many_decimals',
  'ends_before_start',
  'off_the_scale',
  'not_of_employees',
  'not_of_customers',
  'not_above_zero',
  'same_currency',
  'wrong_cells',
  'repeated_id',
  'frozen',
])
export type RefusalCode = z.infer<typeof refusalCode>

/** Of a value in a reason: a cell may hold a whole letter. In characters. */
const longestShown = 80

/** One reason for which a row was left out. `column` is as the file writes it, empty where the whole row is meant. */
export const refusal = z
  .object({
    file: z.string(),
    line: z.number(),
    column: z.string(),
    value: z.string(),
    code: refusalCode,
    /** What the words of the reason need to be filled in. */
    args: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .readonly()
export type Refusal = z.infer<typeof refusal>

/** A refusal of one field, before it is known where the row stands. */
export type Fault = Pick<Refusal, 'column' | 'value' | 'code' | 'args'> & { readonly field: string }

/** The reason in words, with the column and the value: "Closed: “31.02.2026” is not a day ...". */
export function cellReason({ column, value, code, args }: Refusal, t: Texts): string {
  const reason = t.plain(`facts.refused_${code}`, { ...args, value: clip(clean(value), longestShown) })
  return column === '' ? reason : t.plain('facts.refused_cell', { column: clean(column), reason })
}
