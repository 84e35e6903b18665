import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import { clean, clip, textOf } from '../chat/text.js'
import { cellReason } from '../facts/refusal.js'
import { gotAnything, type ImportReport, type UnknownName } from '../facts/report.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { card, discardButton, note, paragraph, row } from './buttons.js'
import { fieldLabel } from './labels.js'
import type { Drop } from './model.js'

/** Names that are asked about at once; the next ones follow when these are settled. */
const mostNames = 4
const mostRefusals = 15
/** A button carries its names, and has to stay small. */
const longestName = 200

/** What an import did: the rows, what was refused, and the names that want a word. */
export function reportCard(drop: Drop, report: ImportReport, numbers: readonly Block[], t: Texts): Message {
  if (!gotAnything(report)) return nothingCard(drop, report, t)
  const { read, refused, added, changed, unchanged, label, undated } = report
  const rows = t.plain(`metrics.rows_${report.fact}`, { count: read })
  return card(
    paragraph(t.text('drops.report', { label, rows, refused, added, changed, unchanged })),
    ...(undated > 0 ? [note(t.text('drops.report_undated', { rows: undated }))] : []),
    ...(refused > 0 ? [row(buttonOf(t.plain('drops.refused'), callOf(actions.showRefused, { drop: drop.id })))] : []),
    ...nameBlocks(drop, report.unknown, t),
    ...numbers,
  )
}

/** All rows were refused: the columns are wrong, not the rows. */
function nothingCard(drop: Drop, report: ImportReport, t: Texts): Message {
  const { id } = drop
  return card(
    paragraph(t.text('drops.report_nothing', { file: drop.name, read: report.read })),
    ...report.refusals.slice(0, 3).map((one) => paragraph(textOf(cellReason(one, t)))),
    row(
      buttonOf(t.plain('drops.change_columns'), callOf(actions.editColumns, { drop: id }), 'primary'),
      buttonOf(t.plain('drops.refused'), callOf(actions.showRefused, { drop: id })),
      discardButton(callOf(actions.discardDrop, { drop: id }), t),
    ),
  )
}

function nameBlocks(drop: Drop, unknown: readonly UnknownName[], t: Texts): readonly Block[] {
  const alike = unknown.filter((one) => one.near.length > 0 && one.name.length <= longestName)
  const strange = unknown.filter((one) => one.near.length === 0)
  const more = alike.length - mostNames
  return [
    ...alike.slice(0, mostNames).flatMap((one) => nameQuestion(drop, one, t)),
    ...(more > 0 ? [note(t.text('drops.names_more', { count: more }))] : []),
    ...strange.slice(0, 3).map(({ field, name, rows, file }) =>
      note(
        t.text('drops.name_unknown', {
          field: fieldLabel(field, t),
          name: shown(name),
          rows,
          list: file ?? '',
        }),
      ),
    ),
  ]
}

const shown = (name: string): string => clip(clean(name), 80)

function nameQuestion(drop: Drop, { field, name, rows, near }: UnknownName, t: Texts): readonly Block[] {
  const [nearest = ''] = near
  if (nearest.length > longestName) return []
  const said = (same: boolean) => callOf(actions.settleName, { drop: drop.id, field, name, near: nearest, same })
  return [
    paragraph(
      t.text('drops.name_alike', { field: fieldLabel(field, t), name: shown(name), rows, near: shown(nearest) }),
    ),
    row(buttonOf(t.plain('drops.same'), said(true)), buttonOf(t.plain('drops.different'), said(false))),
  ]
}

/** The refused rows with their reasons, the first of them. */
export function refusedCard(drop: Drop, report: ImportReport, t: Texts): Message {
  if (report.refused === 0) return card(paragraph(t.text('drops.refused_none', { file: drop.name })))
  const shownRows = report.refusals.slice(0, mostRefusals)
  const more = report.refused - new Set(shownRows.map((one) => one.line)).size
  return card(
    {
      kind: 'table',
      caption: t.plain('drops.refused_caption', { file: drop.name }),
      columns: [
        { label: t.plain('drops.refused_line'), align: 'end' },
        { label: t.plain('drops.refused_why'), align: 'start' },
      ],
      rows: shownRows.map((one) => [textOf(String(one.line)), textOf(cellReason(one, t))]),
    },
    ...(more > 0 ? [note(t.text('drops.refused_more', { count: more }))] : []),
  )
}
