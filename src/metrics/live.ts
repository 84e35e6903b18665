import type { Catalogue } from './catalogue.js'

/** A catalogue that is what was loaded last: who holds it need not know that it changes. */
export interface LiveCatalogue extends Catalogue {
  /** Loads it again. What is asked meanwhile is answered by what was loaded before; where loading fails, that stays. */
  renew(): Promise<void>
}

/** @param load reads all metrics as they stand; renewals take turns, so that the last one asked for is the last one loaded */
export async function liveCatalogue(load: () => Promise<Catalogue>): Promise<LiveCatalogue> {
  let current = await load()
  let turn: Promise<void> = Promise.resolve()
  return {
    get metrics() {
      return current.metrics
    },
    get words() {
      return current.words
    },
    get: (name) => current.get(name),
    find: (word) => current.find(word),
    renew: () => {
      const next = turn.then(async () => {
        current = await load()
      })
      // A failed turn is told to whoever asked for it, and does not end the turns.
      turn = next.catch(() => {})
      return next
    },
  }
}
