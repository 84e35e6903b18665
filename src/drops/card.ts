import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import { factFields } from '../facts/catalogue.js'
import { columnTitle } from '../facts/mapping-schema.js'
import { describeProblem, type FactsError } from '../facts/problems.js'
import type { MappingDraft } from '../facts/recognition/draft.js'
import type { Candidate } from '../facts/recognition/facts.js'
import type { FileProfile } from '../facts/recognition/profile.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { card, discardButton, note, paragraph, row } from './buttons.js'
import { isKnown } from './known.js'
import { factLabel, fieldLabel } from './labels.js'
import type { Drop } from './model.js'

/** So many sheets and facts make buttons that can still be told apart. */
const mostButtons = 8

/** So many values show what a column holds without making its line long. */
const mostSamples = 2

/** Which sheet of a workbook is meant. */
export function sheetCard(drop: Drop, sheets: readonly string[], t: Texts): Message {
  const buttons = sheets
    .slice(0, mostButtons)
    .map((name, sheet) => buttonOf(name, callOf(actions.chooseSheet, { drop: drop.id, sheet })))
  return card(
    paragraph(t.text('drops.sheet', { file: drop.name })),
    row(...buttons, discardButton(callOf(actions.discardDrop, { drop: drop.id }), t)),
  )
}

/** What the rows of a file are, where its words and values leave it open. */
export function unsureCard(drop: Drop, profile: FileProfile, candidates: readonly Candidate[], t: Texts): Message {
  const { id } = drop
  const buttons = candidates.map(({ fact }) =>
    buttonOf(factLabel(fact, t), callOf(actions.chooseFact, { drop: id, fact })),
  )
  const list = buttonOf(t.plain('drops.something_else'), callOf(actions.chooseFact, { drop: id, fact: null }))
  return card(
    paragraph(t.text('drops.unsure', { file: drop.name, rows: profile.rows })),
    row(...buttons, list, discardButton(callOf(actions.discardDrop, { drop: id }), t)),
  )
}

/**
 * What was recognised of a file, column by column, and what is to be done next: answer what only a person knows, or import.
 * @param questions how many are open
 */
export function draftCard(drop: Drop, draft: MappingDraft, profile: FileProfile, questions: number, t: Texts): Message {
  const { id } = drop
  const said = isKnown(draft) ? [paragraph(t.text('drops.known', { label: draft.label }))] : []
  const next =
    questions > 0
      ? buttonOf(
          t.plain('drops.answer', { count: questions }),
          callOf(actions.answerQuestions, { drop: id }),
          'primary',
        )
      : buttonOf(t.plain('drops.import'), callOf(actions.importDrop, { drop: id }), 'primary')
  return card(
    paragraph(
      t.text('drops.recognised', {
        file: drop.name,
        rows: t.plain(`metrics.rows_${draft.fact}`, { count: profile.rows }),
      }),
    ),
    ...said,
    columnTable(draft, profile, t),
    ...unusedNote(draft, profile, t),
    row(
      next,
      buttonOf(t.plain('drops.change_columns'), callOf(actions.editColumns, { drop: id })),
      ...(isKnown(draft) ? [buttonOf(t.plain('drops.set_up_anew'), callOf(actions.setUpAnew, { drop: id }))] : []),
      discardButton(callOf(actions.discardDrop, { drop: id }), t),
    ),
  )
}

function columnTable(draft: MappingDraft, profile: FileProfile, t: Texts): Block {
  const rows = factFields(draft.fact).flatMap((field): readonly (readonly Text[])[] => {
    const spec = draft.columns[field.name]
    if (!spec) return []
    const title =
      spec.constant === undefined ? columnTitle(spec) : t.plain('drops.use_constant', { value: spec.constant })
    const list = spec.lookup === undefined ? null : (draft.lookups[spec.lookup]?.file ?? spec.lookup)
    const samples = list === null ? (profile.columns.find((one) => one.name === spec.column)?.samples ?? []) : []
    return [
      [
        textOf({ kind: 'strong', text: fieldLabel(field.name, t) }),
        textOf(list === null ? title : t.plain('drops.from_list', { column: title, list })),
        textOf(samples.slice(0, mostSamples).join(', ')),
      ],
    ]
  })
  const column = (label: string) => ({ label, align: 'start' as const })
  return {
    kind: 'table',
    caption: draft.label,
    columns: [column(t.plain('drops.field')), column(t.plain('drops.column')), column(t.plain('drops.looks_like'))],
    rows,
  }
}

function unusedNote(draft: MappingDraft, profile: FileProfile, t: Texts): readonly Block[] {
  const own = Object.values(draft.columns).filter((spec) => spec.lookup === undefined)
  const used = new Set(own.flatMap((spec) => spec.columns ?? spec.column ?? []))
  const unused = profile.columns.map((one) => one.name).filter((name) => name !== '' && !used.has(name))
  return unused.length === 0 ? [] : [note(t.text('drops.unused', { columns: t.list(unused) }))]
}

/** A list of names that is kept. @param joins files that were imported already and would know more with it */
export function listCard(
  drop: Drop,
  profile: FileProfile,
  key: string,
  joins: readonly { readonly drop: number; readonly label: string }[],
  t: Texts,
): Message {
  const others = profile.columns.map((one) => one.name).filter((name) => name !== key && name !== '')
  const columns = t.list(others)
  const buttons = joins.map(({ drop: to, label }) =>
    buttonOf(t.plain('drops.add_list', { label }), callOf(actions.joinList, { drop: to, list: drop.id }), 'primary'),
  )
  return card(
    paragraph(t.text('drops.list_kept', { file: drop.name, rows: profile.rows, key, columns })),
    ...joins.map(({ label }) => paragraph(t.text('drops.list_joins', { label }))),
    row(...buttons, discardButton(callOf(actions.discardDrop, { drop: drop.id }), t)),
  )
}

/** Why a file was not imported, problem by problem, with the ways to go on. */
export function problemCard(drop: Drop, error: FactsError, t: Texts): Message {
  const { id } = drop
  return card(
    paragraph(t.text('drops.problems', { file: drop.name })),
    ...error.problems.slice(0, 10).map((problem) => paragraph(textOf(describeProblem(problem, t)))),
    row(
      buttonOf(t.plain('drops.change_columns'), callOf(actions.editColumns, { drop: id }), 'primary'),
      buttonOf(t.plain('drops.import_again'), callOf(actions.importDrop, { drop: id })),
      discardButton(callOf(actions.discardDrop, { drop: id }), t),
    ),
  )
}

/** The files of somebody that are not finished. */
export function openCard(drops: readonly Drop[], most: number, t: Texts): Message {
  const invitation = paragraph(t.text('drops.drop_here', { most }))
  if (drops.length === 0) return card(invitation)
  const lines = drops.flatMap((drop) => [
    paragraph(t.text('drops.open_line', { file: drop.name, when: drop.at })),
    row(buttonOf(t.plain('drops.go_on'), callOf(actions.openDrop, { drop: drop.id }))),
  ])
  return card({ kind: 'heading', text: t.plain('drops.open_files') }, ...lines, { kind: 'divider' }, invitation)
}
