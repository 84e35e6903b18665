import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../../db/connect.js'
import type { Context } from '../company/context.js'
import { csvLine } from '../facts/cells.js'
import { crewOf, departmentLabel, personName } from './crew.js'
import type { Template } from './model.js'
import { recurrences } from './recurring.js'
import type { Run } from './store.js'
import { storedTemplates } from './template-store.js'
import { builtInTemplates } from './templates.js'
import { allStandings } from './view.js'

const columns = [
  'checklist',
  'stage',
  'item',
  'what',
  'department',
  'owner',
  'due_on',
  'state',
  'done_at',
  'done_by',
  'evidence',
]

/**
 * A run as CSV (RFC 4180): a line for each item and for each signature. Cells that a spreadsheet would calculate are guarded:
 * what was typed is data there too.
 */
export async function exportRun(context: Pick<Context, 'db' | 'now' | 'company'>, run: Run): Promise<string> {
  const crew = await crewOf(context)
  const signatures = await allStandings(context, run)
  const rows = run.stages.flatMap((stage) => [
    ...stage.items.map((item) => [
      run.title,
      stage.label,
      `${item.id}`,
      item.label,
      item.department === null ? '' : departmentLabel(crew, item.department),
      personName(crew, item.assignee),
      item.dueOn,
      item.doneAt === null ? 'open' : 'done',
      item.doneAt?.toString() ?? '',
      personName(crew, item.doneBy),
      item.proof ?? '',
    ]),
    ...(signatures.get(stage.position) ?? []).map((one) => [
      run.title,
      stage.label,
      '',
      'approval',
      departmentLabel(crew, one.department),
      one.state === 'waiting' ? '' : personName(crew, one.last.person),
      stage.expiresOn ?? '',
      one.state,
      one.state === 'waiting' ? '' : one.last.at.toString(),
      one.state === 'waiting' ? '' : personName(crew, one.last.person),
      one.state === 'waiting' ? '' : (one.last.reason ?? ''),
    ]),
  ])
  return [columns, ...rows].map(csvLine).join('')
}

/** How checklists are set up, as `checklists.yaml` states it. What runs is work, and not among it. */
export async function exportChecklists(db: Db): Promise<Readonly<Record<string, unknown>>> {
  return { templates: (await ownTemplates(db)).map(templateLines), schedules: await recurrences(db) }
}

/** The templates that a company wrote or changed: one that came with the product, and is as it came, is not among them. */
export async function ownTemplates(db: Db): Promise<readonly Template[]> {
  const stored = (await storedTemplates(db)).map((one) => one.template)
  return stored.filter((one) => !isDeepStrictEqual(one, builtInTemplates().get(one.name)))
}

/** A template as somebody would write it in a file: without what says nothing. */
export function templateLines({ about, stages, ...rest }: Template): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    ...(about !== '' && { about }),
    stages: stages.map(({ key, label, what, items, ...stage }) => ({
      key,
      label,
      ...(what !== '' && { what }),
      ...stage,
      items: items.map(({ key: called, label: said, what: why, evidence, ...item }) => ({
        key: called,
        label: said,
        ...(why !== '' && { what: why }),
        ...item,
        ...(evidence !== 'none' && { evidence }),
      })),
    })),
  }
}
