import type { Renderer } from '../deliveries/live.js'
import { itemCard } from './item-card.js'
import { byId } from './item-store.js'
import { viewOf } from './item-view.js'

/** Draws the cards of feedback anew, where its department reads them. */
export const itemRenderer: Renderer = {
  kind: 'feedback_item',
  draw: async (context, { id }) => {
    const item = await byId(context.db, Number(id))
    return item ? itemCard(await viewOf(context, item), context.t) : null
  },
}
