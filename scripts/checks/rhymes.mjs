// Names rhyme: what is called x in one part of the house is about src/x, so that it is found from anywhere.
import { existsSync, readdirSync } from 'node:fs'
import house from '../house.cjs'

const ends = { commands: '.ts', jobs: '.ts', 'db/schema': '.ts', 'src/locales': '.json' }

/** Doors, tables and texts that no room of src answers to. */
export function rhymes() {
  return Object.entries(ends).flatMap(([part, ending]) => {
    const folders = part === 'src/locales' ? languages() : [part]
    return folders.flatMap((folder) =>
      namesIn(folder, ending)
        .filter((name) => !house.unrhymed[part].includes(name) && !existsSync(`src/${name}`))
        .map(
          (name) =>
            `${folder}/${name}: there is no src/${name}; name it after its room, or list it in scripts/house.cjs`,
        ),
    )
  })
}

function languages() {
  return entries('src/locales')
    .filter((entry) => entry.isDirectory())
    .map((entry) => `src/locales/${entry.name}`)
}

function namesIn(folder, ending) {
  return entries(folder)
    .filter((entry) => entry.isDirectory() || (entry.name.endsWith(ending) && !entry.name.endsWith(`.test${ending}`)))
    .map((entry) => (entry.isDirectory() ? entry.name : entry.name.slice(0, -ending.length)))
}

function entries(folder) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
}
