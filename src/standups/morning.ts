import { textOf } from '../chat/text.js'
import { decidersOn } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { allPeople } from '../company/store.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import { dayOf } from '../time/zone.js'
import { blockerButtons } from './blocker-card.js'
import * as store from './blocker-store.js'
import { blockerSubject } from './subjects.js'

/** What standups bring up in the morning, beside their rounds: blockers that were named outside the hours of who could clear them. */
export const blockerDues: DueSource = {
  name: 'blockers',
  due: async (context, people) => {
    const decides = await departmentsOf(context, people)
    const blockers = await store.waitingFor(context.db, [...decides.keys()])
    if (blockers.length === 0) return []
    const names = new Map((await allPeople(context.db)).map(({ id, name }) => [id, name]))
    return blockers.flatMap((blocker) => {
      const waking = decides.get(blocker.waitsFor ?? '')
      const fresh = waking && blocker.person !== waking.person.id && (blocker.toldAt === null || waking.again)
      return fresh ? [dueOf(blocker, waking, names.get(blocker.person) ?? '')] : []
    })
  },
  noted: (context, dues) =>
    store.markTold(
      context.db,
      dues.map(({ about }) => Number(about.split(':')[1])),
      context.now,
    ),
}

/** Who of those who wake decides for which department. */
async function departmentsOf(context: Context, people: readonly Waking[]): Promise<ReadonlyMap<string, Waking>> {
  const deciders = await decidersOn(context.db, dayOf(context.now, context.company.zone))
  return new Map(
    [...deciders].flatMap(([key, { leader, delegate }]) => {
      const waking = people.find(({ person }) => person.id === (delegate ?? leader))
      return waking ? [[key, waking] as const] : []
    }),
  )
}

const dueOf = (blocker: store.Blocker, { person }: Waking, who: string): Due => ({
  person: person.id,
  about: blockerSubject(blocker.id),
  urgency: 'today',
  line: (t) => t.text('standups.waits_for_you', { who, blocker: textOf(blocker.text) }),
  buttons: (t) => blockerButtons(blocker.id, t),
})
