import { z } from 'zod'
import { changesOf } from '../audit/store.js'
import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { message, paragraph, press } from './card.js'
import { type Crew, crewOf, departmentLabel, personName } from './crew.js'
import { lines } from './lines.js'
import { type Run, runById } from './store.js'
import { runSubject } from './subjects.js'

/** So many of the latest changes are shown; all of them are in the audit. */
const mostChanges = 30

const after = z
  .object({
    label: z.string().optional(),
    stage: z.number().optional(),
    department: z.string().optional(),
    assignee: z.number().optional(),
    reason: z.string().nullable().optional(),
    text: z.string().optional(),
    until: z.string().optional(),
    version: z.number().optional(),
  })
  .nullable()

const verbs = [
  'start',
  'open stage',
  'close stage',
  'complete',
  'finish',
  'undo',
  'assign',
  'hand back',
  'snooze',
  'comment',
  'ask for approval',
  'end approval',
  'signed',
  'declined',
  'withdrawn',
  'upgrade',
] as const
const verb = z.enum(verbs)

/** Who did what when in a run, the latest first. */
export async function historyCard(context: Context, runId: number, t: Texts): Promise<Message | null> {
  const run = await runById(context.db, runId)
  if (!run) return null
  const [changes, crew] = [await changesOf(context, runSubject(runId), mostChanges), await crewOf(context)]
  const rows = changes.flatMap((change) => {
    const known = verb.safeParse(change.verb)
    if (!known.success) return []
    const who = change.person === null ? t.plain('checklists.clock') : personName(crew, change.person)
    const did = words(known.data, after.parse(change.after), run, crew, t)
    return [t.text('checklists.history_line', { when: t.moment(change.at), who, did })]
  })
  return message([
    { kind: 'heading', text: run.title },
    paragraph(rows.length === 0 ? t.text('checklists.history_none') : lines(rows)),
    { kind: 'actions', buttons: [press(t, 'checklists.export', actions.exportRun, { run: runId })] },
  ])
}

function words(what: z.infer<typeof verb>, said: z.infer<typeof after>, run: Run, crew: Crew, t: Texts): string {
  const key = `checklists.did_${what.replaceAll(' ', '_') as Underscored<typeof what>}` as const
  return t.plain(key, {
    label: said?.label ?? '',
    stage: run.stages[said?.stage ?? -1]?.label ?? '',
    department: said?.department === undefined ? '' : departmentLabel(crew, said.department),
    to: personName(crew, said?.assignee ?? null),
    text: said?.text ?? said?.reason ?? said?.until ?? (said?.version === undefined ? '' : t.number(said.version)),
  })
}

type Underscored<S extends string> = S extends `${infer A} ${infer B}` ? Underscored<`${A}_${B}`> : S
