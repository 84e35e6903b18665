import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type PromptTemplate, promptTemplate } from './model.js'

const folder = new URL('./templates/', import.meta.url)
let read: readonly PromptTemplate[] | null = null

/** The prompts that come with the product, by name. */
export function promptTemplates(): readonly PromptTemplate[] {
  read ??= readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => promptTemplate.parse(parse(readFileSync(new URL(file, folder), 'utf8'))))
  return read
}
