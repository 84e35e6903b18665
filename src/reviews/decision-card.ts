import { pressOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Decision } from './model.js'

/** The names in a decision: who has it, and who recorded it. */
export interface Names {
  readonly who: string
  readonly by: string
}

/** One decision for who has it, with what can be done about it while it is open. */
export function decisionCard(one: Decision, names: Names, t: Texts): Message {
  const named = { id: one.id }
  return {
    blocks: [
      { kind: 'text', text: lineOf(one, names.who, null, t) },
      { kind: 'note', text: t.text('reviews.recorded', { by: names.by, when: one.recordedAt }) },
      ...(one.state === 'open'
        ? [
            {
              kind: 'actions',
              buttons: [
                pressOf(t.plain('reviews.done'), actions.done, named, 'primary'),
                pressOf(t.plain('reviews.move'), actions.move, named),
                pressOf(t.plain('reviews.drop'), actions.drop, named),
              ],
            } as const,
          ]
        : []),
    ],
    discloses: [],
  }
}

/** Who does what by when, and how it stands. @param today the day from which it is late; null leaves that out */
export function lineOf(one: Decision, who: string, today: string | null, t: Texts): Text {
  const late = one.state === 'open' && today !== null && one.by < today
  return t.text('reviews.line', {
    who,
    what: one.what,
    day: t.day(one.by),
    state: late ? 'late' : one.state,
    moves: one.moves,
    reason: one.reason ?? 'none',
  })
}

/** A decision with the name of who has it. */
export interface Named {
  readonly one: Decision
  readonly who: string
}

/** As many stand in the channel; more than that nobody follows up in one meeting. */
const mostLines = 15

/** What was decided before and is followed up, and what is decided now: below a review, always as things stand. */
export function decisionsCard(
  review: { readonly name: string; readonly title: string },
  before: readonly Named[],
  now: readonly Named[],
  today: string,
  t: Texts,
): Message {
  const named = { review: review.name }
  const lines = (title: 'reviews.before' | 'reviews.now', list: readonly Named[]): readonly Block[] =>
    list.length === 0
      ? []
      : [
          { kind: 'text', text: t.text(title) },
          ...list
            .slice(0, mostLines)
            .map(({ one, who }): Block => ({ kind: 'text', text: lineOf(one, who, today, t) })),
        ]
  const rest = Math.max(0, before.length - mostLines) + Math.max(0, now.length - mostLines)
  const open = [...before, ...now].some(({ one }) => one.state === 'open')
  return {
    blocks: [
      { kind: 'heading', text: t.plain('reviews.decisions_of', { title: review.title }) },
      ...(before.length + now.length === 0 ? [{ kind: 'text', text: t.text('reviews.nothing_decided') } as const] : []),
      ...lines('reviews.before', before),
      ...lines('reviews.now', now),
      ...(rest > 0 ? [{ kind: 'note', text: t.text('reviews.more', { count: rest }) } as const] : []),
      {
        kind: 'actions',
        buttons: [
          pressOf(t.plain('reviews.decide'), actions.decide, named, 'primary'),
          ...(open ? [pressOf(t.plain('reviews.follow'), actions.follow, named)] : []),
        ],
      },
    ],
    discloses: [],
  }
}

/** What somebody has decided to do, to themselves, with a button for each of the first few. */
export function mineCard(list: readonly Named[], today: string, t: Texts): Message {
  if (list.length === 0) return { blocks: [{ kind: 'text', text: t.text('reviews.none_of_yours') }], discloses: [] }
  return {
    blocks: [
      { kind: 'heading', text: t.plain('reviews.yours') },
      ...list.slice(0, mostLines).map(({ one, who }): Block => ({ kind: 'text', text: lineOf(one, who, today, t) })),
      {
        kind: 'actions',
        buttons: list
          .slice(0, 5)
          .map(({ one }) => pressOf(t.plain('reviews.open_one', { what: one.what }), actions.show, { id: one.id })),
      },
    ],
    discloses: [],
  }
}
