import type { Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Standing } from './approval.js'
import { message, paragraph } from './card.js'
import type { Crew } from './crew.js'
import { itemLine, lines, standingText } from './lines.js'
import type { Stage } from './store.js'
import type { View } from './view.js'

/**
 * What stands in the thread under a run's card: every stage with its items, whose they are, when they are due or who did them, and
 * its signatures. The card itself shows only what matters now.
 * @param signatures where the departments of each stage stand, by the stage's position
 */
export function detailsCard(
  { run, crew }: View,
  signatures: ReadonlyMap<number, readonly Standing[]>,
  t: Texts,
): Message {
  return message(
    run.stages.map((stage) => paragraph(lines(stageLines(stage, signatures.get(stage.position) ?? [], crew, t)))),
  )
}

function stageLines(stage: Stage, list: readonly Standing[], crew: Crew, t: Texts): readonly Text[] {
  const state = stage.closedAt !== null ? 'closed' : stage.openedAt !== null ? 'open' : 'waiting'
  const said = { number: stage.position + 1, stage: stage.label, day: t.day(stage.dueOn), state }
  return [
    t.text('checklists.details_stage', said),
    ...stage.items.map((item) => itemLine(item, crew, t)),
    // Who has to sign later is said when it is asked for.
    ...(stage.round > 0 ? list.map((one) => standingText(one, crew, t)) : []),
  ]
}
