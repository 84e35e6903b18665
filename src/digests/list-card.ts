import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { history } from '../schedules/history-store.js'
import type { Schedule } from '../schedules/store.js'
import * as actions from './actions.js'
import { type Digest, destinationKey, type StoredDigest } from './model.js'

type Past = Awaited<ReturnType<typeof history>>[number]

/** A digest in the list, for a person: when it is next due and what became of the last one. */
export interface DigestRow {
  readonly stored: StoredDigest
  readonly schedule: Schedule | null
  /** What became of it last, in words. */
  readonly last: Text
  /** Whether this person may post it. */
  readonly mayPost: boolean
}

/** More destinations than this are counted instead of named. */
const mostNamed = 5
/** A message holds no more of them on every platform; the others are named below, and have cards of their own. */
const mostListed = 10

export function digestList(rows: readonly DigestRow[], labelOf: (key: string) => string, t: Texts): Message {
  const making = pressOf(t.plain('digests.new'), actions.newDigest, { metrics: [], copyOf: null }, 'primary')
  if (rows.length === 0) {
    const none: readonly Block[] = [
      { kind: 'text', text: t.text('digests.none') },
      { kind: 'actions', buttons: [making] },
    ]
    return { blocks: none, discloses: [] }
  }
  const left = rows.slice(mostListed).map(({ stored }) => stored.digest.name)
  return {
    blocks: [
      ...rows.slice(0, mostListed).flatMap((row) => rowBlocks(row, labelOf, t)),
      ...(left.length === 0
        ? []
        : [{ kind: 'note', text: t.text('digests.also_there', { names: t.list(left) }) } as const]),
      { kind: 'actions', buttons: [making] },
    ],
    discloses: [],
  }
}

function rowBlocks(
  { stored, schedule, last, mayPost }: DigestRow,
  labelOf: (key: string) => string,
  t: Texts,
): Block[] {
  const { digest } = stored
  const args = { digest: digest.name }
  const named = digest.destinations.slice(0, mostNamed).map((one) => labelOf(destinationKey(one)))
  const more = digest.destinations.length - named.length
  const to = more > 0 ? [...named, t.plain('digests.more', { count: more })] : named
  return [
    { kind: 'heading', text: digest.title },
    {
      kind: 'facts',
      facts: [
        { label: digest.name, value: nextText(stored, schedule, t) },
        { label: t.plain('digests.to'), value: textOf(t.list(to)) },
      ],
    },
    { kind: 'note', text: last },
    {
      kind: 'actions',
      buttons: [
        pressOf(t.plain('digests.preview'), actions.preview, args),
        pressOf(t.plain('digests.show'), actions.showDigest, args),
        ...(stored.state === 'draft' || !mayPost ? [] : [sendButton(digest, t)]),
      ],
    },
  ]
}

function nextText({ state }: StoredDigest, schedule: Schedule | null, t: Texts): Text {
  if (state === 'draft') return t.text('digests.draft')
  if (schedule?.state !== 'active' || schedule.nextDue === null) return t.text('digests.paused')
  return t.text('digests.next', { when: schedule.nextDue })
}

/** What became of a due time, in words. */
export function pastText(past: Past, t: Texts): Text {
  const names = past.names.length > 1 ? t.list(past.names.map((name) => name.replace('T', ' '))) : 'none'
  const args = { when: past.due, reason: (past.reason ?? '').replaceAll(' ', '_'), count: past.count, names }
  switch (past.state) {
    case 'done':
      return t.text('digests.last_done', args)
    case 'late':
      return t.text('digests.last_late', args)
    case 'skipped':
      return t.text('digests.last_skipped', args)
    case 'failed':
      return t.text('digests.last_failed', { ...args, reason: past.reason ?? '' })
    default:
      return t.text('digests.last_running', args)
  }
}

export function sendButton(digest: Digest, t: Texts): Button {
  const button = pressOf(t.plain('digests.send'), actions.send, { digest: digest.name }, 'primary')
  const confirm = {
    title: digest.title,
    text: t.plain('digests.send_confirm', { count: digest.destinations.length }),
    yes: t.plain('digests.send'),
    no: t.plain('common.cancel'),
  }
  return button.kind === 'call' ? { ...button, confirm } : button
}
