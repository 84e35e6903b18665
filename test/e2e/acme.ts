import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import { writeSample } from '../../samples/generate.js'
import { importFacts } from '../../src/facts/import.js'
import { loadMapping } from '../../src/facts/mapping.js'
import { textsFor } from '../../src/locales/texts.js'
import { applyFolder } from '../../src/start/apply.js'
import { type Filling, testDatabase } from '../database.js'

/** A Thursday, an hour before the reminders of the checklists and four days before the weekly digest. */
export const thursday = Temporal.Instant.from('2026-11-19T07:00:00Z')
const exportedOn = '2026-11-19'

/** The folder with the sample company's YAML. */
export const samples = fileURLToPath(new URL('../../samples/', import.meta.url))

const acme: Filling = {
  name: 'acme_of_a_thursday',
  fill: async (database) => {
    await applyFolder(database.db, samples, thursday)
    const exported = mkdtempSync(join(tmpdir(), 'drumbeat-acme-'))
    try {
      writeSample(exported, { asOf: exportedOn })
      for (const name of ['acme-crm', 'acme-billing']) await importSample(database, name, exported)
    } finally {
      rmSync(exported, { recursive: true })
    }
  },
}

async function importSample(database: Database, name: string, from: string): Promise<void> {
  await importFacts({
    database,
    company: { zone: 'Europe/Berlin', currency: 'EUR' },
    mapping: loadMapping(join(samples, 'mappings', `${name}.yaml`)),
    from,
    now: thursday,
    t: textsFor('en', 'UTC'),
    reports: join(from, 'reports'),
  })
}

/** A database of its own with the sample company as it stands on that Thursday: people, digests, checklists, two years of facts. */
export const acmeDatabase = (): Promise<Database> => testDatabase({ filling: acme })

/** For `beforeAll` of files whose tests each have a database: the first one of a run takes longer than a test should. */
export async function acmeReady(): Promise<void> {
  const first = await acmeDatabase()
  await first.close()
}
