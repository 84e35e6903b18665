import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { settle, showSources } from './actions.js'
import type { Metric } from './catalogue.js'
import { dimensionLabel } from './dimension-label.js'
import { type Difference, type Disagreement, distance, type Side } from './disagreement.js'
import type { Standpoint } from './period-label.js'
import { shownRows, shownValue } from './shown.js'
import { subjectOf } from './visibility.js'

/** As many differences as one reads in a chat. */
const mostRows = 15

const shown = (value: number | null, { metric, used }: Pick<Disagreement, 'metric' | 'used'>, t: Texts): string =>
  value === null ? '–' : shownValue(value, metric.definition, used.answer.result.currency, t)

/** "ARR: Sales says €6.42M, Finance €6.31M. Omar decides." */
export function disagreementText(found: Disagreement, t: Texts): Text {
  const { metric, used, beside, decides } = found
  return t.text('answers.disagree', {
    metric: metric.definition.label,
    one: beside.says,
    value: shown(beside.answer.result.value, found, t),
    other: used.says,
    others: shown(used.answer.result.value, found, t),
    settled: metric.definition.sources?.settled || !decides ? 'yes' : 'no',
    person: decides?.name ?? '',
  })
}

/** Disagreements as lines of their own, each with what it discloses, and the buttons that explain them. */
export function disagreementBlocks(found: readonly Disagreement[], t: Texts): readonly Block[] {
  const lines = found.map((one): Block => {
    return { kind: 'text', text: disagreementText(one, t), discloses: [subjectOf(one.metric.definition.name)] }
  })
  return [...lines, ...disagreementButtons(found, t)]
}

/** A button for each disagreement that shows what its sources say: it names the number, so it goes where the number's line goes. */
export function disagreementButtons(found: readonly Disagreement[], t: Texts): readonly Block[] {
  const buttons = found.map(({ metric: { definition } }) => ({
    ...buttonOf(
      t.plain('answers.disagree_why', { metric: definition.label }),
      callOf(showSources, { metric: definition.name }),
    ),
    discloses: [subjectOf(definition.name)],
  }))
  return buttons.length === 0 ? [] : [{ kind: 'actions', buttons }]
}

/** Each source's number side by side, what differs between them, and for who decides the ways to settle it. */
export function sourcesCard(
  metric: Metric,
  sides: readonly Side[],
  found: Disagreement | null,
  view: Standpoint & { readonly decides: boolean },
): Message {
  const { t } = view
  const discloses = [subjectOf(metric.definition.name)]
  const compared = found ? differenceBlocks(found, t) : []
  const alone = textOf(
    t.plain('answers.sources_one', {
      metric: metric.definition.label,
      sources: t.list(sides.map(({ source }) => source.label)),
    }),
  )
  const one: readonly Block[] = metric.definition.sources ? [] : [{ kind: 'note', text: alone }]
  return { blocks: [sidesTable(metric, sides, view), ...one, ...compared, ...choices(found, view)], discloses }
}

function sidesTable({ definition }: Metric, sides: readonly Side[], { t, today }: Standpoint): Block {
  const column = (label: string, align: 'start' | 'end') => ({ label, align })
  return {
    kind: 'table',
    caption: t.plain('answers.sources_title', { metric: definition.label, day: t.day(today) }),
    columns: [
      column(t.plain('answers.sources_column'), 'start'),
      column(t.plain('answers.sources_number'), 'end'),
      column(t.plain('answers.sources_rows'), 'end'),
      column(t.plain('answers.sources_read'), 'start'),
    ],
    rows: sides.map(({ source, answer }) => {
      const { value, rows, currency } = answer.result
      const counts = definition.sources?.use === source.name
      const readAt = answer.sources[0]?.readAt
      return [
        textOf(counts ? t.plain('answers.sources_counts', { source: source.label }) : source.label),
        textOf(value === null ? '–' : shownValue(value, definition, currency, t)),
        textOf(shownRows(answer, rows, t)),
        textOf(readAt ? t.moment(readAt) : '–'),
      ]
    }),
  }
}

function differenceBlocks(found: Disagreement, t: Texts): readonly Block[] {
  if (found.gap === 0) return [{ kind: 'text', text: t.text('answers.disagree_alike') }]
  const { differing, used, beside } = found
  const share = t.percent(found.share, 1)
  const gap = t.text('answers.disagree_gap', { gap: shown(found.gap, found, t), share })
  const onlyUsed = differing.filter((one) => one.beside === null)
  const onlyBeside = differing.filter((one) => one.used === null)
  const both = differing.filter((one) => one.used !== null && one.beside !== null)
  const sum = (list: readonly Difference[]) =>
    shown(
      list.reduce((all, one) => all + distance(one), 0),
      found,
      t,
    )
  const only = (list: readonly Difference[], side: Side): readonly Block[] => {
    if (list.length === 0) return []
    const args = { count: list.length, source: side.source.label, amount: sum(list) }
    return [{ kind: 'text', text: t.text('answers.disagree_only', args) }]
  }
  const differ = t.text('answers.disagree_differ', { count: both.length, amount: sum(both) })
  return [
    { kind: 'text', text: gap },
    ...only(onlyBeside, beside),
    ...only(onlyUsed, used),
    ...(both.length > 0 ? [{ kind: 'text', text: differ } as const] : []),
    ...(differing.length > 0 ? [differenceTable(found, t)] : []),
  ]
}

function differenceTable(found: Disagreement, t: Texts): Block {
  const { differing, used, beside } = found
  return {
    kind: 'table',
    caption: dimensionLabel(found.by ?? 'account', t),
    columns: [
      { label: dimensionLabel(found.by ?? 'account', t), align: 'start' },
      { label: used.source.label, align: 'end' },
      { label: beside.source.label, align: 'end' },
    ],
    rows: differing
      .slice(0, mostRows)
      .map((one) => [textOf(one.key), textOf(shown(one.used, found, t)), textOf(shown(one.beside, found, t))]),
  }
}

function choices(
  found: Disagreement | null,
  { t, decides }: { readonly t: Texts; readonly decides: boolean },
): readonly Block[] {
  if (!found || !decides || found.metric.definition.sources?.settled) return []
  const { metric, used, beside } = found
  const { name } = metric.definition
  const use = ({ says, source }: Side) =>
    buttonOf(
      t.plain('answers.disagree_use', { source: says, last: says.slice(-1) }),
      callOf(settle, { metric: name, use: source.name, both: false }),
    )
  const both = callOf(settle, { metric: name, use: used.source.name, both: true })
  return [{ kind: 'actions', buttons: [use(used), use(beside), buttonOf(t.plain('answers.disagree_both'), both)] }]
}
