import { pointTitle } from './axes.js'
import { type ChartModel, numberFormats } from './model.js'

const SIZE = 180
const RADIUS = 84

/** Slices of a round chart, the first from twelve o'clock on, with the total in the middle of a ring. */
export function Pie({ chart, width, locale }: { chart: ChartModel; width: number; locale: string }) {
  const { short, full } = numberFormats(locale)
  const values = (chart.series[0]?.values ?? []).map((value) => Math.max(0, value ?? 0))
  const total = values.reduce((sum, value) => sum + value, 0)
  const size = Math.min(SIZE, width)
  const hole = chart.shape === 'pie' ? 0 : RADIUS * 0.6
  let from = 0
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} width={size} height={size} aria-hidden="true" direction="ltr">
      <g transform={`translate(${SIZE / 2} ${SIZE / 2})`}>
        {total === 0 && <circle class="chart-empty" r={RADIUS} />}
        {values.map((value, index) => {
          if (value === 0) return null
          const start = from
          from += value / total
          const name = chart.categories[index] ?? ''
          return (
            <path key={name} class="chart-slice" data-series={index % 12} d={slice(start, from, hole)}>
              <title>{pointTitle(name, '', value, full)}</title>
            </path>
          )
        })}
        {hole > 0 && (
          <text class="chart-total" text-anchor="middle" y={7}>
            {short.format(total)}
          </text>
        )}
      </g>
    </svg>
  )
}

/** A slice between two shares of the circle; a whole circle needs two arcs, because one would end where it began. */
function slice(from: number, to: number, hole: number): string {
  if (to - from > 0.9999) return `${slice(from, from + 0.5, hole)} ${slice(from + 0.5, from + 0.9999, hole)}`
  const [a, b, c, d] = [point(from, RADIUS), point(to, RADIUS), point(to, hole), point(from, hole)]
  const large = to - from > 0.5 ? 1 : 0
  const inner = hole === 0 ? 'L0 0' : `L${c} A${hole} ${hole} 0 ${large} 0 ${d}`
  return `M${a} A${RADIUS} ${RADIUS} 0 ${large} 1 ${b} ${inner} Z`
}

function point(share: number, radius: number): string {
  const angle = share * 2 * Math.PI - Math.PI / 2
  return `${(radius * Math.cos(angle)).toFixed(3)} ${(radius * Math.sin(angle)).toFixed(3)}`
}
