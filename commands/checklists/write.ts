import { recordChange } from '../../src/audit/store.js'
import { assertNever } from '../../src/chat/assert-never.js'
import { textField, typedIn } from '../../src/chat/fields.js'
import type { Field, Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/checklists/actions.js'
import { name as nameOf, type Template, template as templateSchema } from '../../src/checklists/model.js'
import { saveTemplate } from '../../src/checklists/template-store.js'
import { templateNamed } from '../../src/checklists/templates.js'
import { planUpgrade, upgradeRun } from '../../src/checklists/upgrade.js'
import { upgradeCard } from '../../src/checklists/upgrade-card.js'
import { readStage, type WrittenProblem, writeStage } from '../../src/checklists/written.js'
import { departmentsOf } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { formOf } from './forms.js'
import { requireStarter } from './start.js'

/** Empty stages in the form of a new template, and beyond those that an old one has. */
const spare = { fresh: 4, more: 1 }
/** So many characters fit into one field of a form on every platform. */
const stageSize = 3_000

const keys = async (asking: Asking): Promise<readonly string[]> =>
  (await departmentsOf(asking.db)).map((one) => one.key)

/** The form in which a template is written: a field per stage. A template that is named is filled in, to be changed or copied. */
export async function writeForm(template: string | null, draft: Values | null, asking: Asking): Promise<Form> {
  requireStarter(asking)
  const { t } = asking
  const found = template === null ? null : await templateNamed(asking.db, template)
  if (template !== null && !found) throw new Refusal('checklists.no_template', { name: template })
  const departments = await keys(asking)
  const written = (found?.stages ?? []).map((stage) => writeStage(stage, departments))
  const count = Math.min(30, written.length === 0 ? spare.fresh : written.length + spare.more)
  const stages = Array.from({ length: count }, (_, index): Field => {
    const label = t.plain('checklists.field_stage', { number: index + 1 })
    const hint = index === 0 ? t.plain('checklists.field_stage_hint') : null
    return textField(`stage${index}`, label, { multiline: true, max: stageSize, hint, required: index === 0 })
  })
  const filled: Values = found
    ? {
        name: found.name,
        title: found.title,
        about: found.about,
        ...Object.fromEntries(written.map((text, index) => [`stage${index}`, text])),
      }
    : {}
  const fields = [
    textField('name', t.plain('checklists.field_name'), {
      max: 60,
      hint: t.plain('checklists.field_name_hint'),
    }),
    textField('title', t.plain('checklists.field_title'), { max: 150 }),
    textField('about', t.plain('checklists.field_about'), {
      multiline: true,
      max: 2_000,
      required: false,
    }),
    ...stages,
  ]
  return formOf(actions.write, { template }, 'checklists.new_title', fields, draft ?? filled, t, 'checklists.save')
}

/** What is wrong with a template as it was written, at its field. */
type Errors = Readonly<Record<string, string>>

async function readForm(
  values: Values,
  asking: Asking,
): Promise<{ readonly template: Template } | { readonly errors: Errors }> {
  const { t } = asking
  const departments = await keys(asking)
  const errors: Record<string, string> = {}
  const name = typedIn(values, 'name')
  if (!nameOf.safeParse(name).success) errors.name = t.plain('checklists.field_name_hint')
  const stages = Object.keys(values)
    .filter((key) => /^stage\d+$/.test(key) && typedIn(values, key) !== '')
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .flatMap((key) => {
      // As it was typed: what is wrong is told by its line.
      const read = readStage(String(values[key] ?? ''), departments)
      if ('stage' in read) return [read.stage]
      errors[key] = problemWords(read.problem, departments, t)
      return []
    })
  if (Object.keys(errors).length > 0) return { errors }
  const parsed = templateSchema.safeParse({
    name,
    title: typedIn(values, 'title'),
    about: typedIn(values, 'about'),
    stages,
  })
  if (parsed.success) return { template: parsed.data }
  const [issue] = parsed.error.issues
  const [part, index] = issue?.path ?? []
  const field = part === 'stages' ? `stage${typeof index === 'number' ? index : 0}` : String(part ?? 'name')
  return { errors: { [field]: issue?.message ?? '' } }
}

function problemWords(problem: WrittenProblem, departments: readonly string[], t: Texts): string {
  switch (problem.kind) {
    case 'items':
      return t.plain('checklists.problem_items')
    case 'line':
      return t.plain('checklists.problem_line', { line: problem.line, text: problem.text })
    case 'owner':
      return t.plain('checklists.problem_owner', { line: problem.line, known: t.list(departments) })
    case 'sign':
      return t.plain('checklists.problem_sign', { line: problem.line })
    default:
      return assertNever(problem)
  }
}

async function submit(template: string | null, values: Values, asking: Asking): Promise<Reply> {
  requireStarter(asking)
  const read = await readForm(values, asking)
  if ('errors' in read) {
    const form = await writeForm(template, values, asking)
    return { kind: 'form', form: { ...form, errors: read.errors } }
  }
  const { title, name } = read.template
  return asking.db.transaction(async (tx) => {
    const inside = { ...asking, db: tx }
    const { version, changed } = await saveTemplate(tx, read.template, asking.by.id, asking.now)
    if (!changed) return tell(asking.t.text('checklists.new_same', { title }))
    await recordChange(inside, {
      subject: `checklist_template:${name}`,
      verb: 'save',
      before: null,
      after: { version },
    })
    return tell(asking.t.text('checklists.new_saved', { title, name, version }))
  })
}

/** What bringing a run up to date would change, with the question whether it should. */
export async function askUpgrade(run: { id: number; title: string }, asking: Asking): Promise<Reply> {
  const plan = await planUpgrade(asking, run.id)
  if (!plan) return tell(asking.t.text('checklists.upgrade_none', { title: run.title }))
  return { kind: 'tell', message: upgradeCard(plan, asking.t) }
}

async function pressUpgrade({ run, version }: { run: number; version: number }, asking: Asking): Promise<Reply> {
  const done = await upgradeRun(asking, run, version)
  const { t } = asking
  if (!done) return tell(t.text('checklists.upgrade_done_before'))
  return tell(t.text('checklists.upgraded', { title: done.run.title, to: version }))
}

/** The form that writes templates, and the button that brings a run up to date. */
export const writeBindings: readonly Binding[] = [
  bind(actions.write, {
    press: async ({ template }, asking) => ({ kind: 'form', form: await writeForm(template, null, asking) }),
    submit: ({ template }, values, asking) => submit(template, values, asking),
  }),
  bind(actions.upgrade, { press: pressUpgrade }),
]
