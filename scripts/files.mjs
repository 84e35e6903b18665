// The few file helpers that the scripts share (fs.globSync needs a newer Node than 20).
import * as fs from 'node:fs'
import { join } from 'node:path'

/** Every file below the given folders, as paths relative to the working directory; missing folders count as empty. */
export function globSync(folders) {
  return folders
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export const rmSync = (path) => fs.rmSync(path, { recursive: true, force: true })
export const mkdirSync = (path) => fs.mkdirSync(path, { recursive: true })
export const cpSync = (from, to) => fs.copyFileSync(from, to)
