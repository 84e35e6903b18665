import type { Db } from '../../db/connect.js'
import { addDaysOff, type DaysOff } from './absence-store.js'
import type { CompanyFile } from './file.js'
import type { Audience } from './model.js'
import * as store from './store.js'

/** Thrown for a name in `company.yaml` that nothing else in it explains: names the path, the value and the cure. */
class CompanyFileError extends Error {
  readonly code = 'company_file'
}

/**
 * Makes the company what its file says: adds and changes, and removes nobody (somebody missing from the file stays; a person
 * who left is set inactive). Applying the same file again changes nothing. Call it inside a transaction.
 * @throws CompanyFileError for a department or a leader that the file does not have
 */
export async function applyCompany(db: Db, file: CompanyFile): Promise<void> {
  check(file)
  const { company } = file
  await store.saveCompany(db, {
    name: company.name,
    zone: company.zone,
    currency: company.currency,
    fiscalMonth: company.fiscal_year_starts,
    weekStart: company.week_starts,
    locale: company.locale,
    country: company.country,
  })
  await store.saveHolidays(db, file.holidays)
  // People point at departments and departments at their leaders: departments come first without, then again with them.
  await store.saveDepartments(
    db,
    file.departments.map((one) => ({ key: one.key, label: one.label, leader: null, home: one.home })),
  )
  const ids = await store.savePeople(
    db,
    file.people.map((one) => ({
      name: one.name,
      email: one.email,
      department: one.department,
      role: one.role,
      locale: one.locale ?? company.locale,
      zone: one.zone ?? company.zone,
      workDays: one.work.days,
      workFrom: one.work.from,
      workTo: one.work.to,
      country: one.country,
      outsider: one.guest,
      active: true,
    })),
  )
  await addDaysOff(db, daysOffIn(file, ids))
  await store.saveDepartments(
    db,
    file.departments.map((one) => ({
      key: one.key,
      label: one.label,
      leader: one.leader === null ? null : (ids.get(one.leader) ?? null),
      home: one.home,
    })),
  )
  await store.savePlaces(
    db,
    file.places.map((one) => ({
      name: one.name,
      place: { platform: one.platform, workspace: one.workspace, kind: 'channel', channel: one.channel, thread: null },
      audience: audienceOf(one.audience),
      locale: one.locale,
      zone: one.zone,
    })),
  )
}

function daysOffIn(file: CompanyFile, ids: ReadonlyMap<string, number>): readonly DaysOff[] {
  return file.people.flatMap((one) => {
    const person = ids.get(one.email)
    return person === undefined ? [] : one.days_off.map((off) => ({ ...off, person }))
  })
}

function audienceOf(said: CompanyFile['places'][number]['audience']): Audience {
  const { outsiders } = said
  if (said.departments) return { outsiders, readers: { kind: 'departments', departments: said.departments } }
  if (said.people) return { outsiders, readers: { kind: 'people', people: said.people } }
  return { outsiders, readers: { kind: 'company' } }
}

function check(file: CompanyFile): void {
  const departments = new Set(file.departments.map((one) => one.key))
  const people = new Set(file.people.map((one) => one.email))
  const places = new Set(file.places.map((one) => one.name))
  const known = (names: ReadonlySet<string>) => `known are ${[...names].join(', ')}`
  const problems = [
    ...file.people.flatMap((one, index) =>
      one.department === null || departments.has(one.department)
        ? []
        : [`people[${index}].department: "${one.department}" is no department; ${known(departments)}`],
    ),
    ...file.departments.flatMap((one, index) =>
      one.leader === null || people.has(one.leader)
        ? []
        : [`departments[${index}].leader: "${one.leader}" is not among the people; add them`],
    ),
    ...file.departments.flatMap((one, index) =>
      one.home === null || places.has(one.home)
        ? []
        : [`departments[${index}].home: "${one.home}" is none of the places; ${known(places)}`],
    ),
    ...file.places.flatMap((one, index) =>
      (one.audience.departments ?? [])
        .filter((name) => !departments.has(name))
        .map((name) => `places[${index}].audience: "${name}" is no department; ${known(departments)}`),
    ),
  ]
  if (problems.length > 0) throw new CompanyFileError(`company.yaml, ${problems.join('\ncompany.yaml, ')}`)
}
