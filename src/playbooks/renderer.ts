import { personById } from '../company/store.js'
import type { Renderer } from '../deliveries/live.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { proposalsCard } from './card.js'
import { maySee } from './shown.js'
import * as store from './store.js'

/**
 * Draws what playbooks propose in a message: what was decided since stands there as decided, whoever decided it, and what who is asked
 * may not read any more stands there no longer.
 */
export function proposalsRenderer(catalogue: Catalogue): Renderer {
  return {
    kind: 'playbooks',
    draw: async (context, { id }) => {
      const all = await store.ofMessage(context.db, id)
      const asked = all[0] && (await personById(context.db, all[0].asked))
      const firings = asked ? all.filter((one) => maySee(one, asked, catalogue)) : []
      return firings.length === 0 ? null : proposalsCard(context, firings)
    },
  }
}
