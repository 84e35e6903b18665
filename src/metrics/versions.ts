import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { type Catalogue, catalogueOf, type Metric } from './catalogue.js'
import { inputsOf } from './check-definitions.js'
import { latestVersions, lockDefinitions, type StoredVersion, saveVersion } from './store.js'

/**
 * Keeps every version of every definition, so that what was posted under an older one can still be explained: a formula that
 * changed, its own or one below it, gets the next version; a changed label or description stays within its version.
 * Several processes may start at once: they take turns.
 * @param now the business clock: since when a new version holds
 * @returns the catalogue with the versions as the database knows them
 */
export async function recordVersions(db: Db, catalogue: Catalogue, now: Temporal.Instant): Promise<Catalogue> {
  return db.transaction(async (tx) => {
    await lockDefinitions(tx)
    const known = await latestVersions(tx)
    const metrics: Metric[] = []
    for (const metric of catalogue.metrics) {
      const version = await record(tx, catalogue, metric, known.get(metric.definition.name) ?? null, now)
      metrics.push({ ...metric, version })
    }
    return catalogueOf(metrics)
  })
}

async function record(
  db: Db,
  catalogue: Catalogue,
  { definition }: Metric,
  known: StoredVersion | null,
  now: Temporal.Instant,
): Promise<number> {
  const { name } = definition
  const meaning = meaningOf(catalogue, name)
  const same = known !== null && known.meaning === meaning && definition.version <= known.version
  if (same && canonical(known.definition) === canonical(definition)) return known.version
  const version = same ? known.version : Math.max(definition.version, (known?.version ?? 0) + 1)
  await saveVersion(db, name, { version, definition, meaning }, now)
  return version
}

/** What a number means: its formula with all formulas below it, and its unit. */
function meaningOf(catalogue: Catalogue, name: string): string {
  const metric = catalogue.get(name)
  if (!metric) throw new Error(`No metric ${name}, although the catalogue was checked`)
  const { formula, unit, per } = metric.definition
  const inputs = inputsOf(formula).map((input) => meaningOf(catalogue, input))
  return canonical({ formula, unit, per: per ?? null, inputs })
}

/** JSON with sorted keys, so that the order in which a file writes them makes no new version. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
