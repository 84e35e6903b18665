import { alertDues } from '../src/alerts/morning.js'
import { checklistRenderers } from '../src/checklists/renderers.js'
import type { Renderer } from '../src/deliveries/live.js'
import { itemRenderer } from '../src/feedback/item-renderer.js'
import { promptRounds } from '../src/feedback/prompt-rounds.js'
import { resultsRenderer } from '../src/feedback/results-post.js'
import type { Secrecy } from '../src/feedback/secrecy.js'
import { handoffRenderer } from '../src/handoffs/renderer.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { noteRenderer } from '../src/mornings/greet.js'
import { playbookDues } from '../src/playbooks/morning.js'
import { proposalsRenderer } from '../src/playbooks/renderer.js'
import { reviewRenderers } from '../src/reviews/post.js'
import { standupRounds } from '../src/standups/rounds.js'
import { summaryRenderer } from '../src/standups/summary.js'
import { alertJob } from './alerts.js'
import { checklistJob, checklistStartJob } from './checklists.js'
import { type AnyJob, anyJob } from './clock.js'
import { digestJob } from './digests.js'
import { pullJob } from './facts.js'
import { feedbackJob } from './feedback.js'
import { feedbackPoolJob } from './feedback-pool.js'
import { handoffJob } from './handoffs.js'
import { correctionJob } from './metrics.js'
import { morningJob } from './mornings.js'
import { playbookJob } from './playbooks.js'
import { reviewJob, talkJob } from './reviews.js'
import { rollupJob } from './rollups.js'
import { roundJob } from './rounds.js'
import { dueSources } from './sources.js'
import { standupJob } from './standups.js'

/** Everything that a morning note takes up. */
const duesOf = (catalogue: Catalogue) => [...dueSources, playbookDues(catalogue), alertDues(catalogue)]

/** Every kind of work that the clock starts. */
export function jobsOf(catalogue: Catalogue, secrecy: Secrecy): readonly AnyJob[] {
  return [
    anyJob(digestJob(catalogue)),
    anyJob(checklistJob(catalogue)),
    anyJob(checklistStartJob),
    anyJob(handoffJob),
    anyJob(feedbackJob),
    anyJob(feedbackPoolJob(secrecy)),
    anyJob(standupJob),
    anyJob(reviewJob(catalogue)),
    anyJob(talkJob(catalogue)),
    anyJob(roundJob([standupRounds, promptRounds(secrecy)])),
    anyJob(morningJob(duesOf(catalogue))),
    anyJob(alertJob(catalogue)),
    anyJob(playbookJob(catalogue)),
    anyJob(rollupJob(catalogue)),
    anyJob(correctionJob(catalogue)),
    anyJob(pullJob),
  ]
}

/** Everybody who draws live cards, by the kind of subject. */
export function renderersOf(catalogue: Catalogue): readonly Renderer[] {
  return [
    noteRenderer(duesOf(catalogue)),
    ...checklistRenderers,
    handoffRenderer,
    itemRenderer,
    proposalsRenderer(catalogue),
    resultsRenderer,
    summaryRenderer,
    ...reviewRenderers,
  ]
}
