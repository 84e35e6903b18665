import { typedIn } from '../../src/chat/fields.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentOption, departmentOptions } from '../../src/company/options.js'
import { departmentsOf } from '../../src/company/store.js'
import { agree } from '../../src/handoffs/apply.js'
import { longestTitle, newForm, ruleForm, stepForm, verbOf, type Worded } from '../../src/handoffs/form.js'
import { fits, type Handoff, rule } from '../../src/handoffs/model.js'
import { openHandoff } from '../../src/handoffs/open.js'
import { found, sayProgress, takeStep } from '../../src/handoffs/step.js'
import { nameOf } from '../../src/handoffs/tell.js'
import { Refusal } from '../../src/locales/refusal.js'
import { isDay } from '../../src/time/zone.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'

const form = (one: Form): Reply => ({ kind: 'form', form: one })

/** Says what was handed over; both departments see its card. */
export async function opened(handoff: Handoff | null, asking: Asking): Promise<Reply> {
  if (!handoff) return tell(asking.t.text('handoffs.handed_before'))
  const { to } = await nameOf(asking, handoff)
  return tell(asking.t.text('handoffs.handed', { to, id: handoff.id, title: handoff.title }))
}

/** Opens a handoff from its form. What cannot be read, or refused for its date, comes back filled. */
export async function submitNew(
  args: { to: string | null; title: string; record: string | null },
  values: Values,
  asking: Asking,
): Promise<Reply> {
  const options = await departmentOptions(asking)
  const [to, title, due] = [typedIn(values, 'to'), typedIn(values, 'title'), typedIn(values, 'due')]
  const errors = {
    ...(options.some(({ value }) => value === to) && to !== asking.by.department
      ? {}
      : { to: 'handoffs.same_department' as const }),
    ...(title !== '' && title.length <= longestTitle ? {} : { title: 'handoffs.wrong_title' as const }),
    ...(due === '' || isDay(due) ? {} : { due: 'company.wrong_day' as const }),
  }
  if (Object.keys(errors).length > 0) return form(newForm(args, options, asking.t, values, errors))
  const wish = { to, title, why: typedIn(values, 'why'), evidence: typedIn(values, 'evidence'), record: args.record }
  try {
    return opened(await openHandoff(asking, { ...wish, due: due === '' ? null : due }), asking)
  } catch (error) {
    if (!(error instanceof Refusal) || error.key !== 'handoffs.no_time') throw error
    const again = newForm(args, options, asking.t, values)
    return form({ ...again, errors: { due: asking.t.plain(error.key, error.args) } })
  }
}

/** Opens the form for the words of a step. */
export async function askWords(step: Worded, id: number, asking: Asking): Promise<Reply> {
  return form(stepForm(step, await found(asking, id), asking.t))
}

/** Takes a step with its words. */
export async function submitStep(step: Worded, id: number, values: Values, asking: Asking): Promise<Reply> {
  const words = typedIn(values, 'words')
  const verb = verbOf(step)
  if (words === '' && step !== 'done') return form(stepForm(step, await found(asking, id), asking.t, values))
  if (verb === null) {
    await sayProgress(asking, id, words)
    return tell(asking.t.text('handoffs.said'))
  }
  await takeStep(asking, id, verb, words)
  return { kind: 'done' }
}

/** Opens the form of a rule, or saves what two departments agreed. RevOps and the leaders of the two may. */
export async function submitRule(values: Values | null, asking: Asking): Promise<Reply> {
  const departments = await departmentsOf(asking.db)
  const options = departments.map(departmentOption)
  if (values === null) return form(ruleForm(options, asking.t))
  const [from, to] = [typedIn(values, 'from'), typedIn(values, 'to')]
  const read = rule.safeParse({ amount: values.amount, unit: values.unit })
  const sides = departments.filter(({ key }) => key === from || key === to)
  if (sides.length !== 2) return form(ruleForm(options, asking.t, values, { to: 'handoffs.wrong_department' }))
  if (!read.success || !fits(read.data))
    return form(ruleForm(options, asking.t, values, { amount: 'handoffs.wrong_amount' }))
  if (asking.by.role !== 'revops' && !sides.some(({ leader }) => leader === asking.by.id))
    throw new Refusal('handoffs.only_leaders')
  await asking.db.transaction((tx) => agree({ ...asking, db: tx }, from, to, read.data))
  const label = (key: string): string => departments.find((one) => one.key === key)?.label ?? key
  return tell(asking.t.text('handoffs.rule_saved', { from: label(from), to: label(to), ...read.data }))
}
