// Neither half of a circle can be understood, or tested, alone. The import rules cannot read the page's TSX; this can.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { read, sourceFiles } from './sources.mjs'

/** Circles of imports among the page's files, imports of types included. */
export function circles() {
  const files = sourceFiles('playground/page')
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  const found = new Map()
  for (const start of files) {
    const way = wayBack(start, imports)
    if (way !== null) found.set([...way].sort().join(), `${way.join(' -> ')} -> ${start}: a circle of imports`)
  }
  return [...found.values()]
}

function importsOf(file) {
  return [...read(file).matchAll(/(?:from|import)\s*\(?'(\.[^']+)\.js'/g)].flatMap(([, path]) =>
    ['.ts', '.tsx']
      .map((end) => join(dirname(file), path).replaceAll('\\', '/') + end)
      .filter((one) => existsSync(one)),
  )
}

/** The shortest way from a file back to itself, or null. */
function wayBack(start, imports) {
  const ways = [[start]]
  const seen = new Set()
  for (const way of ways) {
    for (const next of imports.get(way.at(-1)) ?? []) {
      if (next === start) return way
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return null
}
