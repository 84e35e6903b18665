import { callOf } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import type { Turnout } from '../rounds/turnout-store.js'
import * as actions from './actions.js'
import type { Standup } from './model.js'
import type { Stored } from './store.js'

export interface Standing {
  readonly stored: Stored
  readonly round: Round | null
  readonly asked: number
  readonly answered: number
}

/** The standups there are: who is asked when, how far the latest round is, and what can be done. */
export function listCard(list: readonly Standing[], t: Texts): Message {
  if (list.length === 0) return only(t)
  return { blocks: list.flatMap((one) => standingBlocks(one, t)), discloses: [] }
}

const only = (t: Texts): Message => ({
  blocks: [
    { kind: 'text', text: t.text('standups.none') },
    { kind: 'actions', buttons: [writeButton(t.plain('standups.new_form'), { standup: null, copy: false })] },
  ],
  discloses: [],
})

/** One standup, with what can be done about it. */
export function standingCard(one: Standing, t: Texts): Message {
  return { blocks: standingBlocks(one, t), discloses: [] }
}

function standingBlocks({ stored, round, asked, answered }: Standing, t: Texts): readonly Block[] {
  const { standup, state } = stored
  const named = { standup: standup.name }
  return [
    { kind: 'heading', text: standup.title },
    {
      kind: 'text',
      text: t.text('standups.when', {
        days: t.list(standup.days.map((day) => t.plain('standups.weekday', { day }))),
        at: standup.at,
        zone: standup.zone,
        own: standup.zone === 'own' ? 'yes' : 'no',
        state,
      }),
    },
    ...(round
      ? [
          {
            kind: 'progress',
            label: t.plain('standups.latest', { day: t.day(round.day) }),
            done: answered,
            total: asked,
          } as const,
        ]
      : []),
    {
      kind: 'actions',
      buttons: [
        state === 'active'
          ? pressOf(t.plain('standups.ask_now'), actions.askNow, named)
          : pressOf(t.plain('standups.resume'), actions.resume, named),
        ...(state === 'active' ? [pressOf(t.plain('standups.pause'), actions.pause, named)] : []),
        writeButton(t.plain('standups.edit'), { ...named, copy: false }),
        writeButton(t.plain('standups.copy'), { ...named, copy: true }),
        pressOf(t.plain('standups.history'), actions.history, named),
        archiveButton(standup, t),
      ],
    },
  ]
}

const archiveButton = ({ name, title }: Standup, t: Texts): Button => ({
  kind: 'call',
  label: t.plain('standups.archive'),
  call: callOf(actions.archive, { standup: name }),
  style: 'normal',
  confirm: {
    title,
    text: t.plain('standups.archive_confirm'),
    yes: t.plain('standups.archive'),
    no: t.plain('common.cancel'),
  },
})

/** The button to the form of a standup. */
export const writeButton = (label: string, args: { standup: string | null; copy: boolean }): Button =>
  pressOf(label, actions.write, args)

/** What became of a standup over weeks: how many answered, and how long blockers stood. People are never ranked. */
export function trendCard(
  title: string,
  rounds: readonly (Turnout & { readonly week: string })[],
  ages: readonly { readonly week: string; readonly days: number; readonly count: number }[],
  t: Texts,
): Message {
  if (rounds.length === 0) {
    return { blocks: [{ kind: 'text', text: t.text('standups.no_history', { title }) }], discloses: [] }
  }
  return {
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'chart',
        shape: 'line',
        title: t.plain('standups.participation'),
        unit: '%',
        categories: rounds.map(({ week }) => t.day(week, 'short')),
        series: [
          {
            name: t.plain('standups.participation'),
            values: rounds.map(({ asked, answered }) =>
              asked === 0 ? null : Math.round((1000 * answered) / asked) / 10,
            ),
          },
        ],
      },
      ...(ages.length === 0
        ? []
        : [
            {
              kind: 'chart',
              shape: 'bar',
              title: t.plain('standups.blocker_age'),
              unit: t.plain('standups.days_unit'),
              categories: ages.map(({ week }) => t.day(week, 'short')),
              series: [
                { name: t.plain('standups.blocker_age'), values: ages.map(({ days }) => Math.round(days * 10) / 10) },
              ],
            } as const,
          ]),
    ],
    discloses: [],
  }
}
