import { callOf } from '../chat/action.js'
import type { Message } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { message, paragraph } from './card.js'
import { lines } from './lines.js'
import type { Upgrade } from './upgrade.js'

/** What would change, and the question whether it should. */
export function upgradeCard(plan: Upgrade, t: Texts): Message {
  const { run, version } = plan
  const stageOf = (position: number): string =>
    run.stages[position]?.label ?? plan.stages.find((one) => one.position === position)?.label ?? ''
  const rows = [
    ...plan.stages.map((one) => t.text('checklists.upgrade_stage', { label: one.label })),
    ...plan.added.map((one) => t.text('checklists.upgrade_added', { stage: stageOf(one.stage), label: one.label })),
    ...plan.removed.map((one) => t.text('checklists.upgrade_removed', { label: one.label })),
    ...[...plan.restaged, ...plan.changed].map(({ before, after }) =>
      before.dueOn === after.dueOn
        ? t.text('checklists.upgrade_changed', { label: after.label })
        : t.text('checklists.upgrade_moved', {
            label: after.label,
            day: t.day(after.dueOn),
            before: t.day(before.dueOn),
          }),
    ),
  ]
  return message([
    { kind: 'heading', text: run.title },
    paragraph(t.text('checklists.upgrade_title', { title: run.title, from: run.version, to: version })),
    ...(rows.length > 0 ? [paragraph(lines(rows.slice(0, 40)))] : []),
    {
      kind: 'actions',
      buttons: [
        {
          kind: 'call',
          label: t.plain('checklists.upgrade'),
          call: callOf(actions.upgrade, { run: run.id, version }),
          style: 'primary',
          confirm: {
            title: t.plain('checklists.upgrade'),
            text: t.plain('checklists.upgrade_confirm'),
            yes: t.plain('checklists.upgrade'),
            no: t.plain('common.cancel'),
          },
        },
      ],
    },
  ])
}
