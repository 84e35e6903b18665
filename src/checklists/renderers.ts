import type { Renderer } from '../deliveries/live.js'
import { approvalCard, boardCard } from './card.js'
import { detailsCard } from './details-card.js'
import { stageOfSubject } from './subjects.js'
import { allStandings, standingsOf, viewOf } from './view.js'

/** Draws the live card of a run, and the details in its thread. */
const board: Renderer = {
  kind: 'checklist',
  draw: async (context, { id, view }) => {
    const found = await viewOf(context, Number(id))
    if (!found) return null
    if (view === 'details') return detailsCard(found, await allStandings(context, found.run), context.t)
    return view === 'board' ? boardCard(found, context.t) : null
  },
}

/** Draws what asks for the signatures of a stage, wherever it stands. */
const approvals: Renderer = {
  kind: 'checklist_stage',
  draw: async (context, { id, view }) => {
    const at = stageOfSubject(id)
    const round = /^approval:(\d+)$/.exec(view)?.[1]
    const found = at && round !== undefined ? await viewOf(context, at.run) : null
    const stage = found?.run.stages.find((one) => one.position === at?.stage)
    if (!found || !stage) return null
    return approvalCard(found, stage, await standingsOf(context, found.run, stage), Number(round), context.t)
  },
}

/** The live cards of checklists. */
export const checklistRenderers: readonly Renderer[] = [board, approvals]
