import type { Context } from '../company/context.js'
import { allPeople } from '../company/store.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import { dayOf } from '../time/zone.js'
import { showButton } from './card.js'
import { readCondition } from './model.js'
import { sentence } from './sentence.js'
import * as store from './store.js'

/** What people follow and want to read in their morning note: each thing once, in the next note that comes. */
export function alertDues(catalogue: Catalogue): DueSource {
  return {
    name: 'alerts',
    due: async (context, people) => {
      const days = [...new Set(people.map(({ day }) => day))]
      const byId = new Map(people.map((one) => [one.person.id, one]))
      const waiting = await store.forMorning(context.db, [...byId.keys()], days)
      return waiting.flatMap((one) => {
        const waking = byId.get(one.owner)
        return waking ? dueOf(one, waking, catalogue, context) : []
      })
    },
    noted: async (context, dues) => {
      if (dues.length === 0) return
      const people = new Map((await allPeople(context.db)).map((one) => [one.id, one]))
      // The day of a note is its reader's: for somebody further east it is tomorrow where the company is.
      const dayFor = (person: number): string => dayOf(context.now, people.get(person)?.zone ?? context.company.zone)
      for (const day of new Set(dues.map(({ person }) => dayFor(person)))) {
        const theirs = dues.filter(({ person }) => dayFor(person) === day)
        await store.noted(
          context.db,
          theirs.map(({ about }) => Number(about.slice('alert:'.length))),
          day,
        )
      }
    },
  }
}

/** Nothing for who may not read it any more, nor on a day after the one on which it was said. */
function dueOf(
  { alert, follow, notedOn }: store.Waiting,
  { person, day, again }: Waking,
  catalogue: Catalogue,
  { company }: Context,
): readonly Due[] {
  const metric = catalogue.get(alert.question.metric)
  if (!metric || !mayRead(metric, person) || (notedOn !== null && !(again && notedOn === day))) return []
  const { question, numbers, kind } = alert
  const { definition } = metric
  const condition = (readCondition(follow.when) ?? { kind: 'target' as const }).kind
  return [
    {
      person: person.id,
      about: `alert:${alert.id}`,
      urgency: 'soon',
      discloses: [subjectOf(question.metric)],
      line: (t) => sentence({ kind, condition, definition, question, numbers }, { t, calendar: company, today: day }),
      buttons: (t) => [showButton({ definition, question }, false, { t, calendar: company, today: day })],
    },
  ]
}
