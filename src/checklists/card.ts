import { callOf } from '../chat/action.js'
import type { Block, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { closeStage } from './actions.js'
import type { Reminder } from './model.js'
import type { Run, RunStage } from './store.js'

/** Whose turn a stage is, as its readers know them. */
export interface Turn {
  readonly kind: 'department' | 'person'
  readonly label: string
}

/** One reminder of one stage: what is due and when, what to do, whose turn it is, how far the checklist is. */
export function reminderCard(run: Run, stage: RunStage, reminder: Reminder, turn: Turn, t: Texts): Message {
  const say = { soon: 'checklists.soon', due: 'checklists.due', overdue: 'checklists.overdue' } as const
  return {
    blocks: [
      { kind: 'heading', text: run.title },
      { kind: 'text', text: t.text(say[reminder], { stage: stage.label, day: t.day(stage.dueOn) }) },
      ...(stage.what === '' ? [] : [{ kind: 'text', text: [{ kind: 'plain', text: stage.what }] } as const]),
      { kind: 'note', text: turnText(turn, t) },
      progress(run, t),
      finishButton(run, stage, t),
    ],
    discloses: [],
  }
}

/** The reminder's card once its stage is done: the button is gone, and it says who did it. */
export function closedCard(run: Run, stage: RunStage, who: string, t: Texts): Message {
  return {
    blocks: [
      { kind: 'heading', text: run.title },
      { kind: 'text', text: t.text('checklists.closed_by', { who, stage: stage.label }) },
      progress(run, t),
    ],
    discloses: [],
  }
}

/** Where every running checklist stands. */
export function statusCard(runs: readonly Run[], t: Texts): Message {
  if (runs.length === 0) return { blocks: [{ kind: 'text', text: t.text('checklists.none') }], discloses: [] }
  return {
    blocks: runs.flatMap((run): Block[] => [
      { kind: 'heading', text: run.title },
      progress(run, t),
      {
        kind: 'facts',
        facts: run.stages.map((stage) => ({
          label: stage.label,
          value:
            stage.closedAt === null
              ? t.text('checklists.stage_due', { day: t.day(stage.dueOn) })
              : t.text('checklists.stage_done'),
        })),
      },
    ]),
    discloses: [],
  }
}

const turnText = (turn: Turn, t: Texts): Text =>
  turn.kind === 'department'
    ? t.text('checklists.owner_department', { department: turn.label })
    : t.text('checklists.owner_person', { person: turn.label })

function progress(run: Run, t: Texts): Block {
  const done = run.stages.filter((stage) => stage.closedAt !== null).length
  const total = run.stages.length
  return { kind: 'progress', label: t.plain('checklists.progress', { done, total }), done, total }
}

const finishButton = (run: Run, stage: RunStage, t: Texts): Block => ({
  kind: 'actions',
  buttons: [
    {
      kind: 'call',
      label: t.plain('checklists.finish'),
      call: callOf(closeStage, { run: run.id, stage: stage.position }),
      style: 'primary',
      confirm: null,
    },
  ],
})
