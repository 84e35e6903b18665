import { expect } from 'vitest'
import type { Db } from '../db/connect.js'
import { applyDigests } from '../src/digests/apply.js'
import { digestsFile, type StoredDigest } from '../src/digests/model.js'
import { digestByName } from '../src/digests/store.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { context } from './context.js'
import { thursday } from './e2e/acme.js'

/** A digest of the sample company for its channel revenue, applied as from a file; what a test cares about is given, its lines among it. */
export async function salesBeat(
  db: Db,
  catalogue: Catalogue,
  change: { readonly sections: readonly object[] } & Readonly<Record<string, unknown>>,
): Promise<StoredDigest> {
  const digest = {
    name: 'sales-beat',
    title: 'Sales beat',
    owner: 'nadia@acme.example',
    schedule: { cron: '0 9 * * 1', zone: 'Europe/Berlin' },
    destinations: [{ place: 'revenue' }],
    ...change,
  }
  await applyDigests(context(db, { now: thursday }), digestsFile.parse({ digests: [digest] }), catalogue)
  return (await digestByName(db, digest.name)) ?? expect.fail('the digest is not stored')
}
