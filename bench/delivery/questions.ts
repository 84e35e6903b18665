import { Temporal } from 'temporal-polyfill'
import { connect, type Database } from '../../db/connect.js'
import type { Context } from '../../src/company/context.js'
import { companyOf, savePlaces } from '../../src/company/store.js'
import { postDigest } from '../../src/digests/compose.js'
import type { StoredDigest } from '../../src/digests/model.js'
import { allDigests } from '../../src/digests/store.js'
import { factNames } from '../../src/facts/catalogue.js'
import { textsFor } from '../../src/locales/texts.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { currentCatalogue } from '../../src/metrics/current.js'
import type { Afterwards } from '../ending.js'
import { promise, say } from '../figures.js'
import { furnish } from '../scene.js'
import { placeAt } from './desk.js'

const destinations = 1000

/** A question to the facts, or to what was reckoned from them. */
const asked = new RegExp(`\\b(${factNames.join('|')}|rollups?(_cells)?)\\b`)

/** The metric queries of a digest to 1,000 channels against those of the same digest to one. */
export async function questions(afterwards: Afterwards): Promise<boolean> {
  const { databaseUrl } = await furnish(afterwards)
  const database = connect(databaseUrl)
  afterwards(database.close)
  await savePlaces(
    database.db,
    Array.from({ length: destinations }, (_, index) => ({
      name: `bench-${index}`,
      place: { ...placeAt(0), channel: `C0BENCH${index}` },
      audience: { outsiders: false, readers: { kind: 'company' as const } },
      locale: null,
      zone: null,
    })),
  )
  const catalogue = await currentCatalogue(database.db, Temporal.Now.instant())
  const [stored] = await allDigests(database.db)
  if (!stored) throw new Error('The sample company has no digest')
  const one = await queries(database, catalogue, to(stored, 1))
  const many = await queries(database, catalogue, to(stored, destinations))
  const ratio = many / one
  say(`  a digest to ${destinations}: ${many} metric queries; to 1: ${one}`)
  return promise('ratio', ratio, 'at most', 1.2) && one > 0
}

function to(stored: StoredDigest, count: number): StoredDigest {
  const places = Array.from({ length: count }, (_, index) => ({ place: `bench-${index}`, filters: {} }))
  return { ...stored, digest: { ...stored.digest, destinations: places } }
}

/** How many metric queries composing the digest takes. */
async function queries(database: Database, catalogue: Catalogue, stored: StoredDigest): Promise<number> {
  let count = 0
  database.sql.options.debug = (_connection, query) => {
    if (/^\s*(select|with)\b/i.test(query) && asked.test(query)) count++
  }
  const company = await companyOf(database.db)
  if (!company) throw new Error('The sample company was not applied')
  const now = Temporal.Now.instant()
  const key = `bench:${stored.digest.destinations.length}`
  await database.db.transaction(async (tx) => {
    const t = textsFor('en', company.zone)
    const context: Context = { db: tx, now, by: 'clock', t, cause: key, company }
    const posted = await postDigest(context, catalogue, stored, { key, slot: null, holdUntil: null })
    const wanted = stored.digest.destinations.length
    if (posted.kind !== 'posted' || posted.deliveries < wanted)
      throw new Error(`The digest was not posted to ${wanted} channels: ${JSON.stringify(posted)}`)
  })
  return count
}
