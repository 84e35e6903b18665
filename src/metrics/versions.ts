import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { type Catalogue, catalogueOf, type Metric } from './catalogue.js'
import { inputsOf } from './check-definitions.js'
import type { Definition } from './definition.js'
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
    const meanings = new Map<string, string>()
    const metrics: Metric[] = []
    for (const metric of catalogue.metrics) {
      const version = await record(tx, metric.definition, {
        meaning: meaningOf(catalogue, metric.definition.name, meanings),
        known: known.get(metric.definition.name) ?? null,
        now,
      })
      metrics.push({ ...metric, version })
    }
    return catalogueOf(metrics)
  })
}

async function record(
  db: Db,
  definition: Definition,
  { meaning, known, now }: { meaning: string; known: StoredVersion | null; now: Temporal.Instant },
): Promise<number> {
  const { name } = definition
  const same = known !== null && known.meaning === meaning && definition.version <= known.version
  if (same && canonical(known.definition) === canonical(definition)) return known.version
  const version = same ? known.version : Math.max(definition.version, (known?.version ?? 0) + 1)
  await saveVersion(db, name, { version, definition, meaning }, now)
  return version
}

/**
 * What a number means: its formula with all formulas below it, and its unit. The formulas below stand in it by a digest of what they
 * mean, so that a formula that many others share makes no text longer.
 */
function meaningOf(catalogue: Catalogue, name: string, known: Map<string, string>): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const metric = catalogue.get(name)
  if (!metric) throw new Error(`No metric ${name}, although the catalogue was checked`)
  const { formula, unit, per } = metric.definition
  // Which source counts changes what a number means; where there is but one, nothing is said of it.
  const counted = metric.rules.length > 0 ? { rules: metric.rules } : {}
  const inputs = inputsOf(formula).map((input) => digestOf(meaningOf(catalogue, input, known)))
  const meaning = canonical({ formula, unit, per: per ?? null, inputs, ...counted })
  known.set(name, meaning)
  return meaning
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** JSON with sorted keys, so that the order in which a file writes them makes no new version. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
