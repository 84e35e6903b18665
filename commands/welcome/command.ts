import { callOf } from '../../src/chat/action.js'
import { choiceField } from '../../src/chat/fields.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Account } from '../../src/chat/place.js'
import type { Profile } from '../../src/chat/platform.js'
import { colleaguesOf, departmentOption, personOption } from '../../src/company/options.js'
import { allPeople, departmentsOf } from '../../src/company/store.js'
import { mayImport, mostBytes } from '../../src/drops/model.js'
import { Refusal } from '../../src/locales/refusal.js'
import * as actions from '../../src/welcome/actions.js'
import { requestCard, stepsCard } from '../../src/welcome/card.js'
import { stepsOf } from '../../src/welcome/invite.js'
import { answerLeading, proposeLeaders } from '../../src/welcome/leaders.js'
import { addStrangers, strangersOf } from '../../src/welcome/people.js'
import { unreachedOf } from '../../src/welcome/unreached.js'
import { type Asking, bind, type Command } from '../command.js'
import { tell } from '../tell.js'
import { type Directory, mostChoices } from './directory.js'
import { fillChosen, groupsForm } from './groups.js'

const megabytes = mostBytes / (1024 * 1024)

/** `/drumbeat start`: from the first file to the first digest, with the people and the leaders on the way. */
export function welcomeCommand(directory: Directory): Command {
  return {
    name: 'start',
    words: (_text, asking) => steps(asking),
    bindings: [
      // Whoever presses it again, or a moment too late, is shown what is next.
      bind(actions.setUp, {
        press: (_args, asking) => steps(asking),
        submit: (_args, _values, asking) => steps(asking),
      }),
      bind(actions.addPeople, {
        press: async (_args, asking) => peopleForm(await strangersHere(directory, asking), asking, null),
        submit: (_args, values, asking) => addChosen(directory, values, asking),
      }),
      bind(actions.fillDepartments, {
        press: async (_args, asking) => groupsForm(directory, leading(asking)),
        submit: async (_args, values, asking) => fillChosen(directory, values, leading(asking)),
      }),
      bind(actions.nameLeaders, {
        press: (_args, asking) => leadersForm(asking),
        submit: (_args, values, asking) => nameChosen(values, asking),
      }),
      bind(actions.askIt, { press: async (_args, asking) => request(leading(asking)) }),
      bind(actions.confirmLeading, { press: (args, asking) => said(args, true, asking) }),
      bind(actions.declineLeading, { press: (args, asking) => said(args, false, asking) }),
    ],
  }
}

async function steps(asking: Asking): Promise<Reply> {
  mustLead(asking)
  return { kind: 'tell', message: stepsCard(await stepsOf(asking), megabytes, asking.t) }
}

async function request({ db, t }: Asking): Promise<Reply> {
  return { kind: 'tell', message: requestCard(await unreachedOf(db, await allPeople(db)), t) }
}

/** @throws Refusal for somebody who sets nothing up */
function mustLead({ by }: Asking): void {
  if (by.outsider) throw new Refusal('company.outsider')
  if (!mayImport(by)) throw new Refusal('welcome.not_allowed')
}

function leading(asking: Asking): Asking {
  mustLead(asking)
  return asking
}

async function strangersHere(directory: Directory, asking: Asking): Promise<readonly Profile[]> {
  mustLead(asking)
  return strangersOf(asking, directory.people(asking.at))
}

const keyOf = ({ user }: Account): string => user

async function peopleForm(strangers: readonly Profile[], asking: Asking, said: Values | null): Promise<Reply> {
  const { t } = asking
  if (strangers.length === 0) return tell(t.text('welcome.all_known'))
  const departments = await departmentsOf(asking.db)
  const form: Form = {
    call: callOf(actions.addPeople, {}),
    title: t.plain('welcome.add_people'),
    submit: t.plain('welcome.add'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField(
        'people',
        t.plain('welcome.who'),
        strangers.slice(0, mostChoices).map(({ account, name }) => ({ value: keyOf(account), label: name })),
        { many: true },
      ),
      choiceField('department', t.plain('welcome.department'), departments.map(departmentOption), { required: false }),
    ],
    draft: said ?? { people: [], department: null },
    errors: said === null ? {} : { people: t.plain('welcome.choose_somebody') },
  }
  return { kind: 'form', form }
}

async function addChosen(directory: Directory, values: Values, asking: Asking): Promise<Reply> {
  const strangers = await strangersHere(directory, asking)
  const wanted = Array.isArray(values.people) ? values.people : [String(values.people ?? '')]
  const chosen = strangers.filter(({ account }) => wanted.includes(keyOf(account)))
  if (chosen.length === 0) return peopleForm(strangers, asking, values)
  const departments = await departmentsOf(asking.db)
  const department = departments.find(({ key }) => key === values.department)?.key ?? null
  const count = await addStrangers(asking, chosen, department)
  return tell(asking.t.text('welcome.added', { count, names: asking.t.list(chosen.map(({ name }) => name)) }))
}

async function leadersForm(asking: Asking): Promise<Reply> {
  mustLead(asking)
  const { t } = asking
  const [inside, departments] = await Promise.all([colleaguesOf(asking), departmentsOf(asking.db)])
  const form: Form = {
    call: callOf(actions.nameLeaders, {}),
    title: t.plain('welcome.name_leaders'),
    submit: t.plain('welcome.ask_them'),
    cancel: t.plain('common.cancel'),
    fields: departments.map(({ key, label }) => {
      // Whoever is in the department comes first.
      const sorted = inside.toSorted((a, b) => Number(b.department === key) - Number(a.department === key))
      const options = sorted.slice(0, mostChoices).map(personOption)
      return choiceField(key, t.plain('welcome.who_leads', { department: label }), options, { required: false })
    }),
    draft: Object.fromEntries(departments.map(({ key, leader }) => [key, leader === null ? null : String(leader)])),
    errors: {},
  }
  return { kind: 'form', form }
}

async function nameChosen(values: Values, asking: Asking): Promise<Reply> {
  mustLead(asking)
  const [people, departments] = await Promise.all([allPeople(asking.db), departmentsOf(asking.db)])
  const named = departments.flatMap((department) => {
    const person = people.find(({ id, outsider }) => !outsider && String(id) === values[department.key])
    return person === undefined || person.id === department.leader ? [] : [{ department, person }]
  })
  const { t } = asking
  if (named.length === 0) return tell(t.text('welcome.nobody_asked'))
  const unreachable = await proposeLeaders(asking, named)
  const asked = named.map(({ person }) => person.name).filter((name) => !unreachable.includes(name))
  return tell(
    t.text('welcome.asked', {
      count: asked.length,
      names: t.list(asked),
      missing: unreachable.length,
      unreachable: t.list(unreachable),
    }),
  )
}

async function said(leading: actions.Leading, leads: boolean, asking: Asking): Promise<Reply> {
  const department = await answerLeading(asking, leading, leads)
  const text = asking.t.text(leads ? 'welcome.you_lead' : 'welcome.you_do_not', { department: department.label })
  return { kind: 'redraw', message: { blocks: [{ kind: 'text', text }], discloses: [] }, note: null }
}
