import type { PostingsAt } from '../company/posting.js'
import type { Catalogue } from '../metrics/catalogue.js'
import * as store from './store.js'

/** The numbers that are followed in a place: one posting for each who follows there, however many they are. */
export function followPostings(catalogue: Catalogue): PostingsAt {
  return async ({ db }, { name }) => {
    const here = (await store.allFollows(db)).filter(({ follow: { to } }) => 'place' in to && to.place === name)
    const owners = new Map(here.map(({ owner, follow }) => [owner, follow.owner]))
    return [...owners].map(([id, owner]) => {
      const mine = here.filter((one) => one.owner === id)
      const metrics = mine.flatMap(({ follow }) => catalogue.find(follow.metric)?.definition.label ?? [])
      return {
        about: `follows:${id}`,
        owner,
        title: (t) => t.plain('alerts.posting', { place: name }),
        closed: () => metrics,
      }
    })
  }
}
