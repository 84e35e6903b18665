// What the checks read: the project's own files, as paths from the root with forward slashes.
import { readFileSync } from 'node:fs'
import { globSync } from '../files.mjs'

export const isTest = (file) =>
  /\.test\.tsx?$|\/testing\//.test(file) || file.startsWith('test/') || file.startsWith('bench/')

/** Every source file below the given folders. */
export function sourceFiles(...folders) {
  return globSync(folders)
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file))
    .sort()
}

export const read = (file) => readFileSync(file, 'utf8')

/** `file:line` of a place in a text, as editors and terminals open it. */
export const place = (file, text, index) => `${file}:${text.slice(0, index).split('\n').length}`
