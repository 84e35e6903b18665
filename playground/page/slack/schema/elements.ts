import * as z from 'zod/mini'
import { confirmation, option, optionGroup, picture, richText, textObject } from './objects.js'

/** Slack's block elements: what can be pressed, chosen and filled in. */

const named = { action_id: z.optional(z.string()) }
const asks = { ...named, confirm: z.optional(confirmation) }
const hinted = { ...asks, placeholder: z.optional(textObject), focus_on_load: z.optional(z.boolean()) }
const many = { ...hinted, max_selected_items: z.optional(z.number()) }
const typed = {
  ...named,
  placeholder: z.optional(textObject),
  focus_on_load: z.optional(z.boolean()),
  initial_value: z.optional(z.string()),
}
const listed = { options: z.optional(z.array(option)), option_groups: z.optional(z.array(optionGroup)) }
const style = z.optional(z.enum(['primary', 'danger']))
const filtered = {
  filter: z.optional(z.object({ include: z.optional(z.array(z.string())) })),
  default_to_current_conversation: z.optional(z.boolean()),
}

export const button = z.object({
  type: z.literal('button'),
  ...asks,
  text: textObject,
  value: z.optional(z.string()),
  url: z.optional(z.string()),
  style,
  accessibility_label: z.optional(z.string()),
})
export type ButtonElement = z.infer<typeof button>

export const imageElement = z.object({ type: z.literal('image'), alt_text: z.string(), ...picture })

const feedbackSide = z.object({
  text: textObject,
  accessibility_label: z.optional(z.string()),
  value: z.optional(z.string()),
})

export const selectElement = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static_select'), ...hinted, ...listed, initial_option: z.optional(option) }),
  z.object({
    type: z.literal('multi_static_select'),
    ...many,
    ...listed,
    initial_options: z.optional(z.array(option)),
  }),
  z.object({
    type: z.literal('external_select'),
    ...hinted,
    initial_option: z.optional(option),
    min_query_length: z.optional(z.number()),
  }),
  z.object({
    type: z.literal('multi_external_select'),
    ...many,
    initial_options: z.optional(z.array(option)),
    min_query_length: z.optional(z.number()),
  }),
  z.object({ type: z.literal('users_select'), ...hinted, initial_user: z.optional(z.string()) }),
  z.object({ type: z.literal('multi_users_select'), ...many, initial_users: z.optional(z.array(z.string())) }),
  z.object({ type: z.literal('channels_select'), ...hinted, initial_channel: z.optional(z.string()) }),
  z.object({ type: z.literal('multi_channels_select'), ...many, initial_channels: z.optional(z.array(z.string())) }),
  z.object({
    type: z.literal('conversations_select'),
    ...hinted,
    ...filtered,
    initial_conversation: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('multi_conversations_select'),
    ...many,
    ...filtered,
    initial_conversations: z.optional(z.array(z.string())),
  }),
])
export type SelectElement = z.infer<typeof selectElement>

export const fieldElement = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('plain_text_input'),
    ...typed,
    multiline: z.optional(z.boolean()),
    min_length: z.optional(z.number()),
    max_length: z.optional(z.number()),
  }),
  z.object({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    min_value: z.optional(z.string()),
    max_value: z.optional(z.string()),
  }),
  z.object({ type: z.literal('email_text_input'), ...typed }),
  z.object({ type: z.literal('url_text_input'), ...typed }),
  z.object({
    type: z.literal('rich_text_input'),
    ...named,
    placeholder: z.optional(textObject),
    focus_on_load: z.optional(z.boolean()),
    initial_value: z.optional(richText),
  }),
  z.object({ type: z.literal('datepicker'), ...hinted, initial_date: z.optional(z.string()) }),
  z.object({
    type: z.literal('timepicker'),
    ...hinted,
    initial_time: z.optional(z.string()),
    timezone: z.optional(z.string()),
  }),
  z.object({ type: z.literal('datetimepicker'), ...hinted, initial_date_time: z.optional(z.number()) }),
  z.object({
    type: z.literal('checkboxes'),
    ...hinted,
    options: z.array(option),
    initial_options: z.optional(z.array(option)),
  }),
  z.object({
    type: z.literal('radio_buttons'),
    ...hinted,
    options: z.array(option),
    initial_option: z.optional(option),
  }),
  z.object({
    type: z.literal('file_input'),
    ...named,
    filetypes: z.optional(z.array(z.string())),
    max_files: z.optional(z.number()),
  }),
  selectElement,
])
export type FieldElement = z.infer<typeof fieldElement>

export const element = z.discriminatedUnion('type', [
  button,
  imageElement,
  z.object({ type: z.literal('overflow'), ...asks, options: z.array(option) }),
  z.object({
    type: z.literal('icon_button'),
    ...asks,
    icon: z.string(),
    text: textObject,
    accessibility_label: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('feedback_buttons'),
    ...named,
    positive_button: feedbackSide,
    negative_button: feedbackSide,
  }),
  fieldElement,
])
export type SlackElement = z.infer<typeof element>
