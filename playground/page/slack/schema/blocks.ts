import * as z from 'zod/mini'
import { button, element, fieldElement, imageElement } from './elements.js'
import { cell, picture, richPart, richText, textObject } from './objects.js'

/** Slack's blocks, as far as the page draws them. Blocks inside blocks are parsed when they are drawn. */

const id = { block_id: z.optional(z.string()) }
const points = z.array(z.object({ label: z.string(), value: z.number() }))
const axes = z.object({
  categories: z.array(z.string()),
  x_label: z.optional(z.string()),
  y_label: z.optional(z.string()),
})
const series = z.array(z.object({ name: z.string(), data: points }))
const drawn = { series, axis_config: axes }

export const slackChart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pie'), segments: points }),
  z.object({ type: z.literal('bar'), ...drawn }),
  z.object({ type: z.literal('line'), ...drawn }),
  z.object({ type: z.literal('area'), ...drawn }),
])
export type SlackChart = z.infer<typeof slackChart>

export const inputBlock = z.object({
  type: z.literal('input'),
  ...id,
  label: textObject,
  hint: z.optional(textObject),
  optional: z.optional(z.boolean()),
  dispatch_action: z.optional(z.boolean()),
  element: fieldElement,
})
export type InputBlock = z.infer<typeof inputBlock>

const card = z.object({
  type: z.literal('card'),
  ...id,
  hero_image: z.optional(imageElement),
  icon: z.optional(imageElement),
  title: z.optional(textObject),
  subtitle: z.optional(textObject),
  body: z.optional(textObject),
  actions: z.optional(z.array(button)),
})
export type CardBlock = z.infer<typeof card>

const block = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('section'),
    ...id,
    text: z.optional(textObject),
    fields: z.optional(z.array(textObject)),
    accessory: z.optional(element),
    expand: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('header'), ...id, text: textObject }),
  z.object({
    type: z.literal('context'),
    ...id,
    elements: z.array(z.union([textObject, imageElement])),
  }),
  z.object({ type: z.literal('actions'), ...id, elements: z.array(element) }),
  z.object({ type: z.literal('context_actions'), ...id, elements: z.array(element) }),
  z.object({ type: z.literal('divider'), ...id }),
  z.object({ type: z.literal('rich_text'), ...id, elements: z.array(richPart) }),
  z.object({
    type: z.literal('table'),
    ...id,
    rows: z.array(z.array(cell)),
    column_settings: z.optional(
      z.array(
        z.nullable(
          z.object({ align: z.optional(z.enum(['left', 'center', 'right'])), is_wrapped: z.optional(z.boolean()) }),
        ),
      ),
    ),
  }),
  z.object({
    type: z.literal('data_table'),
    ...id,
    caption: z.string(),
    rows: z.array(z.array(cell)),
    page_size: z.optional(z.number()),
    row_header_column_index: z.optional(z.number()),
  }),
  z.object({ type: z.literal('data_visualization'), ...id, title: z.string(), chart: slackChart }),
  z.object({ type: z.literal('image'), ...id, alt_text: z.string(), title: z.optional(textObject), ...picture }),
  z.object({ type: z.literal('markdown'), ...id, text: z.string() }),
  z.object({
    type: z.literal('alert'),
    ...id,
    text: textObject,
    level: z.optional(z.enum(['default', 'info', 'warning', 'error', 'success'])),
  }),
  card,
  z.object({ type: z.literal('carousel'), ...id, elements: z.array(card) }),
  z.object({
    type: z.literal('container'),
    ...id,
    title: z.optional(textObject),
    rich_text_title: z.optional(richText),
    subtitle: z.optional(textObject),
    child_blocks: z.array(z.unknown()),
    is_collapsible: z.optional(z.boolean()),
    default_collapsed: z.optional(z.boolean()),
  }),
  inputBlock,
])
export type SlackBlock = z.infer<typeof block>

const typed = z.object({ type: z.string() })
const known = new Set<string>([
  'section',
  'header',
  'context',
  'actions',
  'context_actions',
  'divider',
  'rich_text',
  'table',
  'data_table',
  'data_visualization',
  'image',
  'markdown',
  'alert',
  'card',
  'carousel',
  'container',
  'input',
])

export type ParsedBlock =
  | { readonly kind: 'block'; readonly block: SlackBlock }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'broken'; readonly type: string; readonly issues: readonly string[] }

/** Reads one block. What cannot be drawn says so: a block that silently disappears would hide a mistake of the bot. */
export function parseBlock(raw: unknown): ParsedBlock {
  const type = typed.safeParse(raw)
  if (!type.success) return { kind: 'unknown', type: '?' }
  if (!known.has(type.data.type)) return { kind: 'unknown', type: type.data.type }
  const parsed = block.safeParse(raw)
  if (parsed.success) return { kind: 'block', block: parsed.data }
  const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'block'}: ${issue.message}`)
  return { kind: 'broken', type: type.data.type, issues }
}

const holder = z.object({ blocks: z.optional(z.array(z.unknown())) })

/** The blocks of a message or a view, or none. */
export function blocksOf(body: unknown): readonly unknown[] {
  const parsed = holder.safeParse(body)
  return parsed.success ? (parsed.data.blocks ?? []) : []
}
