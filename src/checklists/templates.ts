import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Db } from '../../db/connect.js'
import type { Context } from '../company/context.js'
import { type Template, template } from './model.js'
import { latestTemplate, saveTemplate, storedTemplates, type Versioned } from './template-store.js'

const folder = new URL('./templates/', import.meta.url)
let read: ReadonlyMap<string, Template> | null = null

/** The templates that come with the product, by name. A company's own of the same name stands in its place. */
export function builtInTemplates(): ReadonlyMap<string, Template> {
  read ??= new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => template.parse(parse(readFileSync(new URL(file, folder), 'utf8'))))
      .map((one) => [one.name, one]),
  )
  return read
}

/** Every template that can be started: the company's own, and the built-in ones that it has not replaced. */
export async function allTemplates(db: Db): Promise<readonly Template[]> {
  const own = (await storedTemplates(db)).map((one) => one.template)
  const names = new Set(own.map((one) => one.name))
  return [...own, ...[...builtInTemplates().values()].filter((one) => !names.has(one.name))]
}

/** The latest version of a template, to be read: nothing is stored. @returns null if there is none of that name */
export async function templateNamed(db: Db, name: string): Promise<Template | null> {
  return (await latestTemplate(db, name))?.template ?? builtInTemplates().get(name) ?? null
}

/**
 * The latest version of a template, to start a run of. A built-in one is stored when it is first started, so that its runs keep
 * what they were started with when the product's own is written anew.
 * @returns null if there is none of that name
 */
export async function templateToStart(context: Context, name: string): Promise<Versioned | null> {
  const stored = await latestTemplate(context.db, name)
  if (stored) return stored
  const built = builtInTemplates().get(name)
  if (!built) return null
  const { version } = await saveTemplate(context.db, built, null, context.now)
  return { template: built, version }
}
