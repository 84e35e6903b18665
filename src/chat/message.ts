import { z } from 'zod'
import { call } from './action.js'
import { text } from './text.js'

/** What a number or a record is called across rooms: `metric:win_rate`, `item:42`. For audit, rights at sending, live cards. */
export type Subject = `${string}:${string}`
export const subject = z.custom<Subject>((value) => typeof value === 'string' && /^[a-z_]+:.+$/s.test(value))

/**
 * What a paragraph, a table, a chart or a button discloses by itself, so that it can be left out where somebody may no longer see it: the
 * number of a line, the name of a metric on a button; of words about several lines at once, all of them.
 */
const discloses = z.array(subject).readonly().optional()

/** Asked before something that is hard to undo. */
const confirmation = z.object({ title: z.string(), text: z.string(), yes: z.string(), no: z.string() }).readonly()

export const button = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('call'),
      label: z.string(),
      call,
      style: z.enum(['normal', 'primary', 'danger']),
      confirm: confirmation.nullable(),
      discloses,
    }),
    z.object({ kind: z.literal('link'), label: z.string(), url: z.string(), discloses }),
  ])
  .readonly()
export type Button = z.infer<typeof button>

const column = z.object({ label: z.string(), align: z.enum(['start', 'end']) }).readonly()

/**
 * A chart's values are numbers as shown (24.3 with unit `%`, 1200.5 with unit `EUR`); null where there is nothing to draw.
 * Every series has one value per category.
 */
const chart = z.object({
  kind: z.literal('chart'),
  shape: z.enum(['line', 'bar', 'pie']),
  title: z.string(),
  unit: z.string(),
  categories: z.array(z.string()).readonly(),
  series: z
    .array(z.object({ name: z.string(), values: z.array(z.number().nullable()).readonly() }).readonly())
    .readonly(),
  discloses,
})
export type Chart = z.infer<typeof chart>

const table = z.object({
  kind: z.literal('table'),
  caption: z.string(),
  columns: z.array(column).readonly(),
  rows: z.array(z.array(text).readonly()).readonly(),
  discloses,
})
export type Table = z.infer<typeof table>

export const block = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('heading'), text: z.string() }),
    z.object({ kind: z.literal('text'), text, discloses }),
    z.object({
      kind: z.literal('facts'),
      facts: z.array(z.object({ label: z.string(), value: text }).readonly()).readonly(),
    }),
    table,
    chart,
    z.object({ kind: z.literal('progress'), label: z.string(), done: z.number(), total: z.number() }),
    z.object({ kind: z.literal('actions'), buttons: z.array(button).readonly() }),
    z.object({ kind: z.literal('note'), text, discloses }),
    z.object({ kind: z.literal('divider') }),
  ])
  .readonly()
export type Block = z.infer<typeof block>

/** Plain data that every platform can draw. What it discloses is compared with the readers' rights again when it is sent. */
export const message = z
  .object({ blocks: z.array(block).readonly(), discloses: z.array(subject).readonly() })
  .readonly()
export type Message = z.infer<typeof message>
