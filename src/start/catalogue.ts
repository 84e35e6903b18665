import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import { currentCatalogue } from '../metrics/current.js'
import { type LiveCatalogue, liveCatalogue } from '../metrics/live.js'
import { metricsChannel } from '../metrics/own-store.js'

/** The company's metrics in a process that runs, and the end of watching for changes. */
export interface WatchedCatalogue {
  readonly catalogue: LiveCatalogue
  stop(): Promise<void>
}

/**
 * The metrics of the company, loaded again whenever any process changes them, and after the connection was lost, because a change may
 * have been missed meanwhile. What cannot be loaded leaves them as they were.
 * @param now the business clock: since when a new version holds
 * @throws CatalogueError listing every definition that does not fit
 */
export async function watchCatalogue(
  { db, sql }: Database,
  now: () => Temporal.Instant,
  failed: (error: unknown) => void,
): Promise<WatchedCatalogue> {
  const catalogue = await liveCatalogue(() => currentCatalogue(db, now()))
  const renew = (): void => void catalogue.renew().catch(failed)
  const listening = await sql.listen(metricsChannel, renew, renew)
  return { catalogue, stop: () => listening.unlisten() }
}
