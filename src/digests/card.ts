import { callOf } from '../chat/action.js'
import type { Block, Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Answer } from '../metrics/answer.js'
import { subjectOf } from '../metrics/visibility.js'
import type { history, Schedule } from '../schedules/store.js'
import type { Calendar } from '../time/calendar.js'
import { dayOf } from '../time/zone.js'
import * as actions from './actions.js'
import { lineOf } from './line.js'
import type { Destination, Digest } from './model.js'

/**
 * A digest as a place gets it: a line per section that its readers may see, and one on where the numbers come from.
 * @param calendar the company's, in which its periods are named
 */
export function digestCard(
  digest: Digest,
  answers: readonly Answer[],
  filters: Destination['filters'],
  reader: { readonly t: Texts; readonly calendar: Calendar },
): Message {
  const { t, calendar } = reader
  const lines = answers.map(
    (answer): Block => ({
      kind: 'text',
      text: lineOf(answer, { t, calendar, today: dayOf(answer.asOf, calendar.zone) }),
    }),
  )
  return {
    blocks: [
      { kind: 'heading', text: digest.title },
      ...filterNote(filters, t),
      ...(lines.length > 0 ? lines : [{ kind: 'text', text: t.text('digests.empty') } as const]),
      ...provenance(answers, t),
    ],
    discloses: [...new Set(answers.map((answer) => subjectOf(answer.definition.name)))],
  }
}

function filterNote(filters: Destination['filters'], t: Texts): readonly Block[] {
  const names = Object.values(filters)
  return names.length === 0 ? [] : [{ kind: 'note', text: t.text('digests.filtered', { filters: t.list(names) }) }]
}

/** One line for all: the sources, and when the one that is oldest was read. */
function provenance(answers: readonly Answer[], t: Texts): readonly Block[] {
  const sources = new Map(answers.flatMap((answer) => answer.sources).map((source) => [source.name, source]))
  const oldest = [...sources.values()].sort((a, b) => a.readAt.epochMilliseconds - b.readAt.epochMilliseconds)[0]
  if (!oldest) return []
  const labels = t.list([...sources.values()].map((source) => source.label))
  return [{ kind: 'note', text: t.text('digests.sources', { sources: labels, when: oldest.readAt }) }]
}

/** A digest in the list: when it is next due and what became of the last one. */
export interface DigestRow {
  readonly digest: Digest
  readonly schedule: Schedule | null
  readonly last: Awaited<ReturnType<typeof history>>[number] | null
}

export function digestList(rows: readonly DigestRow[], t: Texts): Message {
  if (rows.length === 0) return { blocks: [{ kind: 'text', text: t.text('digests.none') }], discloses: [] }
  return {
    blocks: rows.flatMap(({ digest, schedule, last }): Block[] => [
      { kind: 'heading', text: digest.title },
      {
        kind: 'facts',
        facts: [
          { label: digest.name, value: nextText(schedule, t) },
          { label: t.plain('digests.to'), value: textOf(t.list(digest.destinations.map((one) => one.place))) },
        ],
      },
      { kind: 'note', text: lastText(last, t) },
      { kind: 'actions', buttons: [previewButton(digest, t), sendButton(digest, t)] },
    ]),
    discloses: [],
  }
}

function nextText(schedule: Schedule | null, t: Texts): Text {
  if (!schedule || schedule.state === 'paused' || schedule.nextDue === null) return t.text('digests.paused')
  return t.text('digests.next', { when: schedule.nextDue })
}

function lastText(last: DigestRow['last'], t: Texts): Text {
  if (!last) return t.text('digests.last_none')
  const args = { when: last.due, reason: last.reason ?? '' }
  switch (last.state) {
    case 'done':
      return t.text('digests.last_done', args)
    case 'late':
      return t.text('digests.last_late', args)
    case 'skipped':
      return t.text('digests.last_skipped', args)
    case 'failed':
      return t.text('digests.last_failed', args)
    default:
      return t.text('digests.last_running', args)
  }
}

const previewButton = (digest: Digest, t: Texts) =>
  ({
    kind: 'call',
    label: t.plain('digests.preview'),
    call: callOf(actions.preview, { digest: digest.name }),
    style: 'normal',
    confirm: null,
  }) as const

const sendButton = (digest: Digest, t: Texts) =>
  ({
    kind: 'call',
    label: t.plain('digests.send'),
    call: callOf(actions.send, { digest: digest.name }),
    style: 'primary',
    confirm: {
      title: digest.title,
      text: t.plain('digests.send_confirm', { count: digest.destinations.length }),
      yes: t.plain('digests.send'),
      no: t.plain('common.cancel'),
    },
  }) as const
