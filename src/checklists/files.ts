import { stringify } from 'yaml'
import { callOf } from '../chat/action.js'
import type { MadeFile } from '../chat/file.js'
import type { Context } from '../company/context.js'
import { Refusal } from '../locales/refusal.js'
import * as actions from './actions.js'
import { exportRun, ownTemplates, templateLines } from './export.js'
import type { Run } from './store.js'
import { templateNamed } from './templates.js'

/** A run as a CSV file for who asks, of any length. */
export async function runFile(context: Context, run: Run): Promise<MadeFile> {
  return {
    name: `${run.name}.csv`,
    text: await exportRun(context, run),
    note: context.t.text('checklists.export_note', { title: run.title }),
    call: callOf(actions.exportRun, { run: run.id }),
  }
}

/**
 * Templates as the YAML that `drumbeat apply` reads.
 * @param name of one template, or null for all that are the company's own
 * @throws Refusal for a template that is not there, or where the company has none of its own
 */
export async function templatesFile(context: Context, name: string | null): Promise<MadeFile> {
  const { db, t } = context
  const named = name === null ? null : await templateNamed(db, name)
  if (name !== null && !named) throw new Refusal('checklists.no_template', { name })
  const templates = named ? [named] : await ownTemplates(db)
  if (templates.length === 0) throw new Refusal('checklists.no_own_templates')
  return {
    name: name === null ? 'checklists.yaml' : `${name}.yaml`,
    text: stringify({ templates: templates.map(templateLines) }, { lineWidth: 120 }),
    note: t.text('checklists.export_templates_note', { titles: t.list(templates.map(({ title }) => title)) }),
    call: callOf(actions.exportTemplates, { template: name }),
  }
}
