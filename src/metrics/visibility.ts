import { assertNever } from '../chat/assert-never.js'
import type { Subject } from '../chat/message.js'
import type { Audience, Person } from '../company/model.js'
import type { Catalogue, Metric, Restriction } from './catalogue.js'
import type { Visibility } from './definition.js'

/** The people of this role stand among the departments of a restriction. */
const revops = 'revops'

/**
 * Whether somebody may read a metric: its own restriction and that of everything it is built on. Checked before anything is
 * read, so that a refusal tells nothing, not even by how long it takes.
 */
export function mayRead({ restrictions }: Metric, person: Person): boolean {
  return !person.outsider && restrictions.every((restriction) => satisfies(restriction, person))
}

/** The metrics whose own restriction keeps somebody from reading a metric. */
export function closedBy({ restrictions }: Metric, person: Person): readonly string[] {
  return restrictions.filter((one) => !satisfies(one, person)).map(({ of }) => of)
}

function satisfies(restriction: Restriction, person: Person): boolean {
  const { departments, people, of } = restriction
  if (person.grants?.includes(subjectOf(of))) return true
  if (person.department !== null && departments.includes(person.department)) return true
  if (departments.includes(revops) && person.role === revops) return true
  return rolesOf(restriction).some((role) => role === person.role) || people.includes(person.email)
}

/** The roles that may read it wherever they stand: executives, unless the restriction says otherwise. */
export function rolesOf({ roles }: Visibility): NonNullable<Visibility['roles']> {
  return roles ?? ['executive']
}

/**
 * Whether everybody who reads a place may read a metric. A restricted one never goes where the whole company or an outsider
 * reads along, because those who join later read what was posted.
 * @param personOf whom an e-mail belongs to; somebody unknown may not read anything restricted
 */
export function audienceMayRead(
  { restrictions }: Metric,
  { outsiders, readers }: Audience,
  personOf: (email: string) => Person | null,
): boolean {
  if (outsiders) return false
  return restrictions.every((restriction) => readersSatisfy(restriction, readers, personOf))
}

function readersSatisfy(
  restriction: Restriction,
  readers: Audience['readers'],
  personOf: (email: string) => Person | null,
): boolean {
  switch (readers.kind) {
    case 'company':
      return false
    case 'departments':
      return readers.departments.every((department) => restriction.departments.includes(department))
    case 'people':
      return readers.people.map(personOf).every((person) => person !== null && satisfies(restriction, person))
    default:
      return assertNever(readers)
  }
}

/** The subject that a message with a metric's number discloses. */
export function subjectOf(name: string): Subject {
  return `metric:${name}`
}

/** The metric that a subject names, or null for a subject of another kind or a metric that is gone. */
export function metricOfSubject(catalogue: Catalogue, subject: Subject): Metric | null {
  return subject.startsWith('metric:') ? catalogue.get(subject.slice('metric:'.length)) : null
}

/** With whom a restricted metric is shared: the departments that satisfy every restriction. */
export function sharedDepartments({ restrictions }: Metric): readonly string[] {
  const [first, ...others] = restrictions
  return (first?.departments ?? []).filter((key) => others.every(({ departments }) => departments.includes(key)))
}
