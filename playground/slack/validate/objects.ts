import { z } from 'zod'
import { LIMITS } from '../limits.js'

/** Text objects, options and the like: what blocks and elements are made of. Every object refuses fields that Slack has not. */

export const actionId = z.string().min(1).max(LIMITS.actionId).optional()
export const blockId = z.string().min(1).max(LIMITS.blockId).optional()

export function plainText(max: number = LIMITS.text) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })
}

export function mrkdwn(max: number = LIMITS.text) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  })
}

export function textObject(max: number = LIMITS.text) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)])
}

/** An address that Slack would open or fetch. */
export const url = z
  .string()
  .max(LIMITS.url)
  .refine((value) => /^https?:\/\/\S+$/.test(value) && URL.canParse(value), 'must be a valid URL')

const slackFile = z.union([z.strictObject({ id: z.string().min(1) }), z.strictObject({ url: z.string().min(1) })])
export const imageSource = {
  image_url: z
    .string()
    .max(LIMITS.imageUrl)
    .refine((value) => /^https?:\/\/\S+$/.test(value) && URL.canParse(value), 'must be a valid URL')
    .optional(),
  slack_file: slackFile.optional(),
  alt_text: z.string().min(1).max(LIMITS.imageAltText),
}

/** Exactly one of the two ways to name the picture. */
export function oneSource(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined)
}
export const ONE_SOURCE = 'must provide either image_url or slack_file, and not both'

export const imageElement = z
  .strictObject({ type: z.literal('image'), ...imageSource })
  .refine(oneSource, { error: ONE_SOURCE, when: always })

/** Refinements of an object would else not run while one of its fields is wrong. */
export function always(): boolean {
  return true
}

export const confirm = z.strictObject({
  title: plainText(LIMITS.confirmTitle).optional(),
  text: textObject(LIMITS.confirmText),
  confirm: plainText(LIMITS.confirmButton).optional(),
  deny: plainText(LIMITS.confirmButton).optional(),
  style: z.enum(['primary', 'danger']).optional(),
})

export const accessibleButton = { accessibility_label: z.string().max(LIMITS.accessibilityLabel).optional() }

export const option = z.strictObject({
  text: plainText(LIMITS.optionText),
  value: z.string().min(1).max(LIMITS.optionValue),
  description: plainText(LIMITS.optionDescription).optional(),
})

/** Checkboxes and radio buttons may format their options. */
export const richOption = z.strictObject({
  text: textObject(LIMITS.optionText),
  value: z.string().min(1).max(LIMITS.optionValue),
  description: textObject(LIMITS.optionDescription).optional(),
})

export const overflowOption = option.extend({ url: url.optional() })

export const optionGroup = z.strictObject({
  label: plainText(LIMITS.groupLabel),
  options: z.array(option).min(1).max(LIMITS.options),
})

export const placeholder = plainText(LIMITS.placeholder).optional()
export const conversationFilter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, 'must have at least one of its fields')
