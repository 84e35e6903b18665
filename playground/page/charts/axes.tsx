import { axisOf, type ChartModel, extentOf, numberFormats } from './model.js'

const HEIGHT = 220
const TOP = 10
const CHAR = 6.4
const UNIT = 3

interface Frame {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  readonly step: number
}

/** Lines, areas and upright bars on two axes. Mirrors for nobody: time runs the same way in every language's charts. */
export function Axes({ chart, width, locale }: { chart: ChartModel; width: number; locale: string }) {
  const { short, full } = numberFormats(locale)
  const { low, high } = extentOf(chart)
  const axis = axisOf(low, high)
  // A unit (`%`) stands with the numbers; words stand beside the axis.
  const unit = chart.yTitle !== null && chart.yTitle.length <= UNIT ? ` ${chart.yTitle}` : ''
  const yTitle = unit === '' ? chart.yTitle : null
  const labels = axis.ticks.map((tick) => `${short.format(tick)}${unit}`)
  const room = Math.max(...labels.map((label) => label.length)) * CHAR + (yTitle === null ? 0 : 14)
  const frame = frameOf(chart, width, axis, room)
  const every = Math.max(
    1,
    Math.ceil((Math.max(...chart.categories.map((one) => one.length), 1) * CHAR + 10) / frame.step),
  )
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} aria-hidden="true" direction="ltr">
      {axis.ticks.map((tick, index) => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'chart-zero' : 'chart-line'}
            x1={frame.left}
            x2={frame.right}
            y1={frame.y(tick)}
            y2={frame.y(tick)}
          />
          <text class="chart-text" x={frame.left - 6} y={frame.y(tick) + 4} text-anchor="end">
            {labels[index]}
          </text>
        </g>
      ))}
      {chart.categories.map(
        (category, index) =>
          index % every === 0 && (
            <text key={category} class="chart-text" x={frame.x(index)} y={frame.bottom + 16} text-anchor="middle">
              {fitted(category, frame.step * every)}
            </text>
          ),
      )}
      {chart.xTitle !== null && (
        <text class="chart-text chart-axis" x={(frame.left + frame.right) / 2} y={HEIGHT - 4} text-anchor="middle">
          {chart.xTitle}
        </text>
      )}
      {yTitle !== null && (
        <text
          class="chart-text chart-axis"
          transform={`translate(11 ${(TOP + frame.bottom) / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {yTitle}
        </text>
      )}
      {chart.shape === 'bar' ? (
        <Bars chart={chart} frame={frame} format={full} />
      ) : (
        <Lines chart={chart} frame={frame} format={full} />
      )}
    </svg>
  )
}

function frameOf(chart: ChartModel, width: number, axis: { from: number; to: number }, room: number): Frame {
  const left = 12 + room
  const right = width - 12
  const bottom = HEIGHT - (chart.xTitle === null ? 24 : 40)
  const step = (right - left) / Math.max(1, chart.categories.length)
  return {
    left,
    right,
    bottom,
    step,
    x: (index) => left + step * (index + 0.5),
    y: (value) => bottom - ((value - axis.from) / (axis.to - axis.from)) * (bottom - TOP),
  }
}

function fitted(label: string, room: number): string {
  const fits = Math.max(3, Math.floor((room - 4) / CHAR))
  return label.length <= fits ? label : `${label.slice(0, fits - 1)}…`
}

interface PartProps {
  readonly chart: ChartModel
  readonly frame: Frame
  readonly format: Intl.NumberFormat
}

function Bars({ chart, frame, format }: PartProps) {
  const slots = chart.stacked ? 1 : Math.max(1, chart.series.length)
  const thick = Math.min(46, (frame.step * 0.72) / slots)
  return (
    <>
      {chart.categories.map((category, at) => {
        const stack = { up: 0, down: 0 }
        return chart.series.map((one, index) => {
          const value = one.values[at]
          if (value === null || value === undefined) return null
          const side = value < 0 ? 'down' : 'up'
          const base = chart.stacked ? stack[side] : 0
          stack[side] = base + value
          const [top, foot] = [frame.y(Math.max(base, base + value)), frame.y(Math.min(base, base + value))]
          const left = frame.x(at) - (thick * slots) / 2 + (chart.stacked ? 0 : thick * index)
          return (
            <rect
              key={`${category} ${one.name}`}
              class="chart-fill"
              data-series={index % 12}
              x={left + 1}
              y={top}
              width={Math.max(1, thick - 2)}
              height={Math.max(1, foot - top)}
              rx={2}
            >
              <title>{pointTitle(category, one.name, value, format)}</title>
            </rect>
          )
        })
      })}
    </>
  )
}

function Lines({ chart, frame, format }: PartProps) {
  return (
    <>
      {chart.series.map((one, index) => (
        <g key={one.name} data-series={index % 12}>
          {runs(one.values).map((run) => {
            const line = run.map(({ at, value }) => `${frame.x(at)},${frame.y(value)}`).join(' ')
            const [first, last] = [run[0]?.at ?? 0, run.at(-1)?.at ?? 0]
            const ground = `${frame.x(last)},${frame.y(0)} ${frame.x(first)},${frame.y(0)}`
            return (
              <g key={first}>
                {chart.shape === 'area' && <polygon class="chart-area" points={`${line} ${ground}`} />}
                <polyline class="chart-stroke" points={line} />
              </g>
            )
          })}
          {one.values.map(
            (value, at) =>
              value !== null && (
                <circle key={chart.categories[at]} class="chart-fill" cx={frame.x(at)} cy={frame.y(value)} r={3.5}>
                  <title>{pointTitle(chart.categories[at] ?? '', one.name, value, format)}</title>
                </circle>
              ),
          )}
        </g>
      ))}
    </>
  )
}

/** Unbroken runs of values: a gap in the data is a gap in the line. */
function runs(values: readonly (number | null)[]): readonly (readonly { at: number; value: number }[])[] {
  const found: { at: number; value: number }[][] = []
  values.forEach((value, at) => {
    if (value === null) return
    const last = found.at(-1)
    if (last !== undefined && last.at(-1)?.at === at - 1) last.push({ at, value })
    else found.push([{ at, value }])
  })
  return found
}

export function pointTitle(category: string, series: string, value: number, format: Intl.NumberFormat): string {
  return `${series === '' ? '' : `${series}, `}${category}: ${format.format(value)}`
}
