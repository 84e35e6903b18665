import { type Deciders, decidersOn } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import type { Department, Person } from '../company/model.js'
import { allPeople, departmentsOf } from '../company/store.js'
import { dayOf } from '../time/zone.js'

/** The people and departments of the company as checklists speak of them, read once for whatever is drawn or decided. */
export interface Crew {
  readonly people: ReadonlyMap<number, Person>
  readonly departments: ReadonlyMap<string, Department>
  readonly deciders: ReadonlyMap<string, Deciders>
  /** The company's day. */
  readonly today: string
}

/** Four statements, whatever is asked of it afterwards. */
export async function crewOf(context: Pick<Context, 'db' | 'now' | 'company'>): Promise<Crew> {
  const { db, now, company } = context
  const today = dayOf(now, company.zone)
  const [people, departments, deciders] = await Promise.all([allPeople(db), departmentsOf(db), decidersOn(db, today)])
  return {
    people: new Map(people.map((one) => [one.id, one])),
    departments: new Map(departments.map((one) => [one.key, one])),
    deciders,
    today,
  }
}

/** Somebody who can be given work: known, active, and of the company. */
export function present(crew: Crew, id: number | null): Person | null {
  const person = id === null ? undefined : crew.people.get(id)
  return person?.active && !person.outsider ? person : null
}

/** What a department is called by those who read of it. */
export const departmentLabel = (crew: Crew, key: string): string => crew.departments.get(key)?.label ?? key

export const personName = (crew: Crew, id: number | null): string =>
  (id === null ? undefined : crew.people.get(id))?.name ?? ''

/** Who may sign for a department today: its leader, and a delegate while there is one. */
export function signersOf(crew: Crew, department: string): readonly Person[] {
  const of = crew.deciders.get(department)
  return [of?.delegate ?? null, of?.leader ?? null].flatMap((id) => present(crew, id) ?? [])
}

/** Who is asked first: the delegate while the leader is away, else the leader. */
export const askedFor = (crew: Crew, department: string): Person | null => signersOf(crew, department)[0] ?? null
