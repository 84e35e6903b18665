import type { Context } from '../company/context.js'
import { isLocale, isZone } from '../company/file.js'
import { allPeople, departmentsOf, placesOf } from '../company/store.js'
import type { TextKey } from '../locales/areas.js'
import type { Args } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { ruleProblem } from '../schedules/next.js'
import { dayOf } from '../time/zone.js'
import { type Destination, type Digest, isMetric, ruleOf } from './model.js'
import { questionOf, SectionError, type Setting } from './questions.js'
import { sectionNames } from './sections.js'

/** Something in a digest that cannot work: where it stands (`sections[0].metric`), and in words the value and the cure. */
export interface Problem {
  readonly path: string
  readonly key: TextKey
  readonly args: Args
}

/** What a digest is held against, read once for any number of them. */
export interface Known extends Setting {
  readonly places: ReadonlySet<string>
  /** E-mails of the people who are there. */
  readonly people: ReadonlySet<string>
  readonly departments: ReadonlySet<string>
}

export async function knownFor(context: Context, catalogue: Catalogue): Promise<Known> {
  const { db, company, now } = context
  const people = (await allPeople(db)).filter((one) => one.active)
  return {
    catalogue,
    company,
    today: dayOf(now, company.zone),
    places: new Set((await placesOf(db)).map((one) => one.name)),
    people: new Set(people.map((one) => one.email)),
    departments: new Set((await departmentsOf(db)).map((one) => one.key)),
  }
}

/** Everything in a digest that cannot work. An empty list: it can be saved. */
export function problemsOf(digest: Digest, known: Known): readonly Problem[] {
  const owner: readonly Problem[] = known.people.has(digest.owner.toLowerCase())
    ? []
    : [{ path: 'owner', key: 'digests.wrong_owner', args: { typed: digest.owner } }]
  const rule = ruleProblem(ruleOf(digest))
  const schedule: readonly Problem[] =
    rule === null ? [] : [{ path: 'schedule', key: 'digests.wrong_rule', args: { problem: rule } }]
  const destinations = digest.destinations.flatMap((one, index) =>
    destinationProblems(one, known).map((problem) => ({ ...problem, path: `destinations[${index}].${problem.path}` })),
  )
  return [...owner, ...schedule, ...destinations, ...sectionProblems(digest, known)]
}

function destinationProblems(one: Destination, known: Known): readonly Problem[] {
  const wrong = (path: string, key: TextKey, typed: string, all: ReadonlySet<string>): readonly Problem[] => [
    { path, key, args: { typed, known: [...all].join(', ') } },
  ]
  const to =
    'place' in one
      ? known.places.has(one.place) || wrong('place', 'digests.wrong_place', one.place, known.places)
      : known.people.has(one.person.toLowerCase()) || wrong('person', 'digests.wrong_owner', one.person, known.people)
  const department =
    typeof one.audience === 'object' && 'departments' in one.audience
      ? one.audience.departments.find((key) => !known.departments.has(key))
      : undefined
  return [
    ...(to === true ? [] : to),
    ...(one.locale === undefined || isLocale(one.locale)
      ? []
      : wrong('locale', 'digests.wrong_locale', one.locale, new Set())),
    ...(one.zone === undefined || isZone(one.zone) ? [] : wrong('zone', 'digests.wrong_zone', one.zone, new Set())),
    ...(department === undefined ? [] : wrong('audience', 'digests.wrong_department', department, known.departments)),
  ]
}

/** Each section under the filters of each destination, because a metric may lack the dimension that one of them filters by. */
function sectionProblems(digest: Digest, known: Known): readonly Problem[] {
  const filters = [...new Map(digest.destinations.map((one) => [JSON.stringify(one.filters), one.filters])).values()]
  return digest.sections.flatMap((section, index): readonly Problem[] => {
    if (!isMetric(section)) {
      if (sectionNames.includes(section.show)) return []
      const args = { typed: section.show, known: sectionNames.join(', ') }
      return [{ path: `sections[${index}].show`, key: 'digests.wrong_section', args }]
    }
    for (const one of filters) {
      try {
        questionOf(section, one, known)
      } catch (error) {
        if (!(error instanceof SectionError)) throw error
        return [{ path: `sections[${index}].${error.path}`, key: error.key, args: error.args }]
      }
    }
    return []
  })
}
