import type { Option } from '../chat/form.js'
import type { Context } from './context.js'
import type { Department, Person } from './model.js'
import { allPeople, departmentsOf, placesOf } from './store.js'

type Reading = Pick<Context, 'db'>

/** A department as an option of a form: its key behind its name. */
export const departmentOption = ({ key, label }: Department): Option => ({ value: key, label })

/** A person as an option of a form: their id behind their name. */
export const personOption = ({ id, name }: Pick<Person, 'id' | 'name'>): Option => ({ value: `${id}`, label: name })

/** All departments, to choose from. */
export async function departmentOptions({ db }: Reading): Promise<readonly Option[]> {
  return (await departmentsOf(db)).map(departmentOption)
}

/** All channels that are known, to choose from. */
export async function placeOptions({ db }: Reading): Promise<readonly Option[]> {
  return (await placesOf(db)).map(({ name }) => ({ value: name, label: `#${name}` }))
}

/** Everybody of the company who has not left; guests are not of it. */
export async function colleaguesOf({ db }: Reading): Promise<readonly Person[]> {
  return (await allPeople(db)).filter((one) => one.active && !one.outsider)
}

/** Letters as they are compared: without accents, whatever the case. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

const mostFound = 20

/** Colleagues whose name or e-mail address has these letters, or whose id it is, for a field that searches. */
export async function peopleLike(typed: string, context: Reading): Promise<readonly Option[]> {
  const wanted = folded(typed)
  const found = (await colleaguesOf(context)).filter(
    (one) => `${one.id}` === typed || folded(one.name).includes(wanted) || one.email.includes(wanted),
  )
  return found.slice(0, mostFound).map(personOption)
}
