import type { Reply } from '../../src/chat/incoming.js'
import { declineAccess, grantAccess, requestAccess, revokeAccess } from '../../src/metrics/access.js'
import { closedCard, decidedCard } from '../../src/metrics/access-card.js'
import * as actions from '../../src/metrics/actions.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { NotShared } from '../../src/metrics/sharing.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { metricNamed } from './named.js'

/** [Request access] under a refusal, and what an owner says to it. */
export function accessBindings(catalogue: Catalogue): readonly Binding[] {
  return [
    bind(actions.requestAccess, { press: ({ metric }, asking) => request(metric, asking, catalogue) }),
    bind(actions.grantAccess, { press: (args, asking) => decide(args, asking, catalogue, grantAccess) }),
    bind(actions.declineAccess, { press: (args, asking) => decide(args, asking, catalogue, declineAccess) }),
    bind(actions.revokeAccess, {
      press: async ({ metric: name, person: id }, asking) => {
        const metric = metricNamed(name, catalogue)
        const { person, revoked } = await revokeAccess(asking, metric, id)
        const args = { person: person.name, metric: metric.definition.label }
        return tell(asking.t.text(revoked ? 'answers.access_revoked' : 'answers.access_revoked_before', args))
      },
    }),
  ]
}

async function request(name: string, asking: Asking, catalogue: Catalogue): Promise<Reply> {
  const metric = metricNamed(name, catalogue)
  const requested = await requestAccess(asking, catalogue, metric)
  const { t } = asking
  if (requested.kind === 'open') return tell(t.text('answers.access_not_needed', { metric: metric.definition.label }))
  const people = t.list(requested.owners.map((owner) => owner.name))
  return tell(t.text(requested.kind === 'asked' ? 'answers.access_asked' : 'answers.access_asked_before', { people }))
}

async function decide(
  { metric: name, person: id }: { readonly metric: string; readonly person: number },
  asking: Asking,
  catalogue: Catalogue,
  verb: typeof grantAccess,
): Promise<Reply> {
  const metric = metricNamed(name, catalogue)
  const { person, granted } = await verb(asking, catalogue, metric, id)
  return { kind: 'redraw', message: decidedCard(metric, person, asking.by, granted, asking.t), note: null }
}

/** Answers a refusal with the way to be let in. Other errors pass. */
export async function offeringAccess(asking: Asking, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NotShared)) throw error
    return { kind: 'tell', message: closedCard(error.metric, asking.t.text(error.key, error.args), asking.t) }
  }
}
