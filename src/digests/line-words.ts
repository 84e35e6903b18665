import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { isMetric, type MetricSection, type Section } from './model.js'

/**
 * Sections as lines that people read and change: `win_rate | this quarter | by region | vs previous | old: hold`. Only the metric and
 * its period are needed. A capability's section is its name alone.
 */
export function writeLines(sections: readonly Section[]): string {
  return sections.map(writeLine).join('\n')
}

function writeLine(section: Section): string {
  if (!isMetric(section)) return section.show
  const { metric, period, by, against, stale } = section
  const parts = [metric, period, ...(by === undefined ? [] : [`by ${by}`]), `vs ${against}`]
  return [...parts, ...(stale === undefined ? [] : [`old: ${stale}`])].join(' | ')
}

const against = ['previous', 'year before', 'target', 'none'] as const
const stale = ['label', 'hold', 'skip'] as const

/** A line that could not be read, counted from 1. */
export interface WrongLine {
  readonly line: number
  readonly typed: string
}

/** Reads lines as `writeLines` writes them. */
export function readLines(text: string): readonly Section[] | WrongLine {
  const sections: Section[] = []
  for (const [index, typed] of text.split('\n').entries()) {
    if (typed.trim() === '') continue
    const section = readLine(typed)
    if (section === null) return { line: index + 1, typed: typed.trim() }
    sections.push(section)
  }
  return sections
}

function readLine(typed: string): Section | null {
  const [metric = '', ...rest] = typed.split('|').map((part) => part.trim())
  const [period, ...options] = rest
  if (metric === '') return null
  if (period === undefined) return { show: metric.toLowerCase() }
  const section: MetricSection = { metric, period, against: 'previous' }
  return options.reduce<MetricSection | null>((known, option) => known && withOption(known, option), section)
}

function withOption(section: MetricSection, option: string): MetricSection | null {
  const [, word = '', value = ''] = /^(by|vs|old:?)\s+(.+)$/i.exec(option) ?? []
  const said = value.trim()
  switch (word.toLowerCase().replace(':', '')) {
    case 'by':
      return { ...section, by: said }
    case 'vs': {
      const found = against.find((one) => one === said.toLowerCase())
      return found === undefined ? null : { ...section, against: found }
    }
    case 'old': {
      const found = stale.find((one) => one === said.toLowerCase())
      return found === undefined ? null : { ...section, stale: found }
    }
    default:
      return null
  }
}

/** The same for reading only, one line each, with the metrics' labels. */
export function linesText(sections: readonly Section[], catalogue: Catalogue, t: Texts): Text {
  const labelOf = (name: string): string => catalogue.find(name)?.definition.label ?? name
  const lines = sections.map((one) =>
    isMetric(one)
      ? t.text('digests.line', {
          metric: labelOf(one.metric),
          period: one.period,
          by: one.by ?? 'none',
          against: one.against,
        })
      : t.text('digests.line_also', { what: t.plain('digests.line_shown', { name: one.show }) }),
  )
  return lines.reduce<Text>(
    (all, line, index) => textOf(all, ...(index === 0 ? [] : [{ kind: 'break' } as const]), line),
    [],
  )
}
