import { pressOf } from '../chat/button.js'
import type { Button, Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Blocker } from './blocker-store.js'

/** What a leader is told of a blocker that waits for their department. */
export function blockerCard(blocker: Pick<Blocker, 'id' | 'text'>, who: string, t: Texts): Message {
  return {
    blocks: [
      { kind: 'text', text: t.text('standups.waits_for_you', { who, blocker: textOf(blocker.text) }) },
      { kind: 'actions', buttons: blockerButtons(blocker.id, t) },
    ],
    discloses: [],
  }
}

/** What can be done about a blocker. */
export const blockerButtons = (id: number, t: Texts): readonly Button[] => [
  pressOf(t.plain('standups.make_handoff'), actions.handOver, { id }, 'primary'),
  pressOf(t.plain('standups.it_is_cleared'), actions.clear, { id }),
]
