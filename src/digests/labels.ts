import type { Option } from '../chat/form.js'
import type { Context } from '../company/context.js'
import { allPeople, departmentsOf, placesOf } from '../company/store.js'
import { destinationKey } from './model.js'
import type { Labels } from './setup-facts.js'

/** What people read for the key of a destination: `revenue (Slack)`, `Maya`. */
export async function destinationLabels(context: Context): Promise<(key: string) => string> {
  const known = new Map((await destinationOptions(context)).map((one) => [one.value, one.label]))
  return (key) => known.get(key) ?? key.replace(/^[a-z]+:/, '')
}

/** What people read for whatever a digest refers to by key. */
export async function labelsOf(context: Context): Promise<Labels> {
  const departments = new Map((await departmentsOf(context.db)).map(({ key, label }) => [key, label]))
  return { labelOf: await destinationLabels(context), departmentOf: (key) => departments.get(key) ?? key }
}

/** Where a digest may go: the places of the company, and its people. */
export async function destinationOptions({ db, t }: Context): Promise<readonly Option[]> {
  const places = (await placesOf(db)).map((one) => ({
    value: destinationKey({ place: one.name, filters: {} }),
    label: t.plain('digests.place_label', { name: one.name, platform: one.place.platform }),
  }))
  const people = (await allPeople(db))
    .filter((one) => one.active && !one.outsider)
    .map((one) => ({ value: destinationKey({ person: one.email, filters: {} }), label: one.name }))
  return [...places, ...people]
}

/** As many are offered while somebody types. */
const mostOffered = 30

export function optionsLike(typed: string, options: readonly Option[]): readonly Option[] {
  const wanted = typed.trim().toLowerCase().replace(/^#/, '')
  return options.filter((one) => one.label.toLowerCase().includes(wanted)).slice(0, mostOffered)
}
