import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Field } from '../facts/field.js'
import type { Texts } from '../locales/texts.js'
import { exportRows, reportWrong, showRows, turnRows } from './actions.js'
import type { Answer, Part } from './answer.js'
import { dimensionLabel } from './dimension-label.js'
import { periodName, type Standpoint } from './period-label.js'
import { type FactRecord, factsBehind, pageSize, type RowPage } from './rows.js'
import { filtersOf } from './scope.js'
import { subjectOf } from './visibility.js'

/** As many parts of a breakdown as make buttons that can still be told apart. */
const mostParts = 4

/** One page of the records behind a number. @param parts of its breakdown, where it was split: each can be looked at alone */
export function rowsCard(page: RowPage, parts: readonly Part[], at: Standpoint): Message {
  const { metric, records } = page
  const { t } = at
  const discloses = [subjectOf(metric.definition.name)]
  if (records.length === 0) {
    const text = t.text('answers.rows_empty', { metric: metric.definition.label })
    return { blocks: [{ kind: 'text', text }, ...others(page, parts, at)], discloses }
  }
  return { blocks: [tableOf(page, at), pageNote(page, at), ...others(page, parts, at)], discloses }
}

type Titled = Pick<RowPage, 'metric' | 'question' | 'fact' | 'total'>

/** What the rows belong to: "Win rate, EMEA, this quarter: 26 deals". */
export function titleOf({ metric, question, fact, total }: Titled, at: Standpoint): string {
  const { t } = at
  const { label } = metric.definition
  const filters = filtersOf(question.where, t)
  return t.plain('answers.rows_title', {
    metric: filters === '' ? label : t.plain('answers.filtered', { metric: label, filters }),
    period: periodName(question.period, at),
    rows: t.plain(`metrics.rows_${fact}`, { count: total }),
  })
}

function tableOf(page: RowPage, at: Standpoint): Block {
  const { t } = at
  const sources = new Set(page.records.map(({ source }) => source?.id))
  const told = sources.size > 1
  return {
    kind: 'table',
    caption: titleOf(page, at),
    columns: [
      { label: t.plain('answers.rows_record'), align: 'start' },
      ...page.fields.map((field) => ({
        label: dimensionLabel(field.name, t),
        align: field.type === 'money' || field.type === 'number' ? ('end' as const) : ('start' as const),
      })),
      ...(told ? [{ label: t.plain('answers.rows_source'), align: 'start' as const }] : []),
    ],
    rows: page.records.map((record) => [
      nameOf(record),
      ...page.fields.map((field) => textOf(cellOf(field, record, at))),
      ...(told ? [textOf(record.source?.label ?? '')] : []),
    ]),
  }
}

function nameOf({ id, link }: FactRecord): Text {
  return textOf(link === null ? id : { kind: 'link', text: id, url: link })
}

function cellOf(field: Field, { fields }: FactRecord, { t }: Standpoint): string {
  const value = fields[field.name] ?? null
  if (value === null) return '–'
  if (field.type === 'day') return t.day(value)
  if (field.type === 'number') return t.number(Number(value), field.decimals)
  return field.type === 'money' && fields.currency ? t.money(Number(value), fields.currency) : value
}

function pageNote({ offset, records, total }: RowPage, { t }: Standpoint): Block {
  const args = { first: t.number(offset + 1), last: t.number(offset + records.length), total: t.number(total) }
  return { kind: 'note', text: t.text('answers.rows_page', args) }
}

/** The other pages, the rows of one part alone, the other facts behind the number, and a word about what is wrong. */
function others(page: RowPage, parts: readonly Part[], { t }: Standpoint): readonly Block[] {
  const { metric, question, fact, offset, total } = page
  const turn = (at: number) => callOf(turnRows, { question, fact, offset: at })
  const { by } = question
  const named = by === null ? [] : parts.flatMap(({ key }) => (key === null ? [] : [{ dimension: by, values: [key] }]))
  const facts = factsBehind(metric).filter((one) => one !== fact)
  const buttons: readonly Button[] = [
    ...(offset > 0 ? [buttonOf(t.plain('answers.rows_previous'), turn(Math.max(0, offset - pageSize)))] : []),
    ...(offset + pageSize < total ? [buttonOf(t.plain('answers.rows_next'), turn(offset + pageSize))] : []),
    ...named.slice(0, mostParts).map((part) => {
      const only = { ...question, by: null, where: [...question.where, part] }
      const label = t.plain('answers.rows_of', { value: part.values.join() })
      return buttonOf(label, callOf(turnRows, { question: only, fact, offset: 0 }))
    }),
    ...facts.map((one) =>
      buttonOf(t.plain(`answers.show_${one}`), callOf(turnRows, { question, fact: one, offset: 0 })),
    ),
    ...(total > 0 ? [buttonOf(t.plain('answers.rows_csv'), callOf(exportRows, { question, fact }))] : []),
    buttonOf(t.plain('answers.report'), callOf(reportWrong, { question, fact, offset })),
  ]
  return [{ kind: 'actions', buttons }]
}

/** [Show deals], under a number that was counted from rows. */
export function rowsButtons({ question, facts, result }: Answer, t: Texts): readonly Button[] {
  const [fact] = facts
  if (fact === undefined || result.rows === 0) return []
  return [buttonOf(t.plain(`answers.show_${fact}`), callOf(showRows, { question, fact: null, offset: 0 }))]
}
