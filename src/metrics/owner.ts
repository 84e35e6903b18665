import type { Db } from '../../db/connect.js'
import { directPlace } from '../company/direct.js'
import type { Department, Person } from '../company/model.js'
import { departmentsOf, personByEmail, personById } from '../company/store.js'
import type { Definition } from './definition.js'

/** Whether somebody answers for a metric: its owner, or the leader of the department that owns it. */
export function answersFor({ owner }: Definition, person: Person, departments: readonly Department[]): boolean {
  if (person.outsider) return false
  if (owner.person !== undefined && owner.person.toLowerCase() === person.email.toLowerCase()) return true
  return departments.some(({ key, leader }) => key === owner.department && leader === person.id)
}

/**
 * Who answers for a metric and can be reached: its owner, else the leader of the department that owns it; null where there is nobody.
 * @param before e-mails of those who answer for something narrower, asked first
 */
export async function ownerOf(
  db: Db,
  { owner }: Definition,
  before: readonly (string | null | undefined)[] = [],
): Promise<Person | null> {
  for (const email of [...before, owner.person]) {
    const person = email ? await personByEmail(db, email) : null
    if (person && canBeTold(person)) return person
  }
  const leader = (await departmentsOf(db)).find(({ key }) => key === owner.department)?.leader ?? null
  const person = leader === null ? null : await personById(db, leader)
  return person && canBeTold(person) ? person : null
}

const canBeTold = (person: Person): boolean => person.active && !person.outsider && directPlace(person) !== null
