import * as z from 'zod/mini'
import type { ChartModel, Series } from '../../charts/model.js'

/** Teams' own chart elements, which ship under card version 1.5. */
export const chartTypes = [
  'Chart.Line',
  'Chart.VerticalBar',
  'Chart.VerticalBar.Grouped',
  'Chart.HorizontalBar',
  'Chart.HorizontalBar.Stacked',
  'Chart.Pie',
  'Chart.Donut',
  'Chart.Gauge',
] as const
export type ChartType = (typeof chartTypes)[number]

const x = z.union([z.string(), z.number()])
const share = z.object({ legend: z.string(), value: z.number() })
const shares = z.array(share)
const bars = z.array(z.object({ x, y: z.number() }))
const lines = z.array(z.object({ legend: z.string(), values: bars }))
const stacks = z.array(z.object({ title: z.string(), data: shares }))
const head = z.object({
  title: z.optional(z.string()),
  xAxisTitle: z.optional(z.string()),
  yAxisTitle: z.optional(z.string()),
  stacked: z.optional(z.boolean()),
})
const gauge = z.object({
  value: z.number(),
  max: z.optional(z.number()),
  min: z.optional(z.number()),
  subLabel: z.optional(z.string()),
})

/**
 * A chart element of a card as a chart.
 * @throws ZodError where the element does not have the chart's shape
 */
export function teamsChartModel(type: ChartType, source: unknown): ChartModel {
  const { title = '', xAxisTitle, yAxisTitle, stacked = false } = z.parse(head, source)
  const base = { title, stacked, xTitle: xAxisTitle ?? null, yTitle: yAxisTitle ?? null }
  switch (type) {
    case 'Chart.Line':
      return { ...base, shape: 'line', ...linesOf(z.parse(z.object({ data: lines }), source).data) }
    case 'Chart.VerticalBar.Grouped':
      return { ...base, shape: 'bar', ...linesOf(z.parse(z.object({ data: lines }), source).data) }
    case 'Chart.VerticalBar':
      return { ...base, shape: 'bar', ...barsOf(z.parse(z.object({ data: bars }), source).data) }
    case 'Chart.HorizontalBar':
      return { ...base, shape: 'hbar', ...barsOf(z.parse(z.object({ data: bars }), source).data) }
    case 'Chart.HorizontalBar.Stacked':
      return { ...base, shape: 'hbar', stacked: true, ...stacksOf(z.parse(z.object({ data: stacks }), source).data) }
    case 'Chart.Pie':
      return { ...base, shape: 'pie', ...sharesOf(z.parse(z.object({ data: shares }), source).data) }
    case 'Chart.Donut':
      return { ...base, shape: 'donut', ...sharesOf(z.parse(z.object({ data: shares }), source).data) }
    case 'Chart.Gauge':
      return { ...base, shape: 'gauge', ...gaugeOf(z.parse(gauge, source)) }
  }
}

type Drawn = Pick<ChartModel, 'categories' | 'series'>

function linesOf(data: z.infer<typeof lines>): Drawn {
  const categories = [...new Set(data.flatMap((line) => line.values.map((point) => String(point.x))))]
  const series = data.map((line): Series => {
    const values = new Map(line.values.map((point) => [String(point.x), point.y]))
    return { name: line.legend, values: categories.map((category) => values.get(category) ?? null) }
  })
  return { categories, series }
}

function barsOf(data: z.infer<typeof bars>): Drawn {
  return { categories: data.map((bar) => String(bar.x)), series: [{ name: '', values: data.map((bar) => bar.y) }] }
}

function stacksOf(data: z.infer<typeof stacks>): Drawn {
  const names = [...new Set(data.flatMap((bar) => bar.data.map((part) => part.legend)))]
  return {
    categories: data.map((bar) => bar.title),
    series: names.map((name) => ({
      name,
      values: data.map((bar) => bar.data.find((part) => part.legend === name)?.value ?? null),
    })),
  }
}

function sharesOf(data: z.infer<typeof shares>): Drawn {
  return { categories: data.map((part) => part.legend), series: [{ name: '', values: data.map((part) => part.value) }] }
}

/** What is reached, and what is left to the end of the dial. */
function gaugeOf({ value, min = 0, max = 100, subLabel = '' }: z.infer<typeof gauge>): Drawn {
  return { categories: [subLabel, '…'], series: [{ name: '', values: [value - min, Math.max(0, max - value)] }] }
}
