// Turns the TypeScript sources into plain ESM under dist/, file by file, and copies what the code reads at run time
// beside it. Types are checked by `npm run check`; a build must stay fast, because `npm ci` and `npm run demo` run it.

import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { buildPage } from './build-page.mjs'
import { cpSync, globSync, mkdirSync, rmSync } from './files.mjs'

const rooms = ['src', 'commands', 'jobs', 'db', 'playground', 'samples', 'bench', 'faults']
const assets = /\.(json|yaml|sql|html|css|svg|png|csv)$/

rmSync('dist')
const files = globSync(rooms)
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
const manifests = ['manifest.json', 'teams/manifest.json']
const copied = files.filter((file) => assets.test(file) && !file.startsWith('playground/page/'))
for (const file of [...copied, ...manifests]) {
  mkdirSync(dirname(join('dist', file)))
  cpSync(file, join('dist', file))
}
await buildPage('dist/playground/static')
