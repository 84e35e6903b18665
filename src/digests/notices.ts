import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { flatten, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import * as actions from './actions.js'
import { linesText } from './line-words.js'
import type { Digest, StoredDigest } from './model.js'
import { type Fact, type Labels, setupFacts, whenFact } from './setup-facts.js'

/** What a digest is told with: what its keys stand for. */
type Telling = Labels & { readonly catalogue: Catalogue }

/**
 * Asks somebody to approve a draft or a change: who asks, when it comes, where it goes, what it says; of a change also what it was,
 * where that differs.
 */
export function approvalCard(stored: StoredDigest, by: string, telling: Telling, t: Texts): Message {
  const digest = stored.pending ?? stored.digest
  const kind = stored.state === 'draft' ? 'draft' : 'change'
  const args = { digest: digest.name }
  return {
    blocks: [
      { kind: 'text', text: t.text('digests.asks_approval', { by, title: digest.title, kind }) },
      { kind: 'facts', facts: factsOf(digest, telling, t) },
      { kind: 'text', text: linesText(digest.sections, telling.catalogue, t) },
      ...(stored.pending === null ? [] : untilNow(stored.digest, stored.pending, telling, t)),
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

const factsOf = (digest: Digest, labels: Labels, t: Texts): readonly Fact[] => [
  whenFact(digest, t),
  ...setupFacts(digest, labels, t),
]

/** What a change would end: the facts and lines that are others in it. */
function untilNow(before: Digest, after: Digest, telling: Telling, t: Texts): readonly Block[] {
  const told = new Set(factsOf(after, telling, t).map(said))
  const title =
    before.title === after.title ? [] : [{ label: t.plain('digests.field_title'), value: textOf(before.title) }]
  const facts = [...title, ...factsOf(before, telling, t).filter((one) => !told.has(said(one)))]
  const lines = linesText(before.sections, telling.catalogue, t)
  const others = flatten(lines) !== flatten(linesText(after.sections, telling.catalogue, t))
  if (facts.length === 0 && !others) return []
  return [
    { kind: 'note', text: t.text('digests.until_now') },
    ...(facts.length > 0 ? [{ kind: 'facts', facts } as const] : []),
    ...(others ? [{ kind: 'text', text: lines } as const] : []),
  ]
}

const said = ({ label, value }: Fact): string => `${label} ${flatten(value)}`

/** Something that happened to a digest, with what can be done about it. */
export function noteCard(text: Extract<Block, { kind: 'text' }>['text'], buttons: readonly Button[]): Message {
  return {
    blocks: [{ kind: 'text', text }, ...(buttons.length > 0 ? [{ kind: 'actions', buttons } as const] : [])],
    discloses: [],
  }
}
