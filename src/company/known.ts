import type { Db } from '../../db/connect.js'
import { departmentsOf, personByEmail, placesOf } from './store.js'

/** What of a definition cannot work: where it stands in its file, and the cure. */
export interface Problem {
  readonly path: string
  readonly says: string
}

/** Names that a definition gives to others, by the path at which they stand in its file. */
type Named = Readonly<Record<string, readonly string[]>>

/** A name that nobody knows, with those that could have been meant. */
const unknownName = (path: string, value: string, known: readonly string[]): Problem => ({
  path,
  says: `"${value}" is not known; known are ${known.join(', ')}`,
})

/**
 * The first of these names that nobody in the company bears: people by e-mail, departments by key, places by name.
 * @returns null when all are known
 */
export async function unknownOf(
  db: Db,
  { people = {}, departments = {}, places = {} }: { people?: Named; departments?: Named; places?: Named },
): Promise<Problem | null> {
  for (const [path, email] of flat(people)) {
    if (await personByEmail(db, email)) continue
    return { path, says: `nobody in the company has the e-mail "${email}"; add them to company.yaml` }
  }
  return (
    (await amongOf(departments, async () => (await departmentsOf(db)).map(({ key }) => key))) ??
    (await amongOf(places, async () => (await placesOf(db)).map(({ name }) => name)))
  )
}

const flat = (named: Named): readonly (readonly [string, string])[] =>
  Object.entries(named).flatMap(([path, names]) => names.map((name) => [path, name] as const))

/** What could have been meant is read only where something is named. */
async function amongOf(named: Named, read: () => Promise<readonly string[]>): Promise<Problem | null> {
  const all = flat(named)
  const known = all.length > 0 ? await read() : []
  const [wrong] = all.filter(([, name]) => !known.includes(name))
  return wrong ? unknownName(...wrong, known) : null
}
