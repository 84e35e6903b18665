/** A chart as plain data, whichever platform it came from. Every series has one value per category, null where there is none. */
export interface ChartModel {
  readonly shape: 'line' | 'area' | 'bar' | 'hbar' | 'pie' | 'donut' | 'gauge'
  readonly stacked: boolean
  readonly title: string
  readonly categories: readonly string[]
  readonly series: readonly Series[]
  readonly xTitle: string | null
  readonly yTitle: string | null
}

export interface Series {
  readonly name: string
  readonly values: readonly (number | null)[]
}

/** The upper bounds of a round axis: steps of 1, 2 or 5 times a power of ten, with nought on it. */
export function axisOf(low: number, high: number, wanted = 5): { from: number; to: number; ticks: readonly number[] } {
  const from = Math.min(0, low)
  const to = Math.max(0, high)
  const span = to - from > 1e-9 ? to - from : 1
  const power = 10 ** Math.floor(Math.log10(span / wanted))
  const step = ([1, 2, 5, 10].find((one) => span / (one * power) <= wanted) ?? 10) * power
  const first = Math.floor(from / step + 1e-9)
  const last = Math.max(Math.ceil(to / step - 1e-9), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => cleaned((first + index) * step))
  return { from: first * step, to: last * step, ticks }
}

/** Without the dust of binary fractions (0.30000000000000004). */
function cleaned(value: number): number {
  return Number(value.toPrecision(12))
}

/** The lowest and highest value that has to fit on the axis. */
export function extentOf(chart: Pick<ChartModel, 'series' | 'stacked' | 'categories'>): { low: number; high: number } {
  const columns = chart.categories.map((_, index) => chart.series.map((one) => one.values[index] ?? 0))
  const sums = (sign: 1 | -1) =>
    columns.map((column) => column.filter((value) => value * sign > 0).reduce((sum, value) => sum + value, 0))
  const all = chart.stacked ? [...sums(1), ...sums(-1)] : columns.flat()
  return { low: Math.min(0, ...all), high: Math.max(0, ...all) }
}

/** Numbers on axes are short (12k), numbers in the table of a chart are whole. */
export function numberFormats(locale: string): {
  short: Intl.NumberFormat
  full: Intl.NumberFormat
  share: Intl.NumberFormat
} {
  return {
    short: new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
    full: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    share: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
  }
}
