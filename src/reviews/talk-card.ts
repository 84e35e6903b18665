import type { Temporal } from 'temporal-polyfill'
import { pressOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import { shownValue } from '../metrics/shown.js'
import { subjectOf } from '../metrics/visibility.js'
import * as actions from './actions.js'
import { lineOf } from './decision-card.js'
import type { LongBlocker, Preparation } from './talk.js'

/** As many of a kind are named: a talk of an hour has room for no more. */
const mostLines = 5

/**
 * What a talk is prepared from, for who leads it.
 * @param at when the two meet, or null where somebody looks in between
 */
export function talkCard(of: Preparation, at: Temporal.Instant | null, today: string, t: Texts): Message {
  const { department, leader, note } = of
  const named = { department: department.key }
  const parts = [
    ...part(
      'reviews.talk_agreed',
      of.agreed.map(({ one, who }) => lineOf(one, who, today, t)),
      t,
    ),
    ...part('reviews.talk_urgent', urgent(of, t), t),
    ...part('reviews.talk_blockers', blockers(of, t), t),
    ...part('reviews.talk_returned', returned(of, t), t),
  ]
  return {
    blocks: [
      { kind: 'heading', text: t.plain('reviews.talk_with', { name: leader.name, department: department.label }) },
      ...(at ? [{ kind: 'note', text: t.text('reviews.talk_at', { when: at }) } as const] : []),
      ...(parts.length === 0
        ? [{ kind: 'text', text: t.text('reviews.talk_nothing', { name: leader.name }) } as const]
        : parts),
      ...(note ? part('reviews.talk_noted', [t.text('reviews.noted', { words: note.words, when: note.at })], t) : []),
      {
        kind: 'actions',
        buttons: [
          pressOf(t.plain('reviews.note'), actions.note, named, 'primary'),
          ...(at ? [] : [pressOf(t.plain('reviews.end_talk'), actions.endTalk, named)]),
        ],
      },
    ],
    discloses: of.atRisk.map(({ definition }) => subjectOf(definition.name)),
  }
}

function part(title: TextKey, lines: readonly Text[], t: Texts): readonly Block[] {
  if (lines.length === 0) return []
  const rest = lines.length - mostLines
  return [
    { kind: 'text', text: t.text(title) },
    ...lines.slice(0, mostLines).map((text): Block => ({ kind: 'text', text })),
    ...(rest > 0 ? [{ kind: 'note', text: t.text('reviews.more', { count: rest }) } as const] : []),
  ]
}

function urgent({ late, atRisk, standing }: Preparation, t: Texts): readonly Text[] {
  return [
    ...atRisk.map(({ definition, result }) =>
      t.text('reviews.talk_risk', {
        metric: definition.label,
        value: result.value === null ? '–' : shownValue(result.value, definition, result.currency, t),
      }),
    ),
    ...late.map(({ id, title, due }) => t.text('reviews.talk_late', { id, title, when: due ?? '' })),
    ...(standing && standing.items > 0 ? [t.text('reviews.talk_items', { count: standing.items })] : []),
    ...(standing && standing.approvals > 0 ? [t.text('reviews.talk_approvals', { count: standing.approvals })] : []),
  ]
}

function blockers({ blockers: long, waited }: Preparation, t: Texts): readonly Text[] {
  return [
    ...long.map((one) => blockerLine(one, t)),
    ...waited.map(({ label, times }) => t.text('reviews.talk_waited', { department: label, count: times })),
  ]
}

function blockerLine({ days, waitsFor, said }: LongBlocker, t: Texts): Text {
  const common = { count: days, department: waitsFor ?? 'none' }
  return said ? t.text('reviews.talk_blocker', { ...common, ...said }) : t.text('reviews.talk_blocker_unsaid', common)
}

function returned({ returned: list }: Preparation, t: Texts): readonly Text[] {
  return list.map(({ id, title, toLabel, returns, missing }) =>
    t.text('reviews.talk_return', { id, title, department: toLabel, count: returns, missing: missing ?? 'none' }),
  )
}
