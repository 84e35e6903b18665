import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { askedFor, type Crew, departmentLabel, present } from './crew.js'
import type { Owner, Template } from './model.js'

/** Whose an item is when its run starts. */
export interface Holder {
  readonly department: string | null
  readonly person: Person
}

/**
 * Who holds an item at first: a department's leader (their delegate while there is one), somebody of a role (the run's owner
 * if it is theirs), or the person named.
 * @throws Refusal with the cure for a department without a leader, a role that nobody has, a person who left or never was
 */
function holderOf(owner: Owner, label: string, runOwner: Person, crew: Crew): Holder {
  if ('department' in owner) {
    if (!crew.departments.has(owner.department))
      throw new Refusal('checklists.no_department', { item: label, department: owner.department })
    const person = askedFor(crew, owner.department)
    if (!person)
      throw new Refusal('checklists.no_leader', { item: label, department: departmentLabel(crew, owner.department) })
    return { department: owner.department, person }
  }
  if ('role' in owner) {
    const having = [...crew.people.values()].filter((one) => one.role === owner.role && present(crew, one.id))
    const person = having.find((one) => one.id === runOwner.id) ?? having[0]
    if (!person) throw new Refusal('checklists.no_role', { item: label, role: owner.role })
    return { department: null, person }
  }
  const named = [...crew.people.values()].find((one) => one.email === owner.person.toLowerCase())
  if (!named) throw new Refusal('checklists.no_person', { item: label, email: owner.person })
  if (!present(crew, named.id)) throw new Refusal('checklists.owner_left', { item: label, name: named.name })
  return { department: null, person: named }
}

/**
 * Who holds every item of a template, by key.
 * @throws Refusal for the first item that nobody can hold, and for an approval that nobody can sign
 */
export function holdersOf(template: Template, runOwner: Person, crew: Crew): ReadonlyMap<string, Holder> {
  for (const stage of template.stages)
    for (const department of stage.approval?.departments ?? []) {
      if (!crew.departments.has(department))
        throw new Refusal('checklists.no_department', { item: stage.label, department })
      if (!askedFor(crew, department))
        throw new Refusal('checklists.no_signer', { stage: stage.label, department: departmentLabel(crew, department) })
    }
  return new Map(
    template.stages.flatMap((stage) =>
      stage.items.map((item) => [item.key, holderOf(item.owner, item.label, runOwner, crew)] as const),
    ),
  )
}
