import type { Context } from '../company/context.js'
import { departmentsOf } from '../company/store.js'
import type { Texts } from '../locales/texts.js'
import type { Due, DueSource, Urgency, Waking } from '../mornings/due.js'
import { dayOf } from '../time/zone.js'
import { type Named, stepButton } from './card.js'
import type { Handoff } from './model.js'
import * as store from './store.js'
import { namesOf, subjectOf } from './tell.js'

/**
 * What handoffs bring up in the morning: to who has accepted one until it is done; to the leader of a department what nobody
 * there has accepted; to the sender what was returned, and what waits to be confirmed.
 */
export const handoffDues: DueSource = {
  name: 'handoffs',
  due: async (context, people) => {
    const led = await ledBy(context, people)
    const list = await store.concerning(
      context.db,
      [...led.keys()],
      people.map(({ person }) => person.id),
    )
    const named = await namesOf(context, list)
    return named.flatMap((one) => {
      const whose = turnOf(one.handoff, led)
      const waking = people.find(({ person }) => person.id === whose)
      return waking ? [dueOf(one, waking)] : []
    })
  },
}

/** The leaders among those who wake, by the department that they lead. */
async function ledBy(context: Context, people: readonly Waking[]): Promise<ReadonlyMap<string, number>> {
  const awake = new Set(people.map(({ person }) => person.id))
  return new Map(
    (await departmentsOf(context.db)).flatMap(({ key, leader }) =>
      leader !== null && awake.has(leader) ? [[key, leader] as const] : [],
    ),
  )
}

/** Whose turn it is. */
function turnOf(handoff: Handoff, led: ReadonlyMap<string, number>): number | null {
  if (handoff.state === 'returned' || handoff.state === 'done') return handoff.sender
  return handoff.owner ?? led.get(handoff.to) ?? null
}

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
