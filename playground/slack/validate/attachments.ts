import { z } from 'zod'
import { isRecord, type Json } from '../json.js'
import { url } from './objects.js'
import { type Problem, problemsOf } from './problems.js'

/**
 * Attachments, the older way to add to a message: their own fields. The blocks in them are checked as blocks. Fields that the
 * reference does not list, the legacy `actions` among them, are refused.
 */
const attachment = z.strictObject({
  id: z.number().int().optional(),
  blocks: z.unknown().optional(),
  fallback: z.string().optional(),
  color: z
    .string()
    .regex(/^(good|warning|danger|#?[0-9a-fA-F]{6})$/, 'must be good, warning, danger or a colour such as #439fe0')
    .optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  author_subname: z.string().optional(),
  author_link: url.optional(),
  author_icon: url.optional(),
  title: z.string().optional(),
  title_link: url.optional(),
  text: z.string().optional(),
  fields: z
    .array(
      z.strictObject({ title: z.string().optional(), value: z.string().optional(), short: z.boolean().optional() }),
    )
    .optional(),
  image_url: url.optional(),
  thumb_url: url.optional(),
  footer: z.string().optional(),
  footer_icon: url.optional(),
  ts: z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/, 'must be seconds since 1970')]).optional(),
  mrkdwn_in: z.array(z.enum(['pretext', 'text', 'fields'])).optional(),
  callback_id: z.string().optional(),
})

const SHOWN = [
  'blocks',
  'fallback',
  'pretext',
  'author_name',
  'title',
  'text',
  'fields',
  'image_url',
  'footer',
] as const

/** What Slack would refuse in the attachments of a message, the blocks in them aside. */
export function attachmentProblems(given: readonly unknown[]): readonly Problem[] {
  return given.flatMap((one, index) => {
    const parsed = attachment.safeParse(one, { reportInput: true })
    if (!parsed.success) return problemsOf(parsed.error, `/attachments/${index}`)
    const empty = SHOWN.every((name) => isEmpty(parsed.data[name]))
    return empty ? [{ path: `/attachments/${index}`, message: 'has nothing to show' }] : []
  })
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The attachments as Slack stores them: numbered from 1. */
export function numbered(given: readonly unknown[]): readonly Json[] {
  return given.filter(isRecord).map((one, index) => ({ id: index + 1, ...one }))
}
