import type { Block, Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Department } from '../company/model.js'
import type { FactName } from '../facts/catalogue.js'
import type { Texts } from '../locales/texts.js'
import type { Metric } from './catalogue.js'
import { departmentLabel } from './sharing.js'

/** What a reader may ask, by owner department, and what cannot be answered yet for want of data. */
export function listCard(
  metrics: readonly Metric[],
  connected: ReadonlySet<FactName>,
  departments: readonly Department[],
  t: Texts,
): Message {
  const listed = metrics.filter(({ definition }) => definition.listed)
  const answerable = listed.filter(({ facts }) => facts.every((fact) => connected.has(fact)))
  const rest = listed.filter((metric) => !answerable.includes(metric))
  const title: Block = { kind: 'heading', text: t.plain('metrics.list_title') }
  const none: Block = { kind: 'text', text: t.text('metrics.list_none') }
  const owners = [...new Set(answerable.map(({ definition }) => definition.owner.department))]
  const tables = owners.map((owner) =>
    tableOf(
      answerable.filter(({ definition }) => definition.owner.department === owner),
      departmentLabel(owner, departments),
      t,
    ),
  )
  return {
    blocks: [title, ...(tables.length > 0 ? tables : [none]), ...missingNote(rest, connected, t)],
    discloses: [],
  }
}

function tableOf(metrics: readonly Metric[], caption: string, t: Texts): Block {
  return {
    kind: 'table',
    caption,
    columns: [
      { label: t.plain('metrics.list_column_metric'), align: 'start' },
      { label: t.plain('metrics.list_column_meaning'), align: 'start' },
    ],
    rows: metrics.map(({ definition }) => [
      textOf({ kind: 'strong', text: definition.label }),
      textOf(definition.description),
    ]),
  }
}

/** More names than this are no help to anybody who cannot ask for them yet. */
const mostNamed = 12

function missingNote(rest: readonly Metric[], connected: ReadonlySet<FactName>, t: Texts): readonly Block[] {
  if (rest.length === 0) return []
  const facts = [...new Set(rest.flatMap(({ facts }) => facts))].filter((fact) => !connected.has(fact))
  const named = rest.slice(0, mostNamed).map(({ definition }) => definition.label)
  const more = rest.length - named.length
  const others = more > 0 ? [t.plain('metrics.list_missing_more', { count: more })] : []
  const text = t.text('metrics.list_missing', {
    metrics: t.list([...named, ...others]),
    facts: t.list(facts.map((fact) => t.plain(`metrics.fact_${fact}`))),
  })
  return [{ kind: 'note', text }]
}
