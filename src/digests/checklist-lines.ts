import type { Text } from '../chat/text.js'
import { openRuns, openStage, type Run } from '../checklists/store.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import { dayOf } from '../time/zone.js'

/** As many checklists are named; a digest is no board. */
const mostRuns = 3

/** Where the running checklists stand: "Onboarding: 4 of 11 done, Prepare is due tomorrow." The latest first. */
export async function checklistLines(context: Context, t: Texts): Promise<readonly Text[]> {
  const today = dayOf(context.now, context.company.zone)
  const runs = (await openRuns(context.db)).toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1))
  return runs.slice(0, mostRuns).map((run) => lineOf(run, today, t))
}

const dueOf = (run: Run): string => openStage(run)?.dueOn ?? ''

function lineOf(run: Run, today: string, t: Texts): Text {
  const items = run.stages.flatMap((stage) => stage.items)
  const stage = openStage(run)
  const done = items.filter((item) => item.doneAt !== null).length
  const late = stage !== null && stage.dueOn < today ? 'yes' : 'no'
  const due = stage === null ? '' : t.day(stage.dueOn)
  const args = { title: run.title, done, total: items.length, stage: stage?.label ?? 'none', due, late }
  return t.text('digests.checklist_line', args)
}
