import { pressOf } from '../chat/button.js'
import type { Context } from '../company/context.js'
import type { Due, DueSource, Urgency, Waking } from '../mornings/due.js'
import { addDays } from '../time/zone.js'
import * as actions from './actions.js'
import * as decisions from './decision-store.js'
import { type Decision, decisionSubject } from './model.js'

/** What was decided is brought up to who has it: on the day before, on its day, and from then on until it is settled. */
export const decisionDues: DueSource = {
  name: 'reviews',
  due: async (context: Context, people: readonly Waking[]) => {
    const open = await decisions.openOf(
      context.db,
      people.map(({ person }) => person.id),
    )
    return open.flatMap((one) => {
      const waking = people.find(({ person }) => person.id === one.person)
      return waking && one.by <= addDays(waking.day, 1) ? [dueOf(one, waking)] : []
    })
  },
}

function dueOf(one: Decision, { person, day }: Waking): Due {
  const urgency = urgencyOf(one, day)
  return {
    person: person.id,
    about: decisionSubject(one.id),
    urgency,
    line: (t) => t.text('reviews.due', { what: one.what, day: t.day(one.by), urgency }),
    buttons: (t) => [
      pressOf(t.plain('reviews.done'), actions.done, { id: one.id }),
      pressOf(t.plain('reviews.move'), actions.move, { id: one.id }),
    ],
  }
}

function urgencyOf({ by }: Decision, today: string): Urgency {
  if (by < today) return 'overdue'
  return by === today ? 'today' : 'soon'
}
