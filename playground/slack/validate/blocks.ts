import { z } from 'zod'
import { LIMITS } from '../limits.js'
import { accessory, actionsElement, button, contextAction, inputElement } from './elements.js'
import {
  always,
  blockId,
  imageElement,
  imageSource,
  mrkdwn,
  ONE_SOURCE,
  oneSource,
  plainText,
  textObject,
  url,
} from './objects.js'
import { richText } from './rich-text.js'
import { dataTable, dataVisualization, table } from './tables.js'

/** Every block that an app may send, by type. A type that is not here is unknown to Slack. */

const common = { block_id: blockId }

const section = z
  .strictObject({
    type: z.literal('section'),
    ...common,
    text: textObject().optional(),
    fields: z.array(textObject(LIMITS.sectionField)).min(1).max(LIMITS.sectionFields).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    error: 'must provide text or fields',
    when: always,
  })

const header = z.strictObject({
  type: z.literal('header'),
  ...common,
  text: plainText(LIMITS.headerText),
})
const divider = z.strictObject({ type: z.literal('divider'), ...common })
const context = z.strictObject({
  type: z.literal('context'),
  ...common,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(), mrkdwn(), imageElement]))
    .min(1)
    .max(LIMITS.contextElements),
})
const actions = z.strictObject({
  type: z.literal('actions'),
  ...common,
  elements: z.array(actionsElement).min(1).max(LIMITS.actionsElements),
})
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  ...common,
  elements: z.array(contextAction).min(1).max(LIMITS.contextActionsElements),
})
const image = z
  .strictObject({ type: z.literal('image'), ...common, ...imageSource, title: plainText(LIMITS.imageTitle).optional() })
  .refine(oneSource, { error: ONE_SOURCE, when: always })
const input = z.strictObject({
  type: z.literal('input'),
  ...common,
  label: plainText(LIMITS.inputLabel),
  hint: plainText(LIMITS.inputHint).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
})
const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...common,
  text: z.string().min(1).max(LIMITS.markdownText),
})
const video = z.strictObject({
  type: z.literal('video'),
  ...common,
  alt_text: z.string().min(1),
  title: plainText(LIMITS.videoTitle),
  title_url: url.optional(),
  thumbnail_url: url,
  video_url: url,
  author_name: z.string().max(LIMITS.videoAuthor).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: url.optional(),
  description: plainText().optional(),
})

const alert = z.strictObject({
  type: z.literal('alert'),
  ...common,
  text: textObject(LIMITS.alertText),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
})

const card = z
  .strictObject({
    type: z.literal('card'),
    ...common,
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    title: mrkdwn(LIMITS.cardTitle).optional(),
    subtitle: mrkdwn(LIMITS.cardSubtitle).optional(),
    body: mrkdwn(LIMITS.cardBody).optional(),
    actions: z.array(button).min(1).max(LIMITS.cardActions).optional(),
  })
  .refine((one) => [one.hero_image, one.title, one.actions, one.body].some((part) => part !== undefined), {
    error: 'must provide at least one of hero_image, title, actions, body',
    when: always,
  })
const carousel = z.strictObject({
  type: z.literal('carousel'),
  ...common,
  elements: z.array(card).min(1).max(LIMITS.carouselCards),
})

const container = z
  .strictObject({
    type: z.literal('container'),
    ...common,
    title: plainText(LIMITS.containerTitle).optional(),
    rich_text_title: richText.optional(),
    subtitle: textObject(LIMITS.containerSubtitle).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          header,
          image,
          input,
          richText,
          section,
          table,
          video,
        ]),
      )
      .min(1)
      .max(LIMITS.containerBlocks),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((one) => one.title !== undefined || one.rich_text_title !== undefined, {
    error: 'must provide title or rich_text_title',
    when: always,
  })

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  ...common,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url, text: z.string().min(1) })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
})
const plan = z.strictObject({
  type: z.literal('plan'),
  ...common,
  title: z.string().min(1),
  tasks: z.array(taskCard).optional(),
})

export const anyBlock = z.discriminatedUnion('type', [
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  contextActions,
  dataTable,
  dataVisualization,
  divider,
  header,
  image,
  input,
  markdown,
  plan,
  richText,
  section,
  table,
  taskCard,
  video,
])
export type AnyBlock = z.output<typeof anyBlock>
