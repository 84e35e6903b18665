import { z } from 'zod'
import { LIMITS } from '../limits.js'
import {
  accessibleButton,
  actionId,
  confirm,
  conversationFilter,
  imageElement,
  option,
  optionGroup,
  overflowOption,
  placeholder,
  plainText,
  richOption,
  url,
} from './objects.js'
import { richText } from './rich-text.js'

/** Block elements: what a person presses, chooses and fills in. */

const actionable = { action_id: actionId }
const confirmable = { ...actionable, confirm: confirm.optional() }
const focusable = { focus_on_load: z.boolean().optional() }
const picker = { ...confirmable, ...focusable, placeholder }
const many = { max_selected_items: z.number().int().min(1).optional() }
const typed = {
  ...actionable,
  ...focusable,
  placeholder,
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .max(2)
        .optional(),
    })
    .optional(),
}
const ids = z.array(z.string().min(1))
const date = z.iso.date('must be a date such as 2026-08-24')
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30')
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a number as a string')

export const button = z.strictObject({
  type: z.literal('button'),
  ...confirmable,
  ...accessibleButton,
  text: plainText(LIMITS.buttonText),
  value: z.string().max(LIMITS.buttonValue).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
})

const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  ...confirmable,
  ...accessibleButton,
  text: plainText(LIMITS.buttonText),
  workflow: z.strictObject({
    trigger: z.strictObject({
      url,
      customizable_input_parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
    }),
  }),
  style: z.enum(['primary', 'danger']).optional(),
})

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...confirmable,
  options: z.array(overflowOption).min(1).max(LIMITS.overflowOptions),
})

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...confirmable,
  ...focusable,
  options: z.array(richOption).min(1).max(LIMITS.choices),
  initial_options: z.array(richOption).min(1).optional(),
})
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...confirmable,
  ...focusable,
  options: z.array(richOption).min(1).max(LIMITS.choices),
  initial_option: richOption.optional(),
})

const datepicker = z.strictObject({ type: z.literal('datepicker'), ...picker, initial_date: date.optional() })
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...picker,
  initial_time: clock.optional(),
  timezone: z.string().optional(),
})
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...confirmable,
  ...focusable,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
})

const staticOptions = {
  options: z.array(option).min(1).max(LIMITS.options).optional(),
  option_groups: z.array(optionGroup).min(1).max(LIMITS.optionGroups).optional(),
}
const respondable = { response_url_enabled: z.boolean().optional() }
const conversations = { default_to_current_conversation: z.boolean().optional(), filter: conversationFilter.optional() }
const external = { min_query_length: z.number().int().min(0).optional() }

const selects = [
  z.strictObject({ type: z.literal('static_select'), ...picker, ...staticOptions, initial_option: option.optional() }),
  z.strictObject({ type: z.literal('external_select'), ...picker, ...external, initial_option: option.optional() }),
  z.strictObject({ type: z.literal('users_select'), ...picker, initial_user: z.string().min(1).optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...picker,
    ...conversations,
    ...respondable,
    initial_conversation: z.string().min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...picker,
    ...respondable,
    initial_channel: z.string().min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_static_select'),
    ...picker,
    ...many,
    ...staticOptions,
    initial_options: z.array(option).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...picker,
    ...many,
    ...external,
    initial_options: z.array(option).min(1).optional(),
  }),
  z.strictObject({ type: z.literal('multi_users_select'), ...picker, ...many, initial_users: ids.optional() }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...picker,
    ...many,
    ...conversations,
    initial_conversations: ids.optional(),
  }),
  z.strictObject({ type: z.literal('multi_channels_select'), ...picker, ...many, initial_channels: ids.optional() }),
] as const

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...typed,
  initial_value: z.string().max(LIMITS.inputText).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(LIMITS.inputText).optional(),
  max_length: z.number().int().min(1).max(LIMITS.inputText).optional(),
})
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...typed,
  initial_value: z.string().optional(),
})
const urlInput = z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() })
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: decimal.optional(),
  min_value: decimal.optional(),
  max_value: decimal.optional(),
})
const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  ...typed,
  initial_value: richText.optional(),
  min_lines: z.number().int().min(1).max(LIMITS.richTextLines).optional(),
  max_lines: z.number().int().min(1).max(LIMITS.richTextLines).optional(),
})
const fileInput = z.strictObject({
  type: z.literal('file_input'),
  ...actionable,
  filetypes: z.array(z.string().min(1)).optional(),
  max_files: z.number().int().min(1).max(LIMITS.files).optional(),
})

const feedbackButton = z.strictObject({
  ...accessibleButton,
  text: plainText(LIMITS.buttonText),
  value: z.string().max(LIMITS.buttonValue),
})
const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  ...actionable,
  positive_button: feedbackButton,
  negative_button: feedbackButton,
})
const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  ...confirmable,
  ...accessibleButton,
  icon: z.string().min(1),
  text: plainText(LIMITS.buttonText),
  value: z.string().max(LIMITS.buttonValue).optional(),
  visible_to_user_ids: ids.optional(),
})

const chosen = [checkboxes, radioButtons, datepicker, timepicker, ...selects] as const

export const actionsElement = z.discriminatedUnion('type', [
  button,
  workflowButton,
  overflow,
  datetimepicker,
  richTextInput,
  ...chosen,
])
export const accessory = z.discriminatedUnion('type', [button, workflowButton, overflow, imageElement, ...chosen])
export const inputElement = z.discriminatedUnion('type', [
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
  richTextInput,
  fileInput,
  datetimepicker,
  ...chosen,
])
export const contextAction = z.discriminatedUnion('type', [feedbackButtons, iconButton])
