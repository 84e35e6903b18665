import type { Reply } from '../../src/chat/incoming.js'
import { departmentsOf } from '../../src/company/store.js'
import * as actions from '../../src/metrics/actions.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'
import { disagreementOf, sidesOf } from '../../src/metrics/disagreement.js'
import { sourcesCard } from '../../src/metrics/disagreement-card.js'
import { historyCard } from '../../src/metrics/history-card.js'
import { historyOf } from '../../src/metrics/posted.js'
import { openDisagreement, settle, settleForm } from '../../src/metrics/settle.js'
import { requireReader } from '../../src/metrics/sharing.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { offeringAccess } from './access.js'
import { metricNamed } from './named.js'

/** As many posts as one looks back over in a chat. */
const mostPosts = 20

/** `/kpi sources`, `/kpi history`, and how a disagreement is settled. */
export function sourcesBindings(catalogue: Catalogue): readonly Binding[] {
  return [
    bind(actions.showSources, {
      press: ({ metric }, asking) => offeringAccess(asking, () => showSources(metricNamed(metric, catalogue), asking)),
    }),
    bind(actions.showHistory, {
      press: ({ metric }, asking) =>
        offeringAccess(asking, () => showHistory(metricNamed(metric, catalogue), asking, catalogue)),
    }),
    bind(actions.settle, {
      press: async (args, asking) => {
        const metric = metricNamed(args.metric, catalogue)
        await mustRead(metric, asking)
        return { kind: 'form', form: settleForm(await openDisagreement(asking, metric), args, asking.t) }
      },
      submit: async (args, values, asking) => {
        const metric = metricNamed(args.metric, catalogue)
        await mustRead(metric, asking)
        const done = await settle(asking, catalogue, metric, args, values)
        return 'form' in done ? { kind: 'form', form: done.form } : tell(done.said)
      },
    }),
  ]
}

const mustRead = (metric: Metric, asking: Asking): Promise<void> =>
  requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))

const standpoint = ({ t, now, company }: Asking) => ({ t, calendar: company, today: dayOf(now, company.zone) })

/** Each source's number side by side; where two state the same thing, what differs between them. */
export async function showSources(metric: Metric, asking: Asking): Promise<Reply> {
  await mustRead(metric, asking)
  const [sides, found] = await Promise.all([sidesOf(metric, asking), disagreementOf(metric, asking, true)])
  const decides = found?.decides?.id === asking.by.id
  return { kind: 'tell', message: sourcesCard(metric, sides, found, { ...standpoint(asking), decides }) }
}

/** What was posted of a metric, and what it would be today. */
export async function showHistory(metric: Metric, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  await mustRead(metric, asking)
  const list = await historyOf(metric, catalogue, asking, mostPosts)
  return { kind: 'tell', message: historyCard(metric, list, standpoint(asking)) }
}
