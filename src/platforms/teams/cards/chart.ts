import { assertNever } from '../../../chat/assert-never.js'
import type { Chart } from '../../../chat/message.js'
import { clip } from '../../../chat/text.js'
import * as limits from '../limits.js'
import type { ChartElement, Element, TableElement, Titled } from './elements.js'
import { grid, line, note } from './grid.js'
import { folded, type Pen } from './pen.js'
import { data } from './safe.js'

/**
 * A chart of Teams, which draws its own title, with the same numbers as a titled table for clients that draw no charts. Where
 * there is nothing that the shape can draw (no value at all, a negative share of a pie), that table stands alone.
 */
export function chartElements(chart: Chart, pen: Pen): readonly Element[] {
  const cut = measured(chart, pen)
  const title = chart.title.trim() === '' ? [] : [line(data(clip(chart.title, limits.HEADING)), { weight: 'bolder' })]
  const table = [...title, tableOf(cut.chart)]
  const drawn = isDrawable(cut.chart) ? [draw(cut.chart, { type: 'Container', items: table })] : table
  return [...drawn, ...cut.left.map((count) => note(folded(count)))]
}

/** A line is read from its end, so the oldest points give way; bars and shares are read from their beginning. */
function measured(chart: Chart, pen: Pen): { readonly chart: Chart; readonly left: readonly number[] } {
  const most = Math.min(limits.CATEGORIES, pen.measure.rows)
  const from = chart.shape === 'line' ? Math.max(0, chart.categories.length - most) : 0
  const categories = chart.categories.slice(from, from + most)
  const series = chart.series.slice(0, limits.SERIES)
  return {
    chart: {
      ...chart,
      categories: categories.map((name) => data(clip(name, limits.LEGEND))),
      series: series.map(({ name, values }) => ({
        name: data(clip(name, limits.LEGEND)),
        values: values.slice(from, from + most),
      })),
    },
    left: [chart.categories.length - categories.length, chart.series.length - series.length].filter(
      (count) => count > 0,
    ),
  }
}

function isDrawable(chart: Chart): boolean {
  const values = chart.series.flatMap((one) => one.values).filter((value) => value !== null)
  if (values.length === 0 || new Set(chart.categories).size < chart.categories.length) return false
  return chart.shape !== 'pie' || (chart.series.length === 1 && values.every((value) => value >= 0))
}

function draw(chart: Chart, fallback: Titled): ChartElement {
  const frame = { title: data(clip(chart.title, limits.HEADING)), fallback }
  const axes = chart.unit === '' ? {} : { yAxisTitle: data(clip(chart.unit, limits.LEGEND)) }
  const points = (values: readonly (number | null)[]) =>
    chart.categories.flatMap((x, index) => {
      const y = values[index] ?? null
      return y === null ? [] : [{ x, y }]
    })
  const lines = chart.series.map(({ name, values }) => ({ legend: name, values: points(values) }))
  const first = points(chart.series[0]?.values ?? [])
  switch (chart.shape) {
    case 'line':
      return { type: 'Chart.Line', ...frame, ...axes, data: lines }
    case 'bar':
      if (chart.series.length > 1) return { type: 'Chart.VerticalBar.Grouped', ...frame, ...axes, data: lines }
      return { type: 'Chart.VerticalBar', ...frame, ...axes, data: first }
    case 'pie':
      return { type: 'Chart.Pie', ...frame, data: first.map(({ x, y }) => ({ legend: x, value: y })) }
    default:
      return assertNever(chart.shape)
  }
}

/** Categories down, series across. */
function tableOf(chart: Chart): TableElement {
  const shown = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : `${value} ${chart.unit}`.trim()
  return grid(
    [{ label: '', align: 'start' }, ...chart.series.map(({ name }) => ({ label: name, align: 'end' as const }))],
    chart.categories.map((category, index) => [
      [line(category || '–')],
      ...chart.series.map(({ values }) => [
        { ...line(data(shown(values[index]))), horizontalAlignment: 'right' as const },
      ]),
    ]),
  )
}
