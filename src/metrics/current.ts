import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { builtInDepartments } from '../company/departments.js'
import { departmentsOf } from '../company/store.js'
import { type Catalogue, loadCatalogue } from './catalogue.js'
import { type Entry, ownEntries } from './own-store.js'
import { recordVersions } from './versions.js'

/**
 * The metrics of the company: the built-in ones and its own over them, each with its version as the database knows it.
 * @param now the business clock: since when a new version holds
 * @throws CatalogueError listing every definition that does not fit
 */
export async function currentCatalogue(db: Db, now: Temporal.Instant): Promise<Catalogue> {
  return recordVersions(db, await tried(db, 'metrics.yaml', []), now)
}

/**
 * The metrics as they would be with some entries in the place of those that are stored under the same names; nothing is kept.
 * @param file how the entries are called in errors, which say where in them something is wrong
 * @throws CatalogueError listing every definition that would not fit
 */
export async function tried(db: Db, file: string, entries: readonly Entry[]): Promise<Catalogue> {
  const [departments, stored] = await Promise.all([departmentsOf(db), ownEntries(db)])
  const others = stored.filter(({ name }) => !entries.some((one) => one.name === name))
  const keys = [...new Set([...builtInDepartments, ...departments.map(({ key }) => key)])]
  // JSON is YAML; what people wrote stands first, so that a path in an error is a path in what they wrote.
  return loadCatalogue(keys, { name: file, text: JSON.stringify([...entries, ...others]) })
}
