import type { Action, callOf } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Standing } from './approval.js'
import { itemLine, lines, signedWords, standingText } from './lines.js'
import type { Run, Stage } from './store.js'
import { tally, type View } from './view.js'

/** A button by a declared action. */
export function press<A extends Parameters<typeof callOf>[1]>(
  t: Texts,
  label: TextKey,
  action: Action<A>,
  args: A,
  style: 'normal' | 'primary' | 'danger' = 'normal',
): Button {
  return pressOf(t.plain(label), action, args, style)
}

export const message = (blocks: readonly Block[]): Message => ({ blocks, discloses: [] })
export const paragraph = (text: Text): Block => ({ kind: 'text', text })

/** How many lines a list in the channel's card has at most; all of them are behind [Items]. */
const mostLines = 5

/** The card that stands in a run's channel: where it is, what blocks it, what is due. */
export function boardCard(view: View, t: Texts): Message {
  const { run, open } = view
  const where: Block = open
    ? paragraph(stageText(run, open, t))
    : paragraph(t.text('checklists.complete', { count: run.stages.length }))
  return message([
    { kind: 'heading', text: run.title },
    where,
    progressBar(run, t),
    ...(open ? openBlocks(view, open, t) : []),
    { kind: 'actions', buttons: boardButtons(view, t) },
  ])
}

const stageText = (run: Run, stage: Stage, t: Texts): Text =>
  t.text('checklists.stage_of', {
    number: stage.position + 1,
    total: run.stages.length,
    stage: stage.label,
    day: t.day(stage.dueOn),
  })

export function progressBar(run: Run, t: Texts): Block {
  const { done, total } = tally(run)
  return { kind: 'progress', label: t.plain('checklists.progress', { done, total }), done, total }
}

function openBlocks(view: View, stage: Stage, t: Texts): readonly Block[] {
  const { crew, standings } = view
  const left = stage.items.filter((item) => item.doneAt === null)
  const late = left.filter((item) => item.dueOn < crew.today)
  const next = left.filter((item) => item.dueOn >= crew.today).toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  const asked = stage.askedAt !== null ? standings : []
  return [
    ...section(
      'checklists.blocks',
      late.map((item) => itemLine(item, crew, t)),
      t,
    ),
    ...(asked.length > 0
      ? section(
          'checklists.approval',
          [...asked.map((one) => standingText(one, crew, t))],
          t,
          signedWords(stage, asked, t),
        )
      : []),
    ...(left.length === 0 && asked.length === 0 && stage.approval !== null
      ? [paragraph(t.text('checklists.approval_over', { stage: stage.label }))]
      : []),
    ...section(
      'checklists.due_next',
      next.map((item) => itemLine(item, crew, t)),
      t,
    ),
  ]
}

/** A few lines under a word of their own, with what is left over counted. */
function section(title: TextKey, list: readonly Text[], t: Texts, count = ''): readonly Block[] {
  if (list.length === 0) return []
  const shown = list.slice(0, mostLines)
  const more = list.length - shown.length
  return [
    paragraph(
      lines([t.text(title, { count }), ...shown, ...(more > 0 ? [t.text('checklists.more', { count: more })] : [])]),
    ),
  ]
}

function boardButtons({ run, open }: View, t: Texts): readonly Button[] {
  const past = press(t, 'checklists.history', actions.history, { run: run.id })
  if (!open) return [past]
  const look = [
    press(t, 'checklists.items', actions.items, { run: run.id }, open.askedAt === null ? 'primary' : 'normal'),
    press(t, 'checklists.mine', actions.mine, {}),
    past,
  ]
  return open.askedAt === null ? look : [signButton(run, open, t), ...look]
}

const signButton = (run: Run, stage: Stage, t: Texts): Button =>
  press(t, 'checklists.sign', actions.sign, { run: run.id, stage: stage.position, round: stage.round }, 'primary')

/** What an approval is asked by, to the channel and to each who may sign: what was done, who signed, and the buttons. */
export function approvalCard(view: View, stage: Stage, list: readonly Standing[], round: number, t: Texts): Message {
  const { run, crew } = view
  const over = stage.round !== round || stage.askedAt === null || stage.closedAt !== null
  const title = stage.closedAt !== null && stage.round === round ? 'checklists.approved' : 'checklists.asks'
  const asks = over && stage.closedAt === null ? 'checklists.round_ended' : title
  const days = stage.expiresOn === null ? '' : t.day(stage.expiresOn)
  return message([
    { kind: 'heading', text: run.title },
    paragraph(t.text(asks, { stage: stage.label, day: days })),
    paragraph(lines(stage.items.map((item) => itemLine(item, crew, t)))),
    ...(stage.round === round ? [paragraph(lines(list.map((one) => standingText(one, crew, t))))] : []),
    ...(stage.round === round
      ? [{ kind: 'note', text: [{ kind: 'plain', text: signedWords(stage, list, t) }] } as const]
      : []),
    ...(over ? [] : [{ kind: 'actions', buttons: approvalButtons(run, stage, list, t) } as const]),
  ])
}

function approvalButtons(run: Run, stage: Stage, list: readonly Standing[], t: Texts): readonly Button[] {
  const at = { run: run.id, stage: stage.position, round: stage.round }
  const signed = list.some(({ state }) => state === 'signed')
  return [
    signButton(run, stage, t),
    press(t, 'checklists.decline', actions.decline, at),
    press(t, 'checklists.delegate', actions.delegate, { run: run.id, stage: stage.position }),
    ...(signed ? [press(t, 'checklists.withdraw', actions.withdraw, at)] : []),
  ]
}
