import type { Block, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { message, paragraph, press, progressBar } from './card.js'
import type { Template } from './model.js'
import { openStage, type Run } from './store.js'
import { tally } from './view.js'

/** So many runs are shown with their buttons. */
const mostRuns = 8

/** Where every running checklist stands, and a way to start another. */
export function statusCard(runs: readonly Run[], today: string, t: Texts): Message {
  const start = press(t, 'checklists.start', actions.start, { template: null })
  if (runs.length === 0) return message([paragraph(t.text('checklists.none')), { kind: 'actions', buttons: [start] }])
  const shown = runs.slice(0, mostRuns)
  const more = runs.length - shown.length
  return message([
    ...shown.flatMap((run): Block[] => runBlocks(run, today, t)),
    ...(more > 0 ? [{ kind: 'note', text: t.text('checklists.more', { count: more }) } as const] : []),
    { kind: 'actions', buttons: [press(t, 'checklists.mine', actions.mine, {}), start] },
  ])
}

function runBlocks(run: Run, today: string, t: Texts): Block[] {
  const line = runLine(run, today, t)
  return [
    { kind: 'heading', text: run.title },
    ...(line === null ? [] : [paragraph(line)]),
    progressBar(run, t),
    { kind: 'actions', buttons: [press(t, 'checklists.items', actions.items, { run: run.id })] },
  ]
}

/** One line for a run: its stage, how much of it is done, what is overdue; null for a run that is over. */
function runLine(run: Run, today: string, t: Texts): Text | null {
  const stage = openStage(run)
  if (!stage) return null
  const { done, total } = tally(run)
  return t.text('checklists.section_line', {
    title: run.title,
    number: stage.position + 1,
    total: run.stages.length,
    stage: stage.label,
    done,
    items: total,
    late: stage.items.filter((item) => item.doneAt === null && item.dueOn < today).length,
  })
}

/** What can be started. */
export function templatesCard(templates: readonly Template[], t: Texts): Message {
  return message([
    { kind: 'heading', text: t.plain('checklists.templates_title') },
    ...templates
      .slice(0, 20)
      .flatMap((one): Block[] => [
        paragraph(t.text('checklists.template_line', { name: one.name, title: one.title, count: one.stages.length })),
        ...(one.about === '' ? [] : [{ kind: 'note', text: [{ kind: 'plain', text: one.about }] } as const]),
        { kind: 'actions', buttons: [press(t, 'checklists.start_submit', actions.start, { template: one.name })] },
      ]),
    { kind: 'actions', buttons: [press(t, 'checklists.new', actions.write, { template: null })] },
  ])
}
