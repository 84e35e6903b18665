import type { Action } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Handoff, Rule } from './model.js'
import type { PairRule } from './store.js'

/** A handoff with the names of those it is between, as everything that speaks of it needs it. */
export interface Named {
  readonly handoff: Handoff
  /** Labels of departments. */
  readonly from: string
  readonly to: string
  readonly sender: string
  /** Who has accepted it, or null. */
  readonly owner: string | null
}

/** The card of a handoff, the same in both departments: who needs what from whom until when, how it stands, what can be done. */
export function handoffCard(named: Named, t: Texts): Message {
  const { handoff } = named
  const said: readonly (readonly [TextKey, string])[] = [
    ['handoffs.why', handoff.why],
    ['handoffs.evidence', handoff.evidence],
    ['handoffs.result', handoff.result ?? ''],
  ]
  return {
    blocks: [
      { kind: 'heading', text: t.plain('handoffs.heading', { id: handoff.id, title: handoff.title }) },
      {
        kind: 'facts',
        facts: [
          {
            label: t.plain('handoffs.from'),
            value: t.text('handoffs.person_of', { name: named.sender, department: named.from }),
          },
          { label: t.plain('handoffs.to'), value: toText(named, t) },
          ...(isTimed(handoff) ? [{ label: t.plain('handoffs.due'), value: dueText(handoff, t) }] : []),
        ],
      },
      ...said.flatMap(([label, words]): Block[] =>
        words === '' ? [] : [{ kind: 'text', text: t.text(label, { words: textOf(words) }) }],
      ),
      { kind: 'text', text: standText(named, t) },
      ...buttonsBlock(stepButtons(handoff, t)),
    ],
    discloses: [],
  }
}

function toText({ to, owner }: Named, t: Texts): Text {
  return owner === null ? textOf(to) : t.text('handoffs.person_of', { name: owner, department: to })
}

/** Whether its time still matters: not once it is done. */
const isTimed = ({ state }: Handoff): boolean => state === 'open' || state === 'returned' || state === 'accepted'

function dueText(handoff: Handoff, t: Texts): Text {
  if (handoff.due) return t.text('handoffs.due_at', { when: handoff.due })
  return handoff.state === 'returned' ? t.text('handoffs.clock_stopped') : t.text('handoffs.no_clock')
}

/** How a handoff stands, in one sentence. */
function standText(named: Named, t: Texts): Text {
  const { handoff, from, to, sender, owner } = named
  const who = owner ?? to
  switch (handoff.state) {
    case 'open':
      return t.text('handoffs.is_open', { to })
    case 'returned':
      return t.text('handoffs.is_returned', { who, missing: handoff.missing ?? '', from })
    case 'accepted':
      return t.text('handoffs.is_accepted', { who })
    case 'done':
      return t.text('handoffs.is_done', { who, sender })
    case 'confirmed':
      return t.text('handoffs.is_confirmed', { sender })
    case 'withdrawn':
      return t.text('handoffs.is_withdrawn', { sender })
  }
}

type Step = readonly [TextKey, Action<{ id: number }>, 'normal' | 'primary' | 'danger']
const accept: Step = ['handoffs.accept', actions.accept, 'primary']
const missing: Step = ['handoffs.something_missing', actions.giveBack, 'normal']
const add: Step = ['handoffs.add', actions.add, 'primary']
const done: Step = ['handoffs.done', actions.done, 'primary']
const progress: Step = ['handoffs.progress', actions.progress, 'normal']
const confirm: Step = ['handoffs.confirm', actions.confirm, 'primary']
const reopen: Step = ['handoffs.not_yet', actions.reopen, 'normal']

const steps: Readonly<Record<Handoff['state'], readonly Step[]>> = {
  open: [accept, missing],
  returned: [add],
  accepted: [done, missing, progress],
  done: [confirm, reopen],
  confirmed: [],
  withdrawn: [],
}

/** What can be done with a handoff now, whoever presses: who may is asked when somebody does. */
function stepButtons(handoff: Handoff, t: Texts): readonly Button[] {
  return steps[handoff.state].map(([label, action, style]) =>
    pressOf(t.plain(label), action, { id: handoff.id }, style),
  )
}

/** The button of one step, for a message to a person. */
export const stepButton = (step: keyof typeof known, id: number, t: Texts): Button => {
  const [label, action] = known[step]
  return pressOf(t.plain(label), action, { id })
}

const known = {
  accept,
  missing,
  add,
  done,
  confirm,
  reopen,
  show: ['handoffs.open', actions.show, 'normal'],
} as const satisfies Record<string, Step>

const buttonsBlock = (buttons: readonly Button[]): readonly Block[] =>
  buttons.length === 0 ? [] : [{ kind: 'actions', buttons }]

/** A word to a person or into a thread, with what they can do about it. */
export function wordCard(text: Text, buttons: readonly Button[] = []): Message {
  return { blocks: [{ kind: 'text', text }, ...buttonsBlock(buttons)], discloses: [] }
}

/** A list is read, not scrolled: beyond this it is counted. */
const mostRows = 20

/** Handoffs as a list: the queue of a department, or one's own. */
export function listCard(title: string, list: readonly Named[], t: Texts): Message {
  const shown = list.slice(0, mostRows)
  if (list.length === 0) return wordCard(t.text('handoffs.none', { title }))
  return {
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'table',
        caption: title,
        columns: [
          { label: t.plain('handoffs.column_what'), align: 'start' },
          { label: t.plain('handoffs.column_between'), align: 'start' },
          { label: t.plain('handoffs.column_due'), align: 'start' },
          { label: t.plain('handoffs.column_state'), align: 'start' },
        ],
        rows: shown.map(({ handoff, from, to, owner }) => [
          t.text('handoffs.heading', { id: handoff.id, title: handoff.title }),
          t.text('handoffs.between', { from, to }),
          dueText(handoff, t),
          t.text('handoffs.state', { state: handoff.state, who: owner ?? to }),
        ]),
      },
      ...(list.length > shown.length
        ? [{ kind: 'note', text: t.text('handoffs.more', { count: list.length - shown.length }) } as const]
        : []),
      {
        kind: 'actions',
        buttons: shown
          .slice(0, 5)
          .map(({ handoff }) =>
            pressOf(t.plain('handoffs.open_one', { id: handoff.id }), actions.show, { id: handoff.id }),
          ),
      },
    ],
    discloses: [],
  }
}

/** How long each department has for what each other hands to it. */
export function rulesCard(
  rules: readonly (PairRule & { readonly labels: readonly [string, string] })[],
  usual: Rule,
  t: Texts,
): Message {
  return {
    blocks: [
      { kind: 'heading', text: t.plain('handoffs.rules') },
      ...(rules.length === 0
        ? []
        : [
            {
              kind: 'facts',
              facts: rules.map(({ labels: [from, to], rule }) => ({
                label: t.plain('handoffs.between', { from, to }),
                value: t.text('handoffs.within', { ...rule }),
              })),
            } as const,
          ]),
      { kind: 'note', text: t.text('handoffs.usual', { ...usual }) },
      {
        kind: 'actions',
        buttons: [pressOf(t.plain('handoffs.change_rule'), actions.changeRule, {})],
      },
    ],
    discloses: [],
  }
}
