import type { Renderer } from '../deliveries/live.js'
import { handoffCard } from './card.js'
import * as store from './store.js'
import { nameOf } from './tell.js'

/** Draws the cards of handoffs anew, in both departments. */
export const handoffRenderer: Renderer = {
  kind: 'handoff',
  draw: async (context, { id }) => {
    const handoff = await store.byId(context.db, Number(id))
    return handoff ? handoffCard(await nameOf(context, handoff), context.t) : null
  },
}
