import { assertNever } from '../../src/chat/assert-never.js'
import { pressOf } from '../../src/chat/button.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentsOf } from '../../src/company/store.js'
import * as actions from '../../src/metrics/actions.js'
import { ask } from '../../src/metrics/ask.js'
import { answerText } from '../../src/metrics/card.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { approveChange, declineChange, draftChange, type Outcome, saveChange } from '../../src/metrics/change.js'
import { tried } from '../../src/metrics/current.js'
import { entriesOf, fieldsForm, outlineForm } from '../../src/metrics/new-form.js'
import { ownEntries } from '../../src/metrics/own-store.js'
import { CatalogueError } from '../../src/metrics/problems.js'
import { nameOf } from '../../src/metrics/settle.js'
import { connectedFacts } from '../../src/metrics/store.js'
import { subjectOf } from '../../src/metrics/visibility.js'
import { unitPeriod } from '../../src/time/period.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind, insideBinding, requireInsider } from '../command.js'
import { tell } from '../tell.js'

/** `/kpi new`: a metric by form, with its live result before it is saved, and what others say to it. */
export function newBindings(catalogue: Catalogue): readonly Binding[] {
  const decided = (verb: typeof approveChange) => async (args: { change: number }, asking: Asking) => {
    return redrawn(await verb(asking, args.change), asking)
  }
  return [
    bind(actions.newMetric, {
      press: (_, asking) => outline(asking),
      submit: (_, values, asking) => outlined(values, asking, catalogue),
    }),
    bind(actions.newMetricFields, { submit: (args, values, asking) => preview(args, values, asking, catalogue) }),
    bind(actions.saveMetric, { press: decided(saveChange) }),
    bind(actions.approveMetric, { press: decided(approveChange) }),
    bind(actions.declineMetric, { press: decided(declineChange) }),
  ].map(insideBinding)
}

/** Asks what the metric is called, and what it counts. */
export async function outline(asking: Asking): Promise<Reply> {
  requireInsider(asking)
  const [facts, departments] = await Promise.all([connectedFacts(asking.db), departmentsOf(asking.db)])
  return { kind: 'form', form: outlineForm([...facts], departments, asking.t) }
}

async function outlined(values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const read = actions.newMetricFields.args.safeParse(values)
  const again = await outline(asking)
  if (!read.success || again.kind !== 'form') return again
  const taken = catalogue.find(read.data.label)
  const own = (await ownEntries(asking.db)).some(({ name }) => name === nameOf(read.data.label))
  if (!taken || own) return { kind: 'form', form: fieldsForm(read.data, asking.t) }
  const label = asking.t.plain('answers.new_taken', { name: read.data.label, metric: taken.definition.label })
  return { kind: 'form', form: { ...again.form, draft: values, errors: { label } } }
}

/** The result as it would be, before anything is saved. */
async function preview(args: actions.Outline, values: Values, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const form = { ...fieldsForm(args, asking.t), draft: values }
  const made = entriesOf(args, values, asking.t)
  if ('errors' in made) return { kind: 'form', form: { ...form, errors: made.errors } }
  const main = made.entries.at(-1)
  const wrong = await tried(asking.db, 'form', made.entries).catch(problemOf)
  if (typeof wrong === 'string' || !main) {
    const [first = ''] = form.fields.flatMap((field) => (field.kind === 'info' ? [] : [field.name]))
    return { kind: 'form', form: { ...form, errors: { [first]: String(wrong) } } }
  }
  const { company, now, t } = asking
  const today = dayOf(now, company.zone)
  const period = unitPeriod('quarter', today, company)
  const question = {
    metric: main.name,
    period,
    by: null,
    where: [],
    against: { kind: 'previous' },
    trend: null,
  } as const
  const answer = await ask(wrong, { ...question, where: [] }, asking)
  const change = await draftChange(asking, catalogue, made.entries, args.department)
  const save = pressOf(t.plain('answers.new_save'), actions.saveMetric, { change }, 'primary')
  const formula = String(main.formula_text ?? '')
  return {
    kind: 'tell',
    message: {
      blocks: [
        { kind: 'text', text: answerText(answer, { t, calendar: company, today }) },
        { kind: 'note', text: t.text('answers.new_result', { formula }) },
        { kind: 'actions', buttons: [save] },
      ],
      discloses: [subjectOf(main.name)],
    },
  }
}

/** What is wrong with a definition, in words. @throws what is no fault of the definition */
function problemOf(error: unknown): string {
  if (!(error instanceof CatalogueError)) throw error
  return error.problems.map(({ what, cure }) => `${what}. ${cure}`).join('\n')
}

function redrawn(outcome: Outcome, { t, by }: Asking): Reply {
  const message = (text: ReturnType<typeof t.text>): Reply => {
    return { kind: 'redraw', message: { blocks: [{ kind: 'text', text }], discloses: [] }, note: null }
  }
  switch (outcome.kind) {
    case 'in force':
      return message(t.text('answers.new_saved', { metric: outcome.label, version: outcome.version }))
    case 'proposed': {
      if (outcome.people.length === 0) return tell(t.text('answers.new_gone'))
      const args = { metric: outcome.label, people: t.list(outcome.people) }
      return message(t.text('answers.new_proposed', args))
    }
    case 'declined':
      return message(t.text('answers.new_declined', { person: by.name, metric: outcome.label }))
    default:
      return assertNever(outcome)
  }
}
