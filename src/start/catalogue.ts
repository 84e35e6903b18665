import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { builtInDepartments } from '../company/departments.js'
import { departmentsOf } from '../company/store.js'
import { type Catalogue, loadCatalogue } from '../metrics/catalogue.js'
import { recordVersions } from '../metrics/versions.js'

/**
 * The metrics of the company, each with its version as the database knows it.
 * @param now the business clock: since when a new version holds
 * @throws CatalogueError listing every definition that does not fit
 */
export async function catalogueFor(db: Db, now: Temporal.Instant): Promise<Catalogue> {
  const departments = (await departmentsOf(db)).map((one) => one.key)
  return recordVersions(db, loadCatalogue([...new Set([...builtInDepartments, ...departments])], null), now)
}
