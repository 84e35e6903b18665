// Turns the TypeScript sources into plain ESM under dist/, file by file, and copies what the code reads at run time
// beside it. Types are checked by `npm run check`; a build must stay fast, because `npm ci` and `npm run demo` run it. With
// `--if-needed` it does nothing where nothing has changed since the last one: `npm run demo` comes right after `npm ci`.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'esbuild'
import { parse } from 'yaml'
import { buildPage } from './build-page.mjs'
import { cpSync, globSync, mkdirSync, rmSync } from './files.mjs'

const rooms = ['src', 'commands', 'jobs', 'db', 'playground', 'samples', 'bench', 'faults']
const assets = /\.(json|yaml|sql|html|css|svg|png|csv)$/

const files = globSync(rooms)
const manifests = ['manifest.json', 'teams/manifest.json']
/** What a build was made of: written when it is complete, so that half a build never passes for one. */
const stamp = 'dist/.built'
const made = madeOf([...files, ...globSync(['scripts']), ...manifests, 'package.json'])
if (process.argv.includes('--if-needed') && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) process.exit(0)
rmSync('dist')
const sources = files.filter(
  (file) => /\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file) && !file.startsWith('playground/page/'),
)
await build({
  entryPoints: sources,
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
})
const copied = files.filter((file) => assets.test(file) && !file.startsWith('playground/page/'))
for (const file of [...copied, ...manifests]) {
  mkdirSync(dirname(join('dist', file)))
  cpSync(file, join('dist', file))
}
compileCatalogue('src/metrics/catalogue')
await buildPage('dist/playground/static')
writeFileSync(stamp, made)

/** Reads the YAML of the built-in metrics once for all: whoever starts the product would otherwise read it every time. */
function compileCatalogue(folder) {
  const texts = globSync([folder]).filter((file) => file.endsWith('.yaml'))
  const read = texts.map((file) => [
    basename(file),
    parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }),
  ])
  writeFileSync(join('dist', folder, 'compiled.json'), JSON.stringify(Object.fromEntries(read)))
}

/** Which files there are, how long they are and when they were changed last. */
function madeOf(list) {
  const told = createHash('sha256')
  for (const file of list) {
    const { size, mtimeMs } = statSync(file)
    told.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return told.digest('hex')
}
