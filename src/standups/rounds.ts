import { pressOf } from '../chat/button.js'
import type { Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Round } from '../rounds/model.js'
import type { Plan, RoundKind } from '../rounds/tend.js'
import * as actions from './actions.js'
import { minutesOf, type Standup } from './model.js'
import * as store from './store.js'
import { nameIn } from './subjects.js'
import { postSummary } from './summary.js'

/** How standups ask, remind and close. */
export const standupRounds: RoundKind = {
  kind: 'standups',
  planOf: async (context, round) => {
    const stored = await store.byName(context.db, nameIn(round))
    return stored?.state === 'active' ? planOf(stored.standup, round) : null
  },
  close: async (context, round, slot) => {
    const stored = await store.byName(context.db, nameIn(round))
    return stored ? postSummary(context, round, stored, slot) : 0
  },
}

function planOf(standup: Standup, round: Round): Plan {
  const buttons = (t: Texts): readonly Button[] => [
    pressOf(t.plain('standups.answer'), actions.answer, { round: round.id }, 'primary'),
    pressOf(t.plain('standups.skip'), actions.skip, { round: round.id }),
  ]
  const card = (text: Text, t: Texts): Message => ({
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', buttons: buttons(t) },
    ],
    discloses: [],
  })
  const said = { title: standup.title, count: standup.questions.length }
  return {
    reminders: standup.reminders.map(minutesOf).toSorted((a, b) => a - b),
    line: (t) => t.text('standups.line', said),
    buttons,
    invitation: (t) => card(t.text('standups.invitation', said), t),
    reminder: (t) => card(t.text('standups.reminder', { ...said, when: round.closesAt }), t),
  }
}
