import type { Chart } from '../../../chat/message.js'
import { plainLines } from '../../../chat/plain.js'
import { LIMITS } from '../limits.js'
import { contextOf, type DataVisualizationBlock, folded, type SlackBlock, shortLine } from './kit.js'
import { preformatted } from './rich.js'

/** One category with a value of every series; `null` where there is nothing to draw. */
interface Point {
  readonly label: string
  readonly values: readonly (number | null)[]
}

/**
 * A native chart. Slack wants exactly one number per series and category, so a category in which a value is missing is not
 * drawn as zero, which would be a wrong number, but written below the chart with what it has. What does not fit (more than
 * six series, more than twenty categories) is counted or named below as well.
 */
export function chartBlocks(chart: Chart, room: number): readonly SlackBlock[] {
  const points = pointsOf(chart)
  const asPie =
    chart.shape === 'pie' && chart.series.length === 1 && points.every(({ values }) => (values[0] ?? 0) >= 0)
  const drawn = asPie ? pie(chart, points) : bars(chart, points)
  if (drawn === null) return chartAsText(chart, room)
  const below = drawn.below.join('\n')
  return [drawn.block, ...(below === '' ? [] : [contextOf(below, Math.min(room, LIMITS.contextText))])]
}

/** The chart's numbers as lines, where no chart can be drawn. */
export function chartAsText(chart: Chart, room: number): readonly SlackBlock[] {
  const lines = preformatted(plainLines({ blocks: [chart], discloses: [] }), room)
  return lines === null ? [] : [lines]
}

interface Drawn {
  readonly block: DataVisualizationBlock
  readonly below: readonly string[]
}

function pointsOf(chart: Chart): readonly Point[] {
  return chart.categories.map((label, index) => ({
    label,
    values: chart.series.map((series) => series.values[index] ?? null),
  }))
}

/** Segments must be above zero; the sixth and all later ones are added up in one that says how many they are. */
function pie(chart: Chart, points: readonly Point[]): Drawn | null {
  const positive = points.filter((point) => (point.values[0] ?? 0) > 0)
  if (positive.length === 0) return null
  const shown = positive.length > LIMITS.chart.series ? LIMITS.chart.series - 1 : positive.length
  const rest = positive.slice(shown)
  const labels = unique(positive.slice(0, shown).map((point) => point.label))
  const segments = positive
    .slice(0, shown)
    .map((point, index) => ({ label: labels[index] ?? '', value: point.values[0] ?? 0 }))
  const sum = rest.reduce((total, point) => total + (point.values[0] ?? 0), 0)
  const tail = rest.length === 0 ? [] : [{ label: folded(rest.length), value: Number(sum.toPrecision(12)) }]
  const missing = points.filter((point) => (point.values[0] ?? 0) <= 0)
  return {
    block: { ...titled(chart), chart: { type: 'pie', segments: [...segments, ...tail] } },
    below: linesOf(chart, missing),
  }
}

function bars(chart: Chart, points: readonly Point[]): Drawn | null {
  const whole = points.filter((point) => point.values.every((value) => value !== null))
  const missing = points.filter((point) => point.values.some((value) => value === null))
  const [series, hidden] = [chart.series.slice(0, LIMITS.chart.series), chart.series.slice(LIMITS.chart.series)]
  if (whole.length === 0 || series.length === 0) return null
  // A line runs in time, so its end matters; bars are in the order of importance that the caller chose.
  const cut = whole.length - LIMITS.chart.categories
  const shown = chart.shape === 'line' ? whole.slice(Math.max(0, cut)) : whole.slice(0, LIMITS.chart.categories)
  const categories = unique(shown.map((point) => point.label))
  const names = unique(series.map((one) => one.name))
  const unit = chart.unit.trim() === '' ? {} : { y_label: shortLine(chart.unit, LIMITS.chart.axisLabel) }
  return {
    block: {
      ...titled(chart),
      chart: {
        type: chart.shape === 'line' ? 'line' : 'bar',
        series: names.map((name, at) => ({
          name,
          data: shown.map((point, index) => ({ label: categories[index] ?? '', value: point.values[at] ?? 0 })),
        })),
        axis_config: { categories, ...unit },
      },
    },
    below: [
      ...linesOf(chart, missing),
      ...(cut > 0 ? [folded(cut)] : []),
      ...(hidden.length > 0 ? [`${folded(hidden.length)}: ${hidden.map((one) => one.name).join(', ')}`] : []),
    ],
  }
}

function titled(chart: Chart): { readonly type: 'data_visualization'; readonly title: string } {
  return { type: 'data_visualization', title: shortLine(chart.title, LIMITS.chart.title) }
}

/** The categories that could not be drawn, with the values that they have. */
function linesOf(chart: Chart, points: readonly Point[]): readonly string[] {
  if (points.length === 0) return []
  const series = chart.series.map((one, at) => ({
    name: one.name,
    values: points.map((point) => point.values[at] ?? null),
  }))
  const part: Chart = { ...chart, categories: points.map((point) => point.label), series }
  return plainLines({ blocks: [part], discloses: [] }).slice(1)
}

/** Labels short enough for Slack, and still different from each other after the cut. */
function unique(labels: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return labels.map((label) => {
    let short = shortLine(label, LIMITS.chart.label)
    for (let number = 2; seen.has(short); number += 1) {
      const suffix = ` ${number}`
      short = shortLine(label, LIMITS.chart.label - suffix.length) + suffix
    }
    seen.add(short)
    return short
  })
}
