import { pressOf } from '../../src/chat/button.js'
import { chosenIn } from '../../src/chat/fields.js'
import type { Form, Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { freeName } from '../../src/company/free-name.js'
import { colleaguesOf, departmentOptions, peopleLike, personOption, placeOptions } from '../../src/company/options.js'
import { prompt as promptShape } from '../../src/feedback/model.js'
import * as actions from '../../src/feedback/prompt-actions.js'
import { standingCard } from '../../src/feedback/prompt-card.js'
import { draftOf, promptForm, readForm } from '../../src/feedback/prompt-form.js'
import { problemOf, savePrompt } from '../../src/feedback/prompt-save.js'
import * as store from '../../src/feedback/prompt-store.js'
import { promptNamed, requireManage, standingOf } from '../../src/feedback/standing.js'
import { promptTemplates } from '../../src/feedback/templates.js'
import { type Asking, bind } from '../command.js'

type Args = { prompt: string | null; copy: boolean; template: string | null }

/** Words cannot open a form on every platform: they answer with the button that does. */
export async function toForm(name: string, copy: boolean, asking: Asking): Promise<Reply> {
  const prompt = (await promptNamed(name, asking)).prompt.name
  const label = asking.t.plain(copy ? 'feedback.new_form' : 'feedback.edit_form')
  const button = pressOf(label, actions.write, { prompt, copy, template: null })
  return { kind: 'tell', message: { blocks: [{ kind: 'actions', buttons: [button] }], discloses: [] } }
}

/** The form of a prompt: opened empty, from a template, with one to change or to copy; saved, or given back with what is wrong. */
export const writeBinding = bind(actions.write, {
  press: async (args, asking) => ({ kind: 'form', form: await opened(args, asking) }),
  submit,
  search: (_args, _field, text, asking) => peopleLike(text, asking),
})

async function opened(args: Args, asking: Asking): Promise<Form> {
  const base = args.prompt === null ? null : await promptNamed(args.prompt, asking)
  if (base && !args.copy) requireManage(asking, base)
  const from = base?.prompt ?? promptTemplates().find(({ name }) => name === args.template) ?? null
  const people = await optionsOf(base?.prompt.ask.people ?? [], asking)
  const owners = await optionsOf(args.copy ? [] : (base?.prompt.owners ?? []), asking)
  const ids = { people: people.map(({ value }) => value), owners: owners.map(({ value }) => value) }
  return formOf(args, draftOf(from, ids), { people, owners }, asking)
}

async function optionsOf(emails: readonly string[], asking: Asking): Promise<readonly Option[]> {
  return (await colleaguesOf(asking)).filter((one) => emails.includes(one.email)).map(personOption)
}

async function formOf(
  args: Args,
  draft: Values,
  chosen: { readonly people: readonly Option[]; readonly owners: readonly Option[] },
  asking: Asking,
  errors: Readonly<Record<string, string>> = {},
): Promise<Form> {
  const departments = await departmentOptions(asking)
  const places = await placeOptions(asking)
  return promptForm(args, { departments, places, ...chosen }, asking.t, draft, errors)
}

/** The fields of the form in which stands what the file calls by another name. */
const fieldOf: Readonly<Record<string, string>> = {
  'ask.people': 'people',
  'ask.departments': 'departments',
  'ask.place': 'departments',
  'results.place': 'place',
}

async function submit(args: Args, values: Values, asking: Asking): Promise<Reply> {
  const everybody = await colleaguesOf(asking)
  const chosen = (field: string) => everybody.filter(({ id }) => chosenIn(values, field).includes(`${id}`))
  const options = (field: string) => chosen(field).map(personOption)
  const again = async (errors: Readonly<Record<string, string>>): Promise<Reply> => {
    const form = await formOf(args, values, { people: options('people'), owners: options('owners') }, asking, errors)
    return { kind: 'form', form }
  }
  const { written, errors } = readForm(values, asking.t)
  if (!written) return again(errors)
  const before = args.prompt === null || args.copy ? null : await promptNamed(args.prompt, asking)
  if (before) requireManage(asking, before)
  const emails = (field: string) => chosen(field).map(({ email }) => email)
  const read = promptShape.safeParse({
    ...written.fields,
    name: before?.prompt.name ?? (await freeName(String(written.fields.title), 'prompt', isTaken(asking))),
    owners: before ? emails('owners') : [...new Set([asking.by.email, ...emails('owners')])],
    ask: { people: emails('people'), departments: written.departments, place: before?.prompt.ask.place ?? null },
  })
  if (!read.success)
    return again({ questions: asking.t.plain('feedback.wrong_prompt', { problem: problemIn(read.error) }) })
  const problem = await problemOf(asking, read.data)
  if (problem) return again({ [fieldOf[problem.path] ?? problem.path]: problem.says })
  await asking.db.transaction((tx) => savePrompt({ ...asking, db: tx }, read.data))
  const standing = await standingOf(asking, await promptNamed(read.data.name, asking))
  return { kind: 'tell', message: standingCard(standing, true, asking.t) }
}

const isTaken =
  ({ db }: Asking) =>
  async (name: string) =>
    (await store.byName(db, name)) !== null

const problemIn = ({ issues }: { readonly issues: readonly { readonly message: string }[] }): string =>
  issues.map(({ message }) => message).join('; ')
