import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { tried } from './current.js'
import { type Entry, entry, ownEntries, saveOwn, tellMetricsChanged } from './own-store.js'
import { subjectOf } from './visibility.js'

/** `metrics.yaml`: what a company states of metrics, new ones and built-in ones. */
export const metricsFile = z.array(entry)

/**
 * Puts the metrics of a file in force: each in the place of what was stored under its name; those that it does not name stay. Who can
 * apply files answers for them, so nobody else has to agree.
 * @returns how many are others than before
 * @throws CatalogueError that names every problem with its path in the file; nothing is kept then
 */
export async function applyMetrics(context: Context, entries: readonly Entry[]): Promise<number> {
  const { db, now } = context
  await tried(db, 'metrics.yaml', entries)
  const stored = new Map((await ownEntries(db)).map((one) => [one.name, one]))
  const changed = entries.filter((one) => !isDeepStrictEqual(stored.get(one.name), one))
  for (const one of changed) {
    await saveOwn(db, one, null, now)
    const before = stored.get(one.name) ?? null
    await recordChange(context, { subject: subjectOf(one.name), verb: 'apply', before, after: one })
  }
  if (changed.length > 0) await tellMetricsChanged(db)
  return changed.length
}
