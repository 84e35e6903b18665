import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import { breakdownBlocks } from '../metrics/chart-card.js'
import { subjectOf } from '../metrics/visibility.js'
import { dayOf } from '../time/zone.js'
import { type CardFrame, correctionNote } from './card.js'
import type { Answered } from './lines.js'

/**
 * The tables behind the lines, for the thread under a digest: Teams shows it whole under each post, and charts beside their tables would
 * fill the channel with what the tables say already.
 * @param context its `now` is the moment that the numbers are of
 * @returns null if there is no table
 */
export function threadDetails(...of: Parameters<typeof detailsOf>): Message | null {
  const details = detailsOf(...of)
  // That nothing lies behind a line is worth saying beside others, and no thread by itself.
  if (!details?.blocks.some(({ kind }) => kind === 'table')) return null
  return { ...details, blocks: details.blocks.filter(({ kind }) => kind !== 'chart') }
}

/**
 * The breakdown behind each line, for whoever asks.
 * @param context its `now` is the moment that the numbers are of
 * @returns null if no line was broken down
 */
export function detailsOf(
  told: readonly Answered[],
  { company, now }: Pick<Context, 'company' | 'now'>,
  frame: Pick<CardFrame, 'correction'>,
  t: Texts,
): Message | null {
  const at = { t, calendar: company, today: dayOf(now, company.zone) }
  const behind = told.map(({ answer }) => ({ answer, blocks: breakdownBlocks(answer, at) }))
  const broken = behind.filter(({ blocks }) => blocks.length > 0)
  if (broken.length === 0) return null
  return {
    blocks: [...correctionNote(frame, t), ...broken.flatMap(({ blocks }) => blocks)],
    discloses: [...new Set(broken.map(({ answer }) => subjectOf(answer.definition.name)))],
  }
}
