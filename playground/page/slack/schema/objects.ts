import * as z from 'zod/mini'

/** Slack's composition objects, as far as they are drawn. */

export const textObject = z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string() })
export type TextObject = z.infer<typeof textObject>

export const option = z.object({
  text: textObject,
  value: z.optional(z.string()),
  description: z.optional(textObject),
  url: z.optional(z.string()),
})
export type SlackOption = z.infer<typeof option>

export const optionGroup = z.object({ label: textObject, options: z.array(option) })

export const confirmation = z.object({
  title: z.optional(textObject),
  text: textObject,
  confirm: z.optional(textObject),
  deny: z.optional(textObject),
  style: z.optional(z.string()),
})
export type Confirmation = z.infer<typeof confirmation>

/** A picture by address, or by a file that was uploaded. */
export const picture = {
  image_url: z.optional(z.string()),
  slack_file: z.optional(z.object({ id: z.optional(z.string()), url: z.optional(z.string()) })),
}

const styles = z.optional(
  z.object({
    bold: z.optional(z.boolean()),
    italic: z.optional(z.boolean()),
    strike: z.optional(z.boolean()),
    underline: z.optional(z.boolean()),
    code: z.optional(z.boolean()),
  }),
)
export type RichStyle = z.infer<typeof styles>

/** What stands within a line of rich text. */
export const richElement = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), style: styles }),
  z.object({ type: z.literal('link'), url: z.string(), text: z.optional(z.string()), style: styles }),
  z.object({ type: z.literal('user'), user_id: z.string(), style: styles }),
  z.object({ type: z.literal('channel'), channel_id: z.string(), style: styles }),
  z.object({ type: z.literal('usergroup'), usergroup_id: z.string(), style: styles }),
  z.object({ type: z.literal('team'), team_id: z.string(), style: styles }),
  z.object({ type: z.literal('broadcast'), range: z.string(), style: styles }),
  z.object({ type: z.literal('color'), value: z.string(), style: styles }),
  z.object({ type: z.literal('emoji'), name: z.string(), unicode: z.optional(z.string()), style: styles }),
  z.object({
    type: z.literal('date'),
    timestamp: z.number(),
    format: z.string(),
    url: z.optional(z.string()),
    fallback: z.optional(z.string()),
    style: styles,
  }),
])
export type RichElement = z.infer<typeof richElement>

const richSection = z.object({ type: z.literal('rich_text_section'), elements: z.array(richElement) })

/** The paragraphs of rich text. */
export const richPart = z.discriminatedUnion('type', [
  richSection,
  z.object({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    indent: z.optional(z.number()),
    offset: z.optional(z.number()),
    elements: z.array(richSection),
  }),
  z.object({ type: z.literal('rich_text_quote'), elements: z.array(richElement) }),
  z.object({ type: z.literal('rich_text_preformatted'), elements: z.array(richElement) }),
])
export type RichPart = z.infer<typeof richPart>

export const richText = z.object({ type: z.literal('rich_text'), elements: z.array(richPart) })

/** A cell of a table. */
export const cell = z.discriminatedUnion('type', [
  z.object({ type: z.literal('raw_text'), text: z.string() }),
  z.object({ type: z.literal('raw_number'), value: z.number(), text: z.optional(z.string()) }),
  richText,
])
export type Cell = z.infer<typeof cell>
