import type { Renderer } from '../deliveries/live.js'
import { proposalsCard } from './card.js'
import * as store from './store.js'

/** Draws what playbooks propose in a message: what was decided since stands there as decided, whoever decided it. */
export const proposalsRenderer: Renderer = {
  kind: 'playbooks',
  draw: async (context, { id }) => {
    const firings = await store.ofMessage(context.db, id)
    return firings.length === 0 ? null : proposalsCard(context, firings)
  },
}
