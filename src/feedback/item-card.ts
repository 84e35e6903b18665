import type { Action } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { clip, type Text, textOf } from '../chat/text.js'
import { newHandoff } from '../handoffs/actions.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import { type Item, type ItemState, itemSubject } from './item.js'
import * as actions from './item-actions.js'
import type { Letter } from './mailbox-store.js'

/** An item with the names that whoever reads it sees. */
export interface ItemView {
  readonly item: Item
  /** The label of the department that it is for. */
  readonly department: string
  /** Who gave it, and of which department; null without a name. */
  readonly giver: string | null
  readonly owner: string | null
  readonly letters: readonly (Letter & { readonly name: string | null })[]
  /** How many others said the same. */
  readonly same: number
  /** What was handed over because of it. */
  readonly handoffs: readonly { readonly id: number; readonly title: string }[]
}

/** A card is read at a glance: of a longer exchange it shows the end. */
const mostLetters = 4

/** The card of an item, for the department that it is for. */
export function itemCard(view: ItemView, t: Texts, all = false): Message {
  const { item, same, handoffs } = view
  return {
    blocks: [
      { kind: 'heading', text: headingOf(item, t) },
      {
        kind: 'facts',
        facts: [
          { label: t.plain('feedback_items.to'), value: textOf(view.department) },
          { label: t.plain('feedback_items.from'), value: giverText(view, t) },
          ...(item.kind === 'general'
            ? []
            : [
                { label: t.plain('feedback_items.kind'), value: t.text('feedback_items.kind_is', { kind: item.kind }) },
              ]),
        ],
      },
      { kind: 'text', text: textOf(item.words) },
      ...(same > 0 ? [line(t.text('feedback_items.same', { count: same }))] : []),
      ...view.letters.slice(-mostLetters).map((letter) => line(letterText(letter, view, t))),
      ...handoffs.map(({ id, title }) => line(t.text('feedback_items.handed_over', { id, title }))),
      ...(item.checklist === null ? [] : [line(t.text('feedback_items.checklist_started', { title: item.checklist }))]),
      line(standText(view, t)),
      ...buttonsBlock(stepButtons(view, t, all)),
    ],
    discloses: [],
  }
}

const line = (text: Text): Block => ({ kind: 'text', text })

/** What an item is called where one line is all there is. */
export function headingOf({ id, topic, words }: Item, t: Texts): string {
  return t.plain('feedback_items.heading', { id, topic: topic === '' ? clip(words.split('\n')[0] ?? '', 80) : topic })
}

function giverText({ item, giver }: ItemView, t: Texts): Text {
  const day = t.day(item.givenOn)
  return giver === null ? t.text('feedback_items.unnamed', { day }) : t.text('feedback_items.named', { giver, day })
}

function letterText(letter: ItemView['letters'][number], { giver }: ItemView, t: Texts): Text {
  const who = letter.author === null ? (giver ?? t.plain('feedback_items.who_gave')) : (letter.name ?? '')
  return t.text('feedback_items.letter', { who, words: letter.words, kind: letter.kind })
}

function standText({ item, owner }: ItemView, t: Texts): Text {
  const { state, result, mergedInto } = item
  return t.text('feedback_items.stands', {
    state,
    who: owner ?? '',
    result: result ?? '',
    into: mergedInto ?? 0,
    day: t.day(item.changedOn),
  })
}

type Step = readonly [TextKey, Action<{ id: number }>, 'normal' | 'primary' | 'danger']
const see: Step = ['feedback_items.see', actions.see, 'normal']
const act: Step = ['feedback_items.act', actions.act, 'primary']
const finish: Step = ['feedback_items.finish', actions.finish, 'primary']
const decline: Step = ['feedback_items.decline', actions.decline, 'normal']
const reply: Step = ['feedback_items.reply', actions.reply, 'normal']
const reopen: Step = ['feedback_items.reopen', actions.reopen, 'normal']
const more: Step = ['feedback_items.more', actions.show, 'normal']

const steps: Readonly<Record<ItemState, readonly Step[]>> = {
  new: [act, see, reply, decline],
  seen: [act, reply, decline],
  acting: [finish, reply, decline],
  done: [reply, reopen],
  declined: [reply, reopen],
  merged: [],
}

/** What can be done with an item. In a channel there is room for the next steps; the rest stands behind a button. */
function stepButtons({ item, department }: ItemView, t: Texts, all: boolean): readonly Button[] {
  const open = item.state === 'new' || item.state === 'seen' || item.state === 'acting'
  const next = steps[item.state].map((step) => stepButton(step, item.id, t))
  if (!open) return next
  if (!all) return [...next, stepButton(more, item.id, t)]
  return [
    ...next,
    ...(item.state === 'acting' ? [] : [stepButton(finish, item.id, t)]),
    pressOf(t.plain('feedback_items.hand_over'), newHandoff, {
      to: null,
      title: clip(item.topic === '' ? item.words : `${department}: ${item.topic}`, 150),
      record: itemSubject(item.id),
    }),
    stepButton(['feedback_items.start_checklist', actions.startChecklist, 'normal'], item.id, t),
    stepButton(['feedback_items.merge', actions.merge, 'normal'], item.id, t),
  ]
}

const stepButton = ([label, action, style]: Step, id: number, t: Texts): Button =>
  pressOf(t.plain(label), action, { id }, style)

const buttonsBlock = (buttons: readonly Button[]): readonly Block[] =>
  buttons.length === 0 ? [] : [{ kind: 'actions', buttons }]

/** The button with which a person sees an item, for a list or a morning note. */
export const showButton = (item: Item, t: Texts): Button =>
  stepButton(['feedback_items.open', actions.show, 'normal'], item.id, t)

/** The button with which somebody answers back. */
export const answerBackButton = (id: number, t: Texts): Button =>
  stepButton(['feedback_items.answer_back', actions.answerBack, 'normal'], id, t)

/** One thread of somebody's mail: what they gave without their name, and what was answered. */
export function itemMail(view: ItemView, t: Texts): readonly Block[] {
  const { item, department, letters } = view
  return [
    line(t.text('feedback_items.mail_item', { title: headingOf(item, t), department })),
    line(textOf({ kind: 'emphasis', text: item.words })),
    ...letters.slice(-mostLetters).map((letter) => {
      const who = letter.author === null ? t.plain('feedback_items.you') : (letter.name ?? '')
      return line(t.text('feedback_items.letter', { who, words: letter.words, kind: letter.kind }))
    }),
    ...buttonsBlock([answerBackButton(item.id, t)]),
  ]
}

/** A list is read, not scrolled: beyond this it is counted. */
const mostRows = 15

/** The queue of a department, or what somebody gave. */
export function itemList(title: string, list: readonly ItemView[], t: Texts): Message {
  if (list.length === 0) return wordsOnly(t.text('feedback_items.none', { title }))
  const shown = list.slice(0, mostRows)
  const left = list.length - shown.length
  return {
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'table',
        caption: title,
        columns: [
          { label: t.plain('feedback_items.column_what'), align: 'start' },
          { label: t.plain('feedback_items.from'), align: 'start' },
          { label: t.plain('feedback_items.column_state'), align: 'start' },
        ],
        rows: shown.map((view) => [textOf(headingOf(view.item, t)), giverText(view, t), standText(view, t)]),
      },
      ...(left > 0 ? [{ kind: 'note', text: t.text('feedback_items.more_rows', { count: left }) } as const] : []),
      {
        kind: 'actions',
        buttons: shown.slice(0, 5).map(({ item }): Button => {
          const label = t.plain('feedback_items.open_one', { id: item.id })
          return { ...stepButton(more, item.id, t), label }
        }),
      },
    ],
    discloses: [],
  }
}

/** Words alone, or with what can be done about them. */
export function wordsOnly(text: Text, buttons: readonly Button[] = []): Message {
  return { blocks: [line(text), ...buttonsBlock(buttons)], discloses: [] }
}
