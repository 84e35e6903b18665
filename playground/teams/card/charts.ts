import { type Check, flag, list, number, shape, text, textOrNumber, word } from './check.js'
import { alignment } from './words.js'

/**
 * Teams' own charts. They ship under card version 1.5 and stand in no published schema; the shapes are those of Microsoft's
 * page on charts in Adaptive Cards.
 */

const color = word(
  ...['good', 'warning', 'attention', 'neutral'],
  ...['Red', 'Purple', 'Lavender', 'Blue', 'LightBlue', 'Teal', 'Green', 'Lime', 'Marigold'].map(
    (one) => `categorical${one}`,
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((one) => `sequential${one}`),
  ...['Blue', 'LightBlue', 'Cyan', 'Teal', 'Yellow', 'Peach', 'LightRed', 'Red', 'Maroon', 'Gray'].map(
    (one) => `diverging${one}`,
  ),
)

const share = shape({
  type: 'a share of the chart',
  props: { legend: text, value: number, color },
  required: ['legend', 'value'],
})
const bar = shape({ type: 'a bar', props: { x: textOrNumber, y: number, color }, required: ['x', 'y'] })
const point = shape({ type: 'a point', props: { x: textOrNumber, y: number }, required: ['x', 'y'] })
const line = shape({
  type: 'a series',
  props: { legend: text, values: list(point), color },
  required: ['legend', 'values'],
})
const stack = shape({ type: 'a stacked bar', props: { title: text, data: list(share) }, required: ['title', 'data'] })
const segment = shape({ type: 'a segment', props: { legend: text, size: number, color }, required: ['size'] })

/** The chart elements, given what every element may carry. */
export function charts(block: Readonly<Record<string, Check>>): readonly [string, Check][] {
  const any = {
    ...block,
    title: text,
    colorSet: word('categorical', 'sequential', 'diverging'),
    horizontalAlignment: alignment,
  }
  const axes = { ...any, color, xAxisTitle: text, yAxisTitle: text }
  const chart = (
    type: string,
    props: Readonly<Record<string, Check>>,
    ...required: readonly string[]
  ): [string, Check] => [type, shape({ type, props, required })]
  return [
    chart('Chart.Donut', { ...any, data: list(share) }, 'data'),
    chart('Chart.Pie', { ...any, data: list(share) }, 'data'),
    chart('Chart.Line', { ...axes, data: list(line) }, 'data'),
    chart('Chart.VerticalBar', { ...axes, data: list(bar), showBarValues: flag }, 'data'),
    chart('Chart.VerticalBar.Grouped', { ...axes, data: list(line), stacked: flag, showBarValues: flag }, 'data'),
    chart(
      'Chart.HorizontalBar',
      { ...axes, data: list(bar), displayMode: word('AbsoluteWithAxis', 'AbsoluteNoAxis', 'PartToWhole') },
      'data',
    ),
    chart('Chart.HorizontalBar.Stacked', { ...axes, data: list(stack) }, 'data'),
    chart('Chart.Gauge', {
      ...any,
      value: number,
      min: number,
      max: number,
      segments: list(segment),
      subLabel: text,
      showLegend: flag,
      showMinMax: flag,
      valueFormat: word('percentage', 'fraction'),
    }),
  ]
}
