import type { Db } from '../../db/connect.js'
import { daysOffFrom } from './absence-store.js'
import type { Audience, Company, Person } from './model.js'
import { allPeople, companyOf, departmentsOf, holidaysOf, placesOf } from './store.js'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
/** Before anybody's days off. */
const ever = '1970-01-01'

/**
 * The company as `company.yaml` has it: applying it to an empty database makes the same company. Nothing is left to a default
 * that another company might have.
 * @returns null while no company has been set up
 */
export async function exportCompany(db: Db) {
  const company = await companyOf(db)
  if (!company) return null
  const people = await allPeople(db)
  const emails = new Map(people.map((one) => [one.id, one.email]))
  const off = await daysOffFrom(
    db,
    people.map((one) => one.id),
    ever,
  )
  return {
    company: frameOf(company),
    departments: (await departmentsOf(db)).map(({ leader, ...rest }) => ({
      ...rest,
      leader: leader === null ? null : (emails.get(leader) ?? null),
    })),
    people: people
      .filter((one) => one.active)
      .map((one) => ({
        ...personOf(one),
        days_off: off.filter(({ person }) => person === one.id).map(({ from, to }) => ({ from, to })),
      })),
    places: (await placesOf(db)).map(({ name, place, audience, locale, zone }) => ({
      name,
      platform: place.platform,
      workspace: place.workspace,
      channel: place.channel,
      audience: audienceOf(audience),
      locale,
      zone,
    })),
    holidays: await holidaysOf(db),
  }
}

const frameOf = ({ name, zone, currency, fiscalMonth, weekStart, locale, country }: Company) => ({
  name,
  zone,
  currency,
  fiscal_year_starts: fiscalMonth,
  week_starts: weekdays[weekStart - 1],
  locale,
  country,
})

const personOf = ({
  name,
  email,
  department,
  role,
  zone,
  locale,
  workDays,
  workFrom,
  workTo,
  country,
  outsider,
}: Person) => ({
  name,
  email,
  department,
  role,
  zone,
  locale,
  work: { days: workDays.map((day) => weekdays[day - 1]), from: workFrom, to: workTo },
  country,
  guest: outsider,
})

function audienceOf({ outsiders, readers }: Audience) {
  if (readers.kind === 'departments') return { departments: readers.departments, outsiders }
  return readers.kind === 'people' ? { people: readers.people, outsiders } : { company: true, outsiders }
}
