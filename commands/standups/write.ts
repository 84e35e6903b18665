import { chosenIn } from '../../src/chat/fields.js'
import type { Form, Option, Values } from '../../src/chat/form.js'
import { freeName } from '../../src/company/free-name.js'
import type { Person } from '../../src/company/model.js'
import { colleaguesOf, departmentOptions, peopleLike, personOption, placeOptions } from '../../src/company/options.js'
import * as actions from '../../src/standups/actions.js'
import { type Question, type Standup, standup as standupShape } from '../../src/standups/model.js'
import { problemOf, saveStandup } from '../../src/standups/save.js'
import { requireManage, standingOf } from '../../src/standups/standing.js'
import { standingCard } from '../../src/standups/status-card.js'
import * as store from '../../src/standups/store.js'
import { type Choices, draftOf, readForm, type Written, writeForm } from '../../src/standups/write-form.js'
import { type Asking, bind } from '../command.js'
import { named } from './named.js'

type Args = { standup: string | null; copy: boolean }

/** The form of a standup: opened empty, with one to change or with one to copy; saved, or given back with what is wrong. */
export const writeBinding = bind(actions.write, {
  press: async (args, asking) => {
    const base = args.standup === null ? null : await named(args.standup, asking)
    if (base && !args.copy) await requireManage(asking, base)
    const chosen = {
      people: await chosenPeople(base?.standup.ask.people ?? [], asking),
      owners: await chosenPeople(base?.standup.owners ?? [], asking),
    }
    const draft = draftOf(base?.standup ?? null, chosen, base?.standup.questions ?? usualQuestions(asking))
    return { kind: 'form', form: await formOf(args, draft, chosen, asking) }
  },
  submit: async (args, values, asking) => {
    return submit(args, values, asking)
  },
  search: (_args, _field, text, asking) => peopleLike(text, asking),
})

/** What most standups ask. */
const usualQuestions = ({ t }: Asking): readonly Question[] => [
  { kind: 'text', label: t.plain('standups.usual_wins'), part: 'wins', required: true },
  { kind: 'text', label: t.plain('standups.usual_plans'), part: 'plans', required: true },
  { kind: 'blocker', label: t.plain('standups.usual_blocker') },
]

async function chosenPeople(emails: readonly string[], asking: Asking): Promise<readonly Option[]> {
  return (await colleaguesOf(asking)).filter((one) => emails.includes(one.email)).map(personOption)
}

/** Who is chosen in the two fields that search for people. */
type Chosen = Pick<Choices, 'people' | 'owners'>

async function formOf(
  args: Args,
  draft: Values,
  chosen: Chosen,
  asking: Asking,
  errors: Readonly<Record<string, string>> = {},
): Promise<Form> {
  const choices: Choices = {
    departments: await departmentOptions(asking),
    places: await placeOptions(asking),
    ...chosen,
    companyZone: asking.company.zone,
  }
  return writeForm(args, choices, asking.t, draft, errors)
}

/** The fields of the form in which stands what the file calls by another name. */
const fieldOf: Readonly<Record<string, string>> = {
  owner: 'owners',
  'ask.people': 'people',
  'ask.departments': 'departments',
  'ask.place': 'audience',
  'summary.place': 'place',
}

async function submit(args: Args, values: Values, asking: Asking) {
  const { written, errors } = readForm(values, asking.t)
  const everybody = await colleaguesOf(asking)
  const among = (field: string) => everybody.filter(({ id }) => chosenIn(values, field).includes(`${id}`))
  const [people, owners] = [among('people'), among('owners')]
  const chosen = { people: people.map(personOption), owners: owners.map(personOption) }
  if (!written) return { kind: 'form', form: await formOf(args, values, chosen, asking, errors) } as const
  const before = args.standup === null || args.copy ? null : await named(args.standup, asking)
  if (before) await requireManage(asking, before)
  const owner = before?.standup.owner ?? asking.by.email
  const name = before?.standup.name ?? (await freeName(written.fields.title, 'standup', isTaken(asking)))
  const standup = whole(written, { name, owner, people, owners })
  const problem = await problemOf(asking, standup)
  if (problem) {
    const said = { [fieldOf[problem.path] ?? problem.path]: problem.says }
    return { kind: 'form', form: await formOf(args, values, chosen, asking, said) } as const
  }
  await asking.db.transaction((tx) => saveStandup({ ...asking, db: tx }, standup))
  const stored = await named(name, asking)
  return { kind: 'tell', message: standingCard(await standingOf(asking, stored), asking.t) } as const
}

function whole(
  { fields }: Written,
  { name, owner, people, owners }: Record<'name' | 'owner', string> & Record<'people' | 'owners', readonly Person[]>,
): Standup {
  const { departments, place, ...rest } = fields
  const emails = (list: readonly Person[]) => list.map((one) => one.email)
  return standupShape.parse({
    ...rest,
    name,
    owner,
    owners: emails(owners).filter((one) => one !== owner),
    ask: { people: emails(people), departments, place },
  })
}

const isTaken =
  ({ db }: Asking) =>
  async (name: string) =>
    (await store.byName(db, name)) !== null
