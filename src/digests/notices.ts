import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { sayRule } from '../schedules/say.js'
import * as actions from './actions.js'
import { linesText } from './line-words.js'
import type { StoredDigest } from './model.js'

/** Asks somebody to approve a draft or a change: who asks, what it would say, when. */
export function approvalCard(stored: StoredDigest, by: string, catalogue: Catalogue, t: Texts): Message {
  const digest = stored.pending ?? stored.digest
  const kind = stored.state === 'draft' ? 'draft' : 'change'
  const args = { digest: digest.name }
  return {
    blocks: [
      { kind: 'text', text: t.text('digests.asks_approval', { by, title: digest.title, kind }) },
      { kind: 'facts', facts: [{ label: t.plain('digests.when'), value: sayRule(digest.schedule, t) }] },
      { kind: 'text', text: linesText(digest.sections, catalogue, t) },
      {
        kind: 'actions',
        buttons: [
          pressOf(t.plain('digests.approve'), actions.approve, { ...args, version: stored.version }, 'primary'),
          pressOf(t.plain('digests.show'), actions.showDigest, args),
          pressOf(t.plain('digests.preview'), actions.preview, args),
        ],
      },
    ],
    discloses: [],
  }
}

/** Something that happened to a digest, with what can be done about it. */
export function noteCard(text: Extract<Block, { kind: 'text' }>['text'], buttons: readonly Button[]): Message {
  return {
    blocks: [{ kind: 'text', text }, ...(buttons.length > 0 ? [{ kind: 'actions', buttons } as const] : [])],
    discloses: [],
  }
}
