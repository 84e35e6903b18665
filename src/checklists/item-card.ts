import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Person } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { message, paragraph, press, progressBar } from './card.js'
import { type Crew, personName } from './crew.js'
import type { EvidenceFile } from './file-store.js'
import { mayWork, wants, workable } from './item.js'
import { evidenceWords, holderWords, itemLine } from './lines.js'
import type { Item, Run, Stage } from './store.js'
import type { View } from './view.js'

/** So many items with buttons fit into one message on every platform; the rest is counted. */
const mostItems = 15

/** [Done], or the form that asks for the evidence first. A metric closes itself, so there is nothing to press. */
export function doneButtonOf(item: number, kind: string, from: actions.From, t: Texts): readonly Button[] {
  if (kind === 'metric') return []
  if (kind !== 'none') return [press(t, 'checklists.done_evidence', actions.prove, { item }, 'primary')]
  return [press(t, 'checklists.done', actions.finish, { item, from }, 'primary')]
}

const doneButton = (item: Item, from: actions.From, t: Texts): readonly Button[] =>
  doneButtonOf(item.id, wants(item.evidence), from, t)

function rowButtons(item: Item, stage: Stage, from: actions.From, t: Texts): readonly Button[] {
  const more = press(t, 'checklists.open', actions.show, { item: item.id })
  if (!workable(stage)) return [more]
  if (item.doneAt !== null) return [press(t, 'checklists.undo', actions.undo, { item: item.id, from }), more]
  return [...doneButton(item, from, t), more]
}

/** The items of a run's open stage, each with what the reader can do about it. */
export function itemsCard(view: View, reader: Person, t: Texts): Message {
  const { run, open, crew } = view
  if (!open)
    return message([
      { kind: 'heading', text: run.title },
      paragraph(t.text('checklists.complete', { count: run.stages.length })),
    ])
  const shown = open.items.slice(0, mostItems)
  const more = open.items.length - shown.length
  return message([
    { kind: 'heading', text: run.title },
    paragraph(
      t.text('checklists.stage_of', {
        number: open.position + 1,
        total: run.stages.length,
        stage: open.label,
        day: t.day(open.dueOn),
      }),
    ),
    ...shown.flatMap((item): Block[] => [
      paragraph(itemLine(item, crew, t)),
      ...(mayWork(reader, run, item) ? [{ kind: 'actions', buttons: rowButtons(item, open, 'list', t) } as const] : []),
    ]),
    ...(more > 0 ? [{ kind: 'note', text: t.text('checklists.more', { count: more }) } as const] : []),
    progressBar(run, t),
  ])
}

/** An item of somebody's, with the run and the stage that it is in. */
export interface Mine {
  readonly run: Run
  readonly stage: Stage
  readonly item: Item
}

/** What a person has to do in all checklists, the earliest due first. */
export function mineCard(list: readonly Mine[], crew: Crew, t: Texts): Message {
  if (list.length === 0) return message([paragraph(t.text('checklists.mine_none'))])
  const shown = list.slice(0, mostItems)
  const more = list.length - shown.length
  return message([
    paragraph(t.text('checklists.mine_title', { count: list.length })),
    ...shown.flatMap(({ run, stage, item }): Block[] => [
      paragraph(t.text('checklists.mine_line', { line: itemLine(item, crew, t), title: run.title })),
      { kind: 'actions', buttons: rowButtons(item, stage, 'mine', t) },
    ]),
    ...(more > 0 ? [{ kind: 'note', text: t.text('checklists.more', { count: more }) } as const] : []),
  ])
}

/** What was said about an item. */
export interface Remark {
  readonly person: number
  readonly text: string
}

/** What belongs to an item and does not stand in its row. */
export interface Around {
  readonly remarks: readonly Remark[]
  readonly files: readonly EvidenceFile[]
}

/** What was given as evidence; a file opens where its platform has it. */
const proofText = ({ proof }: Item, files: readonly EvidenceFile[]): Text | null =>
  files.length === 0
    ? proof === null
      ? null
      : plain(proof)
    : files.flatMap(({ name, link }, index) => [
        ...(index > 0 ? plain(', ') : []),
        link === null ? ({ kind: 'plain', text: name } as const) : ({ kind: 'link', text: name, url: link } as const),
      ])

/** One item with everything about it and everything that can be done to it. */
export function itemCard(of: Mine, { remarks, files }: Around, crew: Crew, reader: Person, t: Texts): Message {
  const { run, stage, item } = of
  const asked = evidenceWords(item, t)
  const wanted = proofText(item, files) ?? (asked === null ? null : plain(asked))
  return message([
    { kind: 'heading', text: item.label },
    ...(item.what === '' ? [] : [paragraph([{ kind: 'plain', text: item.what }])]),
    {
      kind: 'facts',
      facts: [
        { label: t.plain('checklists.fact_checklist'), value: plain(`${run.title} · ${stage.label}`) },
        { label: t.plain('checklists.fact_owner'), value: plain(holderWords(item, crew, t)) },
        { label: t.plain('checklists.fact_due'), value: plain(t.day(item.dueOn)) },
        ...(wanted === null ? [] : [{ label: t.plain('checklists.fact_evidence'), value: wanted }]),
        ...(item.snoozedUntil === null
          ? []
          : [{ label: t.plain('checklists.fact_snoozed'), value: plain(t.day(item.snoozedUntil)) }]),
      ],
    },
    ...(item.doneAt === null ? [] : [paragraph(itemLine(item, crew, t))]),
    ...remarks.map(
      (one) =>
        ({
          kind: 'note',
          text: t.text('checklists.remark', { who: personName(crew, one.person), text: one.text }),
        }) as const,
    ),
    ...(mayWork(reader, run, item) ? [{ kind: 'actions', buttons: cardButtons(item, stage, t) } as const] : []),
  ])
}

const plain = (text: string): Text => [{ kind: 'plain', text }]

function cardButtons(item: Item, stage: Stage, t: Texts): readonly Button[] {
  const id = { item: item.id }
  const say = press(t, 'checklists.comment', actions.comment, id)
  if (item.doneAt !== null) {
    return workable(stage) ? [press(t, 'checklists.undo', actions.undo, { ...id, from: 'card' }), say] : [say]
  }
  return [
    ...(workable(stage) ? doneButton(item, 'card', t) : []),
    press(t, 'checklists.assign', actions.assign, id),
    press(t, 'checklists.hand_back', actions.handBack, id),
    press(t, 'checklists.snooze', actions.snooze, id),
    say,
  ]
}

/** What somebody hears who was given an item, or to whom one was handed back. */
export function givenCard(run: Run, item: Item, by: string, reason: string | null, t: Texts): Message {
  const said = { who: by, item: item.label, title: run.title, day: t.day(item.dueOn) }
  return message([
    paragraph(
      reason === null ? t.text('checklists.given', said) : t.text('checklists.handed_back', { ...said, reason }),
    ),
    {
      kind: 'actions',
      buttons: [...doneButton(item, 'note', t), press(t, 'checklists.open', actions.show, { item: item.id })],
    },
  ])
}

/** Asks somebody who shared files which of their items they are evidence of. */
export function filesCard(files: readonly EvidenceFile[], items: readonly Item[], t: Texts): Message {
  const ids = files.map((file) => file.id)
  return message([
    paragraph(t.text('checklists.files_for', { files: t.list(files.map(({ name }) => name)) })),
    ...items.flatMap((item): Block[] => [
      paragraph(t.text('checklists.files_item', { number: `#${item.id}`, label: item.label, day: t.day(item.dueOn) })),
      {
        kind: 'actions',
        buttons: [press(t, 'checklists.use_files', actions.useFiles, { item: item.id, files: ids }, 'primary')],
      },
    ]),
  ])
}
