import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words.js'
import { Axes } from './axes.js'
import { HorizontalBars } from './horizontal.js'
import { type ChartModel, numberFormats } from './model.js'
import { Pie } from './pie.js'

/**
 * A chart with its legend and, on a press, its numbers as a table: what the drawing shows is there for everybody. Drawn at
 * the width it really has, so that its words keep their size on a narrow window.
 */
export function Chart({ chart, locale }: { chart: ChartModel; locale: string }) {
  const [frame, width] = useWidth()
  const [table, setTable] = useState(false)
  const id = useId()
  const label = words.blocks.chart(words.blocks.kinds[chart.shape], chart.title)
  return (
    <figure class="chart" ref={frame} aria-label={label}>
      {chart.title !== '' && (
        <figcaption class="chart-title" dir="auto">
          {chart.title}
        </figcaption>
      )}
      <div class="chart-drawing" role="img" aria-label={`${label}. ${spoken(chart, locale)}`}>
        <Drawing chart={chart} width={width} locale={locale} />
      </div>
      <Legend chart={chart} locale={locale} />
      <button
        type="button"
        class="link-button chart-toggle"
        aria-expanded={table}
        aria-controls={id}
        onClick={() => setTable(!table)}
      >
        {table ? words.blocks.hideNumbers : words.blocks.showNumbers}
      </button>
      <div id={id} class="scroll-x" hidden={!table}>
        {table && <Numbers chart={chart} locale={locale} />}
      </div>
    </figure>
  )
}

function Drawing({ chart, width, locale }: { chart: ChartModel; width: number; locale: string }) {
  switch (chart.shape) {
    case 'pie':
    case 'donut':
    case 'gauge':
      return <Pie chart={chart} width={width} locale={locale} />
    case 'hbar':
      return <HorizontalBars chart={chart} width={width} locale={locale} />
    case 'line':
    case 'area':
    case 'bar':
      return <Axes chart={chart} width={width} locale={locale} />
  }
}

/** Round charts name their slices, the others their series; a single series needs no name. */
function Legend({ chart, locale }: { chart: ChartModel; locale: string }) {
  const round = isRound(chart)
  if (!round && chart.series.length < 2) return null
  const { full, share } = numberFormats(locale)
  const values = chart.series[0]?.values ?? []
  const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  const entries = round
    ? chart.categories.map((name, index) => ({ name, value: values[index] ?? null }))
    : chart.series.map(({ name }) => ({ name, value: null }))
  return (
    <ul class="chart-legend">
      {entries.map(({ name, value }, index) => (
        <li key={name}>
          <i class="swatch" data-series={index % 12} />
          <span dir="auto">{name}</span>
          {value !== null && (
            <span class="chart-legend-value">
              {full.format(value)}
              {total > 0 && ` (${share.format(value / total)})`}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Numbers({ chart, locale }: { chart: ChartModel; locale: string }) {
  const { full } = numberFormats(locale)
  return (
    <table class="grid">
      <thead>
        <tr>
          <th scope="col">{chart.xTitle ?? words.blocks.category}</th>
          {chart.series.map((one) => (
            <th scope="col" key={one.name} class="number" dir="auto">
              {one.name || chart.yTitle || words.blocks.share}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {chart.categories.map((category, index) => (
          <tr key={category}>
            <th scope="row" dir="auto">
              {category}
            </th>
            {chart.series.map((one) => (
              <td key={one.name} class="number">
                {shown(one.values[index], full)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function shown(value: number | null | undefined, format: Intl.NumberFormat): string {
  return value === null || value === undefined ? words.blocks.noValue : format.format(value)
}

/** The numbers in words, for those who do not see the drawing. */
function spoken(chart: ChartModel, locale: string): string {
  const { full } = numberFormats(locale)
  return chart.series
    .map((one) => {
      const points = chart.categories.map((category, index) => `${category} ${shown(one.values[index], full)}`)
      return `${one.name === '' ? '' : `${one.name}: `}${points.join(', ')}.`
    })
    .join(' ')
}

function isRound(chart: ChartModel): boolean {
  return chart.shape === 'pie' || chart.shape === 'donut' || chart.shape === 'gauge'
}

function useWidth() {
  const frame = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(440)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const watcher = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.floor(entry.contentRect.width))
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])
  return [frame, width] as const
}
