import { pointTitle } from './axes.js'
import { type ChartModel, extentOf, numberFormats } from './model.js'

const ROW = 26
const CHAR = 6.4

/** Lying bars: one row per category and series, its value at its end. */
export function HorizontalBars({ chart, width, locale }: { chart: ChartModel; width: number; locale: string }) {
  const { short, full } = numberFormats(locale)
  const { low, high } = extentOf(chart)
  const rows = chart.stacked ? 1 : Math.max(1, chart.series.length)
  const longest = Math.max(...chart.categories.map((one) => one.length), 1)
  const left = Math.min(width * 0.4, longest * CHAR + 12)
  const room = Math.max(40, width - left - 48)
  const scale = room / (high - low || 1)
  const zero = left - low * scale
  const height = chart.categories.length * rows * ROW + 8
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" direction="ltr">
      <line class="chart-zero" x1={zero} x2={zero} y1={0} y2={height} />
      {chart.categories.map((category, at) => {
        const top = at * rows * ROW + 4
        let stack = 0
        return (
          <g key={category}>
            <text class="chart-text" x={left - 8} y={top + (rows * ROW) / 2 + 4} text-anchor="end">
              {clipped(category, (left - 10) / CHAR)}
            </text>
            {chart.series.map((one, index) => {
              const value = one.values[at]
              if (value === null || value === undefined) return null
              const from = chart.stacked ? stack : 0
              stack += value
              const [start, end] = [Math.min(from, from + value), Math.max(from, from + value)]
              const y = top + (chart.stacked ? 0 : index * ROW)
              return (
                <g key={one.name}>
                  <rect
                    class="chart-fill"
                    data-series={index % 12}
                    x={zero + start * scale}
                    y={y + 3}
                    width={Math.max(1, (end - start) * scale)}
                    height={ROW - 8}
                    rx={2}
                  >
                    <title>{pointTitle(category, one.name, value, full)}</title>
                  </rect>
                  {!chart.stacked && (
                    <text class="chart-text" x={zero + Math.max(0, end * scale) + 6} y={y + ROW / 2 + 3}>
                      {short.format(value)}
                    </text>
                  )}
                </g>
              )
            })}
          </g>
        )
      })}
    </svg>
  )
}

function clipped(label: string, fits: number): string {
  return label.length <= fits ? label : `${label.slice(0, Math.max(2, Math.floor(fits) - 1))}…`
}
