import type {
  ActionsBlock,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  PlainTextElement,
  RichTextBlock,
  TableBlock,
} from '@slack/types'
import { clean, clip } from '../../../chat/text.js'

/** One series of a chart; exactly one point per category, in the order of the categories. */
interface ChartSeries {
  readonly name: string
  readonly data: readonly { readonly label: string; readonly value: number }[]
}

interface Axes {
  readonly categories: readonly string[]
  readonly y_label?: string
}

/** Slack's charts (docs.slack.dev, reference/block-kit/blocks/data-visualization-block), which @slack/types does not have yet. */
export interface DataVisualizationBlock {
  readonly type: 'data_visualization'
  readonly title: string
  readonly chart:
    | { readonly type: 'pie'; readonly segments: readonly { readonly label: string; readonly value: number }[] }
    | { readonly type: 'bar' | 'line'; readonly series: readonly ChartSeries[]; readonly axis_config: Axes }
}

/** Every block that we send, and no other. */
export type SlackBlock =
  | ActionsBlock
  | ContextBlock
  | DataVisualizationBlock
  | DividerBlock
  | HeaderBlock
  | InputBlock
  | RichTextBlock
  | TableBlock

/** Where blocks are drawn: native tables and charts exist in messages only, and mentions need the workspace. */
export interface Surface {
  readonly kind: 'message' | 'home' | 'modal'
  readonly workspace: string
}

/**
 * Text from outside as Slack may have it: no control characters, and no half of a surrogate pair, which is not Unicode and
 * makes Slack refuse the whole message.
 */
export function tidy(value: string): string {
  return clean(value).replace(/\p{Surrogate}/gu, '\uFFFD')
}

/** Tidied, on one line, at most `max` characters, and never empty, because Slack refuses empty text objects. */
export function shortLine(value: string, max: number): string {
  const line = clip(tidy(value).replace(/\s+/g, ' ').trim(), max)
  return line === '' ? '–' : line
}

/** A text object whose text Slack does not parse: no mentions, links, formats, and with `emoji` off no shortcodes. */
export function plainText(value: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: shortLine(value, max), emoji: false }
}

/** The same with its lines kept. */
function plainLinesText(value: string, max: number): PlainTextElement {
  const text = clip(tidy(value).trim(), max)
  return { type: 'plain_text', text: text === '' ? '–' : text, emoji: false }
}

/** Small grey text. */
export function contextOf(value: string, max: number): ContextBlock {
  return { type: 'context', elements: [plainLinesText(value, max)] }
}

/** What "and twelve more" looks like, in every language. */
export function folded(count: number): string {
  return `… +${count}`
}

/** The measure of Slack's limit on a message's size. */
export function sizeOf(blocks: readonly SlackBlock[]): number {
  return JSON.stringify(blocks).length
}
