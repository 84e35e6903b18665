import type { Temporal } from 'temporal-polyfill'
import { pressOf } from '../chat/button.js'
import type { Block, Message, Subject } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import { subjectOf } from '../metrics/visibility.js'
import * as actions from './actions.js'
import type { Answered } from './lines.js'
import type { Destination, Digest } from './model.js'
import { mover } from './mover.js'

/** What stands around the lines: from which post it is (null in a preview), for which destination, and whether it was corrected. */
export interface CardFrame {
  readonly post: number | null
  readonly to: string
  /** Whether a thread can stand under it: the details stand there then. */
  readonly thread: boolean
  readonly correction: { readonly at: Temporal.Instant; readonly by: string; readonly reason: string } | null
}

/**
 * A digest as a place gets it: a line per section that its readers may see, one on where the numbers come from, and the buttons
 * that explain them.
 */
export function digestCard(
  digest: Digest,
  told: readonly Answered[],
  lines: readonly Block[],
  filters: Destination['filters'],
  frame: CardFrame,
  t: Texts,
): Message {
  return {
    blocks: [
      { kind: 'heading', text: digest.title },
      ...correctionNote(frame, t),
      ...filterNote(filters, t),
      ...(lines.length > 0 ? lines : [{ kind: 'text', text: t.text('digests.empty') } as const]),
      ...provenance(told, t),
      ...explanations(told, frame, t),
    ],
    discloses: [...new Set(lines.flatMap((line) => (line.kind === 'text' ? (line.discloses ?? []) : [])))],
  }
}

/** That it was corrected, by whom and why. */
export function correctionNote({ correction }: Pick<CardFrame, 'correction'>, t: Texts): readonly Block[] {
  if (!correction) return []
  const { at, by, reason } = correction
  return [{ kind: 'note', text: t.text('digests.corrected', { when: at, by, reason }) }]
}

function filterNote(filters: Destination['filters'], t: Texts): readonly Block[] {
  const names = Object.values(filters)
  return names.length === 0 ? [] : [{ kind: 'note', text: t.text('digests.filtered', { filters: t.list(names) }) }]
}

const subjectsOf = (told: readonly Answered[]): readonly Subject[] => [
  ...new Set(told.map(({ answer }) => subjectOf(answer.definition.name))),
]

/** One line for all: the sources, and when the one that is oldest was read. */
function provenance(told: readonly Answered[], t: Texts): readonly Block[] {
  const sources = new Map(told.flatMap(({ answer }) => answer.sources).map((source) => [source.name, source]))
  const oldest = [...sources.values()].sort((a, b) => a.readAt.epochMilliseconds - b.readAt.epochMilliseconds)[0]
  if (!oldest) return []
  const labels = t.list([...new Set([...sources.values()].map((source) => source.label))])
  const text = t.text('digests.sources', { sources: labels, when: oldest.readAt })
  return [{ kind: 'note', text, discloses: subjectsOf(told) }]
}

/**
 * [Why?] for what moved, and [Details] for what was broken down, where it does not stand in the thread: answered privately, under
 * the rights of whoever presses. [Ask the owner] asks in the thread.
 */
function explanations(told: readonly Answered[], { post, to, thread }: CardFrame, t: Texts): readonly Block[] {
  if (post === null) return []
  const moved = told.filter(({ answer }) => mover(answer) !== null || changed(answer))
  const why = pressOf(t.plain('digests.why'), actions.why, { post, to, metric: null })
  const buttons = [
    ...(moved.length > 0 ? [{ ...why, discloses: subjectsOf(moved) }] : []),
    ...(!thread && told.some(isBroken) ? [pressOf(t.plain('digests.details'), actions.details, { post, to })] : []),
    ...(told.length > 0 ? [pressOf(t.plain('digests.ask_owner'), actions.askOwner, { post, under: null })] : []),
  ]
  return buttons.length > 0 ? [{ kind: 'actions', buttons }] : []
}

const isBroken = ({ answer }: Answered): boolean => answer.question.by !== null

const changed = ({ result, against }: Answered['answer']): boolean =>
  result.value !== null && against !== null && against.result.value !== null && result.value !== against.result.value
