import type { Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Standing } from './approval.js'
import { message, paragraph, press, progressBar } from './card.js'
import { itemLine, lines, signedWords, standingText } from './lines.js'
import type { Reminder } from './reminder.js'
import type { Run, Stage } from './store.js'
import type { View } from './view.js'

/** @param style of [Items], which is the first thing to press where nothing has to be signed */
const look = (run: Run, t: Texts, style: 'normal' | 'primary' = 'primary') => [
  press(t, 'checklists.items', actions.items, { run: run.id }, style),
  press(t, 'checklists.mine', actions.mine, {}),
]

/** A stage has opened: what it is for, what is to be done and by whom, who signs at its end. */
export function openedCard(view: View, stage: Stage, t: Texts): Message {
  const { run, crew } = view
  const before = run.stages[stage.position - 1]
  const departments = (stage.approval?.departments ?? []).map((key) => crew.departments.get(key)?.label ?? key)
  return message([
    { kind: 'heading', text: run.title },
    paragraph(
      textOf(
        ...(before ? [t.text('checklists.stage_closed', { stage: before.label }), ' '] : []),
        t.text('checklists.stage_opened', { stage: stage.label, day: t.day(stage.dueOn) }),
      ),
    ),
    ...(stage.what === '' ? [] : [{ kind: 'note', text: [{ kind: 'plain', text: stage.what }] } as const]),
    paragraph(lines(stage.items.map((item) => itemLine(item, crew, t)))),
    ...(stage.approval
      ? [
          {
            kind: 'note',
            text: t.text('checklists.signed_by', { departments: t.list(departments), needed: neededWords(stage, t) }),
          } as const,
        ]
      : []),
    progressBar(run, t),
    { kind: 'actions', buttons: look(run, t) },
  ])
}

const neededWords = (stage: Stage, t: Texts): string => {
  const needs = stage.approval?.needs ?? 'all'
  return typeof needs === 'number' ? t.number(needs) : needs
}

/** A run is over. */
export function closedCard({ run }: View, t: Texts): Message {
  return message([
    { kind: 'heading', text: run.title },
    paragraph(t.text('checklists.run_closed', { title: run.title, count: run.stages.length })),
    progressBar(run, t),
    { kind: 'actions', buttons: [press(t, 'checklists.history', actions.history, { run: run.id })] },
  ])
}

/** One reminder of the open stage: when it is or was due, what is left to do and by whom, or whose signature it waits for. */
export function reminderCard(
  view: View,
  stage: Stage,
  reminder: Reminder,
  list: readonly Standing[],
  t: Texts,
): Message {
  const { run, crew } = view
  const left = stage.items.filter((item) => item.doneAt === null)
  const waiting = left.length === 0 ? list.filter(({ state }) => state !== 'signed') : []
  const at = { run: run.id, stage: stage.position }
  return message([
    { kind: 'heading', text: run.title },
    paragraph(t.text(`checklists.remind_${reminder}`, { stage: stage.label, day: t.day(stage.dueOn) })),
    ...(left.length > 0 ? [paragraph(lines(left.map((item) => itemLine(item, crew, t))))] : []),
    ...(waiting.length > 0 ? [paragraph(lines(waiting.map((one) => standingText(one, crew, t))))] : []),
    ...(waiting.length > 0
      ? [{ kind: 'note', text: [{ kind: 'plain', text: signedWords(stage, list, t) }] } as const]
      : []),
    ...(left.length === 0 && stage.askedAt === null
      ? [paragraph(t.text('checklists.approval_over', { stage: stage.label }))]
      : []),
    progressBar(run, t),
    {
      kind: 'actions',
      buttons: [
        ...(left.length === 0 && stage.askedAt !== null
          ? [press(t, 'checklists.sign', actions.sign, { ...at, round: stage.round }, 'primary')]
          : []),
        ...(left.length === 0 && stage.askedAt === null
          ? [press(t, 'checklists.ask_again', actions.askAgain, at, 'primary')]
          : []),
        ...look(run, t, left.length === 0 ? 'normal' : 'primary'),
      ],
    },
  ])
}

/** An approval ran out: who had not signed, and the way to ask again. */
export function expiredCard(view: View, stage: Stage, list: readonly Standing[], t: Texts): Message {
  const { run, crew } = view
  const missing = list.filter(({ state }) => state !== 'signed')
  return message([
    { kind: 'heading', text: run.title },
    paragraph(t.text('checklists.expired', { stage: stage.label })),
    paragraph(lines(missing.map((one) => standingText(one, crew, t)))),
    {
      kind: 'actions',
      buttons: [press(t, 'checklists.ask_again', actions.askAgain, { run: run.id, stage: stage.position }, 'primary')],
    },
  ])
}
