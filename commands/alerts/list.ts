import * as actions from '../../src/alerts/actions.js'
import { followsCard, historyMessage, type Listed } from '../../src/alerts/card.js'
import { conditionOf, endFollow } from '../../src/alerts/follow.js'
import { type Followed, followed } from '../../src/alerts/question.js'
import * as store from '../../src/alerts/store.js'
import type { Reply } from '../../src/chat/incoming.js'
import { Refusal } from '../../src/locales/refusal.js'
import * as metricActions from '../../src/metrics/actions.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'
import type { Standpoint } from '../../src/metrics/period-label.js'
import { mayRead } from '../../src/metrics/visibility.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind, requireInsider } from '../command.js'
import { tell } from '../tell.js'
import { openForm, submitForm } from './follow.js'

/** The buttons and forms of what people follow. */
export function followBindings(catalogue: Catalogue): readonly Binding[] {
  return [
    bind(metricActions.followNumber, {
      press: ({ question }, asking) => openForm(question, asking, catalogue),
      submit: ({ question }, values, asking) => submitForm(question, values, asking, catalogue),
    }),
    bind(actions.list, { press: (_, asking) => listFollows(asking, catalogue) }),
    bind(actions.stop, { press: ({ follow }, asking) => stop(follow, asking, catalogue) }),
    bind(actions.history, { press: ({ follow }, asking) => history(follow, asking, catalogue) }),
  ]
}

const standpoint = ({ t, company, now }: Asking): Standpoint => ({
  t,
  calendar: company,
  today: dayOf(now, company.zone),
})

/** `/kpi follows`: what the person follows. */
export async function listFollows(asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const mine = await store.allFollows(asking.db, asking.by.id)
  const last = await store.lastOf(
    asking.db,
    mine.map(({ id }) => id),
  )
  const listed = mine.flatMap((stored): readonly Listed[] => {
    const one = readable(stored, asking, catalogue)
    return one
      ? [{ stored, definition: one.metric.definition, question: one.question, last: last.get(stored.id) ?? null }]
      : []
  })
  const gone = mine.filter((stored) => followedNow(stored, asking, catalogue) === null)
  return { kind: 'tell', message: followsCard(listed, gone, asking.company.currency, standpoint(asking)) }
}

/** What is followed, for somebody who may read it; null for others, and where its metric is gone. */
function readable(stored: store.Stored, asking: Asking, catalogue: Catalogue): Followed | null {
  const one = followedNow(stored, asking, catalogue)
  return one && mayRead(one.metric, asking.by) ? one : null
}

/** Null where the metric or a dimension of what is followed is gone: then nothing is told of it any more. */
function followedNow({ follow }: store.Stored, { company, now }: Asking, catalogue: Catalogue): Followed | null {
  try {
    return followed(follow, { catalogue, company, today: dayOf(now, company.zone) })
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function stop(id: number, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const follow = await endFollow(asking, id)
  if (!follow) return tell(asking.t.text('alerts.stopped_before'))
  return tell(asking.t.text('alerts.stopped', { metric: labelOf(follow.metric, catalogue) }))
}

const labelOf = (name: string, catalogue: Catalogue): string => catalogue.find(name)?.definition.label ?? name

/** `/kpi unfollow win rate`: ends everything that the person follows of a metric. */
export async function unfollow(metric: Metric, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const { name, label } = metric.definition
  // A file may name it by another of its names.
  const mine = (await store.allFollows(asking.db, asking.by.id)).filter(
    ({ follow }) => catalogue.find(follow.metric)?.definition.name === name,
  )
  if (mine.length === 0) return tell(asking.t.text('alerts.unfollow_none', { metric: label }))
  for (const { id } of mine) await endFollow(asking, id)
  return tell(asking.t.text('alerts.stopped', { metric: label }))
}

/** More than these nobody reads back. */
const mostTold = 10

async function history(id: number, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  requireInsider(asking)
  const stored = await store.byId(asking.db, id)
  if (!stored) return tell(asking.t.text('alerts.stopped_before'))
  if (stored.owner !== asking.by.id && asking.by.role !== 'revops') throw new Refusal('alerts.not_yours')
  const one = readable(stored, asking, catalogue)
  if (!one) throw new Refusal('errors.old_button')
  const { definition } = one.metric
  const told = await store.toldBy(asking.db, id, mostTold)
  const condition = conditionOf(stored.follow).kind
  const title = asking.t.text(told.length === 0 ? 'alerts.history_none' : 'alerts.history_title', {
    metric: definition.label,
  })
  const said = told.map(({ kind, question, numbers, at }) => ({ kind, condition, definition, question, numbers, at }))
  return { kind: 'tell', message: historyMessage(title, said, standpoint(asking)) }
}
