import { recordChange } from '../audit/store.js'
import type { Profile } from '../chat/platform.js'
import type { Context } from '../company/context.js'
import { allPeople, linkAccounts, savePeople } from '../company/store.js'

/** Who of a directory the company does not know: colleagues with an e-mail address, by name. Guests are added by YAML. */
export async function strangersOf(context: Context, profiles: AsyncIterable<Profile>): Promise<readonly Profile[]> {
  const known = new Set((await allPeople(context.db)).map((one) => one.email))
  const strangers: Profile[] = []
  for await (const profile of profiles) {
    const email = profile.email?.toLowerCase()
    if (profile.active && !profile.guest && email !== undefined && !known.has(email)) strangers.push(profile)
  }
  return strangers.sort((a, b) => a.name.localeCompare(b.name))
}

/** Working days and hours until somebody says otherwise with `/drumbeat me`. */
export const usual = { workDays: [1, 2, 3, 4, 5], workFrom: '09:00', workTo: '17:00' }

/** Makes people of a directory people of the company, as members of a department. @returns how many */
export async function addStrangers(
  context: Context,
  chosen: readonly Profile[],
  department: string | null,
): Promise<number> {
  const { company } = context
  const people = chosen.flatMap(({ email, name, zone, locale }) =>
    email === null
      ? []
      : [{ email: email.toLowerCase(), name, zone: zone ?? company.zone, locale: locale ?? company.locale }],
  )
  await context.db.transaction(async (db) => {
    const rest = { ...usual, department, role: 'member' as const, country: null, outsider: false, active: true }
    const ids = await savePeople(
      db,
      people.map((one) => ({ ...one, ...rest })),
    )
    await linkAccounts(
      db,
      chosen.flatMap(({ account, email }) => {
        const person = ids.get(email?.toLowerCase() ?? '')
        return person === undefined ? [] : [{ account, person }]
      }),
    )
    for (const [email, id] of ids) {
      const after = { email, department, role: 'member' }
      await recordChange({ ...context, db }, { subject: `person:${id}`, verb: 'add', before: null, after })
    }
  })
  return people.length
}
