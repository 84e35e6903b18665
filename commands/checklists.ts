import { closeStage as closeStageAction } from '../src/checklists/actions.js'
import { closedCard, statusCard } from '../src/checklists/card.js'
import { closeStage } from '../src/checklists/close.js'
import { openRuns } from '../src/checklists/store.js'
import { textsOfPlace } from '../src/company/texts.js'
import { bind, type Command, requireInsider } from './command.js'

/** `/checklist`: where the checklists stand; and the button that finishes a stage. */
export const checklistCommand: Command = {
  name: 'checklist',
  words: async (_text, asking) => {
    requireInsider(asking)
    return { kind: 'tell', message: statusCard(await openRuns(asking.db), asking.t) }
  },
  bindings: [
    bind(closeStageAction, {
      press: async ({ run: runId, stage: position }, asking) => {
        const { run, stage, who, closed } = await closeStage(asking, runId, position)
        const note = closed ? null : asking.t.text('checklists.closed_already', { stage: stage.label })
        return { kind: 'redraw', message: closedCard(run, stage, who, await textsOfPlace(asking, asking.at)), note }
      },
    }),
  ],
}
