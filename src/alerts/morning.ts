import type { Context } from '../company/context.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
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
      const waiting = await store.forMorning(context.db, days)
      return waiting.flatMap((one) => {
        const { to } = one.follow
        const waking =
          'person' in to ? people.find(({ person }) => person.email === to.person.toLowerCase()) : undefined
        return waking ? dueOf(one, waking, catalogue, context) : []
      })
    },
    noted: async (context, dues) => {
      const ids = dues.map(({ about }) => Number(about.slice('alert:'.length)))
      await store.noted(context.db, ids, context.now.toZonedDateTimeISO(context.company.zone).toPlainDate().toString())
    },
  }
}

type Waiting = Awaited<ReturnType<typeof store.forMorning>>[number]

/** Nothing for who may not read it any more, nor on a day after the one on which it was said. */
function dueOf(
  { alert, follow, notedOn }: Waiting,
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
