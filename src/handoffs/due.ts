import type { Texts } from '../locales/texts.js'
import { wakingDeciders } from '../mornings/deciding.js'
import type { Due, DueSource, Urgency, Waking } from '../mornings/due.js'
import { dayOf } from '../time/zone.js'
import { type Named, stepButton } from './card.js'
import type { Handoff } from './model.js'
import * as store from './store.js'
import { namesOf, subjectOf } from './tell.js'

/**
 * What handoffs bring up in the morning: to who has accepted one until it is done; to who decides for a department what nobody
 * there has accepted; to the sender what was returned, and what waits to be confirmed.
 */
export const handoffDues: DueSource = {
  name: 'handoffs',
  due: async (context, people) => {
    const awake = new Map(people.map((one) => [one.person.id, one]))
    const deciders = await wakingDeciders(context, people)
    const list = await store.concerning(context.db, [...deciders.keys()], [...awake.keys()])
    return (await namesOf(context, list)).flatMap((one) => {
      const whose = turnOf(one.handoff)
      const waking = whose === null ? deciders.get(one.handoff.to) : awake.get(whose)
      return waking ? [dueOf(one, waking)] : []
    })
  },
}

/** Whose turn it is; null while nobody has accepted it. */
const turnOf = ({ state, sender, owner }: Handoff): number | null =>
  state === 'returned' || state === 'done' ? sender : owner

function dueOf(named: Named, { person, day }: Waking): Due {
  const { handoff } = named
  const urgency = urgencyOf(handoff, day, person.zone)
  return {
    person: person.id,
    about: subjectOf(handoff.id),
    urgency,
    line: (t) => lineOf(named, urgency, t),
    buttons: (t) => [stepButton('show', handoff.id, t)],
  }
}

function urgencyOf({ due }: Handoff, today: string, zone: string): Urgency {
  if (due === null) return 'asked'
  const day = dayOf(due, zone)
  if (day < today) return 'overdue'
  return day === today ? 'today' : 'soon'
}

function lineOf({ handoff, from, owner, to }: Named, urgency: Urgency, t: Texts) {
  const said = { id: handoff.id, title: handoff.title, from, who: owner ?? to, missing: handoff.missing ?? '' }
  if (handoff.state === 'returned') return t.text('handoffs.line_returned', said)
  if (handoff.state === 'done') return t.text('handoffs.line_done', said)
  return handoff.due === null
    ? t.text('handoffs.line_plain', said)
    : t.text('handoffs.line_due', { ...said, when: handoff.due, urgency })
}
