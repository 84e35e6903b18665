import { callOf } from '../../src/chat/action.js'
import { choiceField } from '../../src/chat/fields.js'
import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { Group } from '../../src/chat/platform.js'
import { departmentsOf } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import * as actions from '../../src/welcome/actions.js'
import { fillDepartments } from '../../src/welcome/groups.js'
import type { Asking } from '../command.js'
import { tell } from '../tell.js'
import { type Directory, mostChoices } from './directory.js'

/** Which of the platform's groups fills which department. */
export async function groupsForm(directory: Directory, asking: Asking): Promise<Reply> {
  const { t } = asking
  const [groups, departments] = await Promise.all([groupsHere(directory, asking), departmentsOf(asking.db)])
  if (groups.length === 0) return tell(t.text('welcome.no_groups'))
  const options = groups
    .slice(0, mostChoices)
    .map(({ id, name, members }) => ({ value: id, label: t.plain('welcome.group', { name, count: members.length }) }))
  return {
    kind: 'form',
    form: {
      call: callOf(actions.fillDepartments, {}),
      title: t.plain('welcome.fill'),
      submit: t.plain('welcome.fill_submit'),
      cancel: t.plain('common.cancel'),
      fields: departments.map(({ key, label }) => choiceField(key, label, options, { required: false })),
      draft: {},
      errors: {},
    },
  }
}

export async function fillChosen(directory: Directory, values: Values, asking: Asking): Promise<Reply> {
  const { t } = asking
  const [groups, departments] = await Promise.all([groupsHere(directory, asking), departmentsOf(asking.db)])
  const fillings = departments.flatMap((department) => {
    const group = groups.find(({ id }) => id === values[department.key])
    return group ? [{ department, group }] : []
  })
  const { added, moved, elsewhere } = await fillDepartments(asking, fillings, directory.people(asking.at))
  return tell(
    t.text('welcome.filled', {
      added: added.length,
      names: t.list(added),
      moved: moved.length,
      movers: t.list(moved),
      elsewhere: elsewhere.length,
      others: t.list(elsewhere),
    }),
  )
}

/** @throws Refusal where the platform does not tell, as an app that was installed before it asked for that */
async function groupsHere(directory: Directory, asking: Asking): Promise<readonly Group[]> {
  const found: Group[] = []
  try {
    for await (const group of directory.groups(asking.at)) found.push(group)
  } catch {
    throw new Refusal('welcome.groups_unread')
  }
  return found.sort((a, b) => a.name.localeCompare(b.name))
}
