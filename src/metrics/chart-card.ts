import type { Block, Subject, Table } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, JudgedPart, Part, Point } from './answer.js'
import { dimensionLabel } from './dimension-label.js'
import { periodName, periodWhen, pointName, type Standpoint } from './period-label.js'
import { scopeOf } from './scope.js'
import { chartUnit, chartValue, shownCounts, shownRows, shownValue } from './shown.js'
import { shownTarget, statusKey } from './target-card.js'
import { subjectOf } from './visibility.js'

/** As many bars as can be told apart, as many lines as both platforms draw, as many rows as anybody reads in a chat. */
const mostBars = 12
const mostLines = 5
const mostRows = 20

/** A number over time: a native line chart, one line per group where it was split. */
export function trendBlocks(answer: Answer, at: Standpoint): readonly Block[] {
  const { question, trend, definition, result } = answer
  if (question.trend === null || trend.length === 0) return []
  const { t } = at
  return [
    {
      kind: 'chart',
      shape: 'line',
      title: t.plain('answers.trend_title', { metric: scopeOf(answer, t), unit: question.trend }),
      unit: chartUnit(definition, result.currency, t),
      categories: trend.map(({ period }) => pointName(period, at)),
      series: linesOf(answer, t),
    },
  ]
}

function linesOf({ question, trend, breakdown, definition }: Answer, t: Texts) {
  const values = (of: (point: Point) => Part['result'] | undefined) =>
    trend.map((point) => {
      const result = of(point)
      return result ? chartValue(result, definition) : null
    })
  if (question.by === null) return [{ name: definition.label, values: values(({ result }) => result) }]
  return breakdown.slice(0, mostLines).map(({ key }) => ({
    name: keyLabel(key, t),
    values: values((point) => point.breakdown.find((part) => part.key === key)?.result),
  }))
}

const keyLabel = (key: string | null, t: Texts): string => key ?? t.plain('answers.no_key')

/** A number by dimension: a native bar chart, and the table that says what stands behind each bar. */
export function breakdownBlocks(answer: Answer, at: Standpoint): readonly Block[] {
  const { question, breakdown, definition, result } = answer
  if (question.by === null || result.missing?.reason === 'not connected') return []
  const { t } = at
  const dimension = dimensionLabel(question.by, t)
  const discloses = [subjectOf(definition.name)]
  if (breakdown.length === 0) {
    const when = periodWhen(question.period, at)
    return [{ kind: 'text', text: t.text('answers.breakdown_empty', { dimension, when }), discloses }]
  }
  const title = t.plain('answers.breakdown_caption', {
    metric: scopeOf(answer, t),
    dimension,
    period: periodName(question.period, at),
  })
  const bars = breakdown.filter((part) => part.result.value !== null).slice(0, mostBars)
  const values = bars.map((part) => chartValue(part.result, definition))
  const chart: Block = {
    kind: 'chart',
    shape: 'bar',
    title,
    unit: chartUnit(definition, result.currency, t),
    categories: bars.map(({ key }) => keyLabel(key, t)),
    series: [{ name: definition.label, values }],
    discloses,
  }
  const drawn = question.trend === null && bars.length > 1
  const table = { ...tableOf(answer, title, dimension, t), discloses }
  return [...(drawn ? [chart] : []), table, ...moreNote(breakdown.length, discloses, t)]
}

function moreNote(count: number, discloses: readonly Subject[], t: Texts): readonly Block[] {
  if (count <= mostRows) return []
  return [{ kind: 'note', text: t.text('answers.breakdown_more', { count: count - mostRows }), discloses }]
}

function tableOf(answer: Answer, caption: string, dimension: string, t: Texts): Table {
  const { against, definition } = answer
  const compared = against !== null && against.breakdown.length > 0
  const judged = answer.breakdown.some(({ target }) => target !== null)
  const column = (label: string, align: 'start' | 'end') => ({ label, align })
  return {
    kind: 'table',
    caption,
    columns: [
      column(dimension, 'start'),
      column(definition.label, 'end'),
      column(t.plain('answers.breakdown_behind'), 'end'),
      ...(judged ? [column(t.plain('answers.breakdown_target'), 'end')] : []),
      ...(compared ? [column(t.plain('answers.breakdown_before'), 'end')] : []),
    ],
    rows: answer.breakdown
      .slice(0, mostRows)
      .map((part) => [
        textOf(keyLabel(part.key, t)),
        cell(part, answer, t),
        textOf(shownCounts(answer, part.result, t) ?? shownRows(answer, part.result.rows, t)),
        ...(judged ? [partTarget(part, answer, t)] : []),
        ...(compared ? [cell(against.breakdown.find(({ key }) => key === part.key) ?? null, answer, t)] : []),
      ]),
  }
}

function cell(part: Part | null, { definition }: Answer, t: Texts): Text {
  const result = part?.result
  if (!result || result.value === null) return textOf('–')
  return textOf(shownValue(result.value, definition, result.currency, t))
}

/** What a part is to reach, and where it stands: "30%, at risk". */
function partTarget({ target, result }: JudgedPart, { definition }: Answer, t: Texts): Text {
  if (!target) return textOf('–')
  return t.text('answers.breakdown_target_of', {
    target: shownTarget(target.value, definition, result.currency, t),
    status: statusKey(target.status),
  })
}
