import { textOf } from '../chat/text.js'
import { allPeople } from '../company/store.js'
import { wakingDeciders } from '../mornings/deciding.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import { blockerButtons } from './blocker-card.js'
import * as store from './blocker-store.js'
import { blockerSubject } from './subjects.js'

/** What standups bring up in the morning, beside their rounds: blockers that were named outside the hours of who could clear them. */
export const blockerDues: DueSource = {
  name: 'blockers',
  due: async (context, people) => {
    const decides = await wakingDeciders(context, people)
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

const dueOf = (blocker: store.Blocker, { person }: Waking, who: string): Due => ({
  person: person.id,
  about: blockerSubject(blocker.id),
  urgency: 'today',
  line: (t) => t.text('standups.waits_for_you', { who, blocker: textOf(blocker.text) }),
  buttons: (t) => blockerButtons(blocker.id, t),
})
