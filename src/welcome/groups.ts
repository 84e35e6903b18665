import { recordChange } from '../audit/store.js'
import type { Group, Profile } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import type { Department } from '../company/model.js'
import { allPeople, setDepartment } from '../company/store.js'
import { addStrangers } from './people.js'

/** The members of a group belong to a department. */
export interface Filling {
  readonly department: Department
  readonly group: Group
}

/** What came of it, each as names. `elsewhere`: they are in another department, and stay there. */
export interface Filled {
  readonly added: readonly string[]
  readonly moved: readonly string[]
  readonly elsewhere: readonly string[]
}

/**
 * Makes the members of groups members of departments: people whom nobody knew become known, those without a department get
 * theirs, and nobody is taken out of another one, because that may be right and the group old. Guests are left out. Who is in two
 * of the groups gets the department of the first.
 * @param profiles the platform's directory
 */
export async function fillDepartments(
  context: Context,
  fillings: readonly Filling[],
  profiles: AsyncIterable<Profile>,
): Promise<Filled> {
  const known = new Map((await allPeople(context.db)).map((one) => [one.email, one]))
  const colleagues = new Map<string, Profile>()
  for await (const profile of profiles)
    if (profile.active && !profile.guest && profile.email !== null) colleagues.set(profile.account.user, profile)
  const filled = { added: [] as string[], moved: [] as string[], elsewhere: [] as string[] }
  const met = new Set<string>()
  await context.db.transaction(async (db) => {
    const inside = { ...context, db }
    for (const { department, group } of fillings) {
      const members = group.members.flatMap((user) => {
        const profile = colleagues.get(user)
        if (!profile || met.has(user)) return []
        met.add(user)
        return [{ profile, person: known.get(profile.email?.toLowerCase() ?? '') ?? null }]
      })
      const strangers = members.filter(({ person }) => person === null).map(({ profile }) => profile)
      await addStrangers(inside, strangers, department.key)
      filled.added.push(...strangers.map(({ name }) => name))
      for (const { person } of members) {
        if (person === null || person.outsider || person.department === department.key) continue
        if (person.department === null) {
          await setDepartment(db, person.id, department.key)
          const [before, after] = [{ department: null }, { department: department.key }]
          await recordChange(inside, { subject: `person:${person.id}`, verb: 'department', before, after })
          filled.moved.push(person.name)
        } else filled.elsewhere.push(person.name)
      }
    }
  })
  return filled
}
