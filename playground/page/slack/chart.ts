import type { ChartModel } from '../charts/model.js'
import type { SlackChart } from './schema/blocks.js'

/** Slack's `data_visualization` as a chart. A point whose category is not on the axis has nowhere to stand and is left out. */
export function slackChartModel(title: string, chart: SlackChart): ChartModel {
  if (chart.type === 'pie') {
    return {
      shape: 'pie',
      stacked: false,
      title,
      categories: chart.segments.map((segment) => segment.label),
      series: [{ name: '', values: chart.segments.map((segment) => segment.value) }],
      xTitle: null,
      yTitle: null,
    }
  }
  const { categories, x_label, y_label } = chart.axis_config
  return {
    shape: chart.type,
    stacked: false,
    title,
    categories,
    series: chart.series.map((one) => {
      const values = new Map(one.data.map((point) => [point.label, point.value]))
      return { name: one.name, values: categories.map((category) => values.get(category) ?? null) }
    }),
    xTitle: x_label ?? null,
    yTitle: y_label ?? null,
  }
}
