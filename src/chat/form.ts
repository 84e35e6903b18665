import { z } from 'zod'
import { call } from './action.js'
import { text } from './text.js'

export const option = z.object({ value: z.string(), label: z.string() }).readonly()
export type Option = z.infer<typeof option>

/** What a person filled in, by field name. Dates are `YYYY-MM-DD`, times `HH:MM`; an empty field is null. */
export const values = z
  .record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly(), z.null()]))
  .readonly()
export type Values = z.infer<typeof values>

const named = { name: z.string(), label: z.string(), hint: z.string().nullable(), required: z.boolean() }

/**
 * `search` asks the capability for options while the person types (an `Incoming` of kind `search` with the field's name);
 * `info` is text between the fields.
 */
export const field = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), ...named, multiline: z.boolean(), min: z.number(), max: z.number() }),
    z.object({
      kind: z.literal('number'),
      ...named,
      decimal: z.boolean(),
      min: z.number().nullable(),
      max: z.number().nullable(),
    }),
    z.object({ kind: z.literal('date'), ...named }),
    z.object({ kind: z.literal('time'), ...named }),
    z.object({ kind: z.literal('choice'), ...named, many: z.boolean(), options: z.array(option).readonly() }),
    z.object({ kind: z.literal('search'), ...named, many: z.boolean(), chosen: z.array(option).readonly() }),
    z.object({ kind: z.literal('info'), text }),
  ])
  .readonly()
export type Field = z.infer<typeof field>

/** A form keeps what was typed (`draft`) and says what was wrong where (`errors`), so that nothing typed is ever lost. */
export const form = z
  .object({
    call,
    title: z.string(),
    submit: z.string(),
    cancel: z.string(),
    fields: z.array(field).readonly(),
    draft: values,
    errors: z.record(z.string(), z.string()).readonly(),
  })
  .readonly()
export type Form = z.infer<typeof form>
