import { recordChange } from '../audit/store.js'
import type { Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import { setLeader } from '../company/leaders-store.js'
import type { Department, Person } from '../company/model.js'
import { departmentsOf, personById } from '../company/store.js'
import { addDeliveries } from '../deliveries/add.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import type { Leading } from './actions.js'
import { leadingCard } from './card.js'

/** Somebody who acts, and not the clock. */
export interface Acting extends Context {
  readonly by: Person
}

/**
 * Asks people whether they lead a department. Nobody leads one until they have said so themselves.
 * @returns the names of those who cannot be asked, because they are on no platform
 */
export async function proposeLeaders(
  context: Acting,
  named: readonly { readonly department: Department; readonly person: Person }[],
): Promise<readonly string[]> {
  const unreachable: string[] = []
  const deliveries = named.flatMap(({ department, person }) => {
    const to = directPlace(person)
    if (to === null) unreachable.push(person.name)
    const message = leadingCard(context.by, department, person, textsFor(person.locale, person.zone))
    return to === null ? [] : [deliveryTo(to, `${context.cause}:lead:${department.key}`, department.key, message)]
  })
  await addDeliveries(context, deliveries)
  return unreachable
}

function deliveryTo(
  to: NonNullable<ReturnType<typeof directPlace>>,
  key: string,
  department: string,
  message: Message,
) {
  return { key, about: `department:${department}` as const, to, message, edits: null, slot: null, urgent: true }
}

/**
 * What the person who was named says of it: leads the department from now on, or does not. Whoever named them hears of it.
 * @throws Refusal for anybody else, and for a department that is gone
 */
export async function answerLeading(
  context: Acting,
  { department: key, person, by }: Leading,
  leads: boolean,
): Promise<Department> {
  if (context.by.id !== person) throw new Refusal('welcome.not_you')
  const department = (await departmentsOf(context.db)).find((one) => one.key === key)
  if (!department) throw new Refusal('welcome.no_department', { department: key })
  const asker = await personById(context.db, by)
  await context.db.transaction(async (db) => {
    const inside = { ...context, db }
    if (leads && department.leader !== person) {
      await setLeader(db, key, person)
      const [before, after] = [{ leader: department.leader }, { leader: person }]
      await recordChange(inside, { subject: `department:${key}`, verb: 'lead', before, after })
    }
    const to = asker && asker.id !== person ? directPlace(asker) : null
    if (asker === null || to === null) return
    const t = textsFor(asker.locale, asker.zone)
    const text = t.text(leads ? 'welcome.leads' : 'welcome.leads_not', {
      person: context.by.name,
      department: department.label,
    })
    const message = { blocks: [{ kind: 'text' as const, text }], discloses: [] }
    await addDeliveries(inside, [deliveryTo(to, `${context.cause}:told`, key, message)])
  })
  return department
}
