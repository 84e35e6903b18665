import type { Text } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import { checklistLines } from './checklist-lines.js'
import { blockerLines, feedbackLines, handoffLines } from './loop-lines.js'

/**
 * What a capability has to say in a digest besides metrics. It is named in a digest as `show: checklists`; lines are given in the
 * words of the place that they are for, and a section that has none vanishes.
 */
interface SectionSource {
  readonly name: string
  /** Lines in the order of their weight, without a full stop at their end being needed: each stands by itself. */
  lines(context: Context, t: Texts): Promise<readonly Text[]>
}

/** A capability that has something for a digest adds its line here. */
const sources: readonly SectionSource[] = [
  { name: 'blockers', lines: blockerLines },
  { name: 'handoffs', lines: handoffLines },
  { name: 'feedback', lines: feedbackLines },
  { name: 'checklists', lines: checklistLines },
]

/** What `show` may name. */
export const sectionNames: readonly string[] = sources.map((one) => one.name)

/** The lines of a section; none where nothing has this name any more. */
export async function sectionLines(name: string, context: Context, t: Texts): Promise<readonly Text[]> {
  return (await sources.find((one) => one.name === name)?.lines(context, t)) ?? []
}
